import * as contract from "../../api/authorizations.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { readRowFacts } from "../../store/history.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const readAuthorization = handles(
  contract.readAuthorization,
  async ({ path, actor, today }, { table, readCatalog }: HttpServices) => {
    const [record, catalog] = await Promise.all([readClientRecord(table, path.clientId), readCatalog()]);
    const facts = await readRowFacts(table, record, path.authorizationId);
    const row = trackerRow(facts, { catalog, actor, asOf: today });
    return ok(row, row.version);
  },
);
