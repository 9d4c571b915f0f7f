import * as contract from "../../api/caps-drift.ts";
import { Unreadable, type UnreadableItem } from "../../domain/unreadable.ts";
import { readDriftPage } from "../reconcile/caps-drift.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { left } from "../runtime/left-out.ts";
import { pageSize } from "../runtime/paging.ts";
import type { HttpServices, WithCursors } from "../runtime/services.ts";

/** What the daily reconcile found and what is awaited for too long, each checked now: what no longer differs is not shown. */
export const listCapsDrift = handles(
  contract.listCapsDrift,
  async ({ query, actor }, services: HttpServices & WithCursors) => {
    const cursors = services.cursorsOf(actor, "caps-drift");
    const page = { limit: pageSize(query.limit), after: cursors.placeOf(query.cursor) };
    const unreadable: UnreadableItem[] = [];
    const { drift, lastPlace } = await readDriftPage(services, page, (_, error) => {
      if (!(error instanceof Unreadable)) throw error;
      unreadable.push(...error.items);
    });
    return ok({
      items: drift,
      nextCursor: lastPlace === null ? null : cursors.at(lastPlace),
      ...left(unreadable),
    });
  },
);
