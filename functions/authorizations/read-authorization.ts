import * as contract from "../../api/authorizations.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import { authorizationIn, readClientRecord, rowFacts } from "../../store/client-record.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

export const readAuthorization = handles(
  contract.readAuthorization,
  async ({ path, actor, today }, { table, readCatalog }: HttpServices) => {
    const [record, catalog] = await Promise.all([readClientRecord(table, path.clientId), readCatalog()]);
    const authorization = authorizationIn(record, path.authorizationId);
    const row = trackerRow(rowFacts(record, authorization), { catalog, actor, asOf: today });
    return ok(row, row.version);
  },
);
