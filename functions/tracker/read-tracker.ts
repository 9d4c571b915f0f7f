import * as contract from "../../api/tracker.ts";
import { trackerVisible } from "../../domain/client-insurance.ts";
import { rowFacts } from "../../domain/client-record.ts";
import { marksKept } from "../../domain/handling.ts";
import { byExpiration, trackerRow } from "../../domain/tracker-row.ts";
import { readShownRecord } from "../../store/client-record.ts";
import { untilStored } from "../../store/opened-table.ts";
import { shownInsurances } from "../insurances/shown-insurance.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { left } from "../runtime/left-out.ts";
import type { HttpServices } from "../runtime/services.ts";
import { factsAsOf } from "./facts-as-of.ts";

/**
 * One Query of the client, beside the catalog's version: no history, service or audit is read. Of a past day, days of service as
 * well.
 */
export const readTracker = handles(contract.readTracker, (call, { table, readCatalog }: HttpServices) =>
  untilStored(table, async () => {
    const { clientId } = call.path;
    const { context, asOf = call.today, hideExpired } = call.query;
    const [record, catalog] = await Promise.all([readShownRecord(table, clientId), readCatalog()]);
    const insurances = [...record.insurances.values()];
    const visible = trackerVisible(insurances, asOf);
    const authorizations = visible ? [...record.authorizations.values()].sort(byExpiration) : [];
    const now = authorizations.map((authorization) => rowFacts(record, authorization));
    const facts = await factsAsOf(table, clientId, now, { asOf, today: call.today });
    const rows = facts
      .map((each) => trackerRow(each, { catalog, actor: call.actor, asOf }))
      .filter((row) => hideExpired !== "true" || row.daysLeft >= 0);
    return ok({
      clientId,
      visible,
      context,
      asOf,
      insurances: shownInsurances(insurances, catalog, asOf),
      authorizations: rows,
      ...marksKept(record.client),
      ...left(record.unreadable),
    });
  }),
);
