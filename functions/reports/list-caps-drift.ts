import * as contract from "../../api/caps-drift.ts";
import { readDriftPage } from "../reconcile/caps-drift.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { cursorText, pageSize, startAfter } from "../runtime/paging.ts";
import type { HttpServices } from "../runtime/services.ts";

const thisQuery = "caps-drift";

/** What the daily reconcile found and what is awaited for too long, each checked now: what no longer differs is not shown. */
export const listCapsDrift = handles(contract.listCapsDrift, async ({ query }, services: HttpServices) => {
  const page = { limit: pageSize(query.limit), after: startAfter(query.cursor, thisQuery) };
  const { drift, lastPlace } = await readDriftPage(services, page, (_, error) => {
    throw error;
  });
  return ok({ items: drift, nextCursor: lastPlace === null ? null : cursorText(lastPlace, thisQuery) });
});
