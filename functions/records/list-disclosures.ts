import * as contract from "../../api/records.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { readClient } from "../../store/clients.ts";
import { readDisclosures } from "../../store/disclosures.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { Services, WithCursors } from "../runtime/services.ts";
import { rowsPerPage } from "./rows-per-page.ts";

export const listDisclosures = handles(
  contract.listDisclosures,
  async (call, { table, cursorsOf }: Services & WithCursors) => {
    const { clientId } = call.path;
    const cursors = cursorsOf(call.actor, "disclosures", { clientId });
    const before = cursors.placeOf(call.query.cursor);
    if ((await readClient(table, clientId)) === undefined)
      throw new DomainError("NOT_FOUND", `There is no client ${clientId}.`);
    const { disclosures, next } = await readDisclosures(table, clientId, { limit: rowsPerPage(call), before });
    return ok({ items: disclosures, nextCursor: next === null ? null : cursors.at(next) });
  },
);
