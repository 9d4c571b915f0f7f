import * as contract from "../../api/authorizations.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import { readShownRecord } from "../../store/client-record.ts";
import { readRowFacts } from "../../store/history.ts";
import { untilStored } from "../../store/opened-table.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { factsAsOf } from "../tracker/facts-as-of.ts";

export const readAuthorization = handles(
  contract.readAuthorization,
  ({ path, query, actor, today }, { table, readCatalog }: HttpServices) =>
    untilStored(table, async () => {
      const { clientId, authorizationId } = path;
      const { asOf = today } = query;
      const [record, catalog] = await Promise.all([readShownRecord(table, clientId), readCatalog()]);
      const now = await readRowFacts(table, record, authorizationId);
      const [facts = now] = await factsAsOf(table, clientId, [now], { asOf, today });
      const row = trackerRow(facts, { catalog, actor, asOf });
      return ok(row, row.version);
    }),
);
