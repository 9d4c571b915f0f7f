import * as z from "zod/mini";
import { fieldsOf } from "./items.ts";
import { outboxKey, outboxPartitions } from "./keys.ts";
import { deleteItem, type OpenedTable, queryPage, type Write } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { create } from "./writes.ts";

/** An event that is stored and may not have reached the bus yet. Sent again, it is the same event: same id, same text. */
const UnsentEvent = z.strictObject({
  eventId: z.string(),
  occurredAt: z.string(),
  detailType: z.string(),
  /** JSON text of metadata and data. */
  detail: z.string(),
});
export type UnsentEvent = z.infer<typeof UnsentEvent>;

/** Belongs in the transaction that the event is about. */
export function outboxEntry(event: UnsentEvent): Write {
  return create(
    outboxKey(event.occurredAt, event.eventId),
    "unsentEvent",
    event,
    () => new Error(`The event ${event.eventId} is stored already; event ids are made to be unique.`),
  );
}

/** Enough for one read; after a long outage the rest follows once these are removed. */
const mostPerShard = 100;

/** The oldest events that were not taken off the outbox, oldest first. */
export async function unsentEvents(table: OpenedTable): Promise<UnsentEvent[]> {
  const shards = await Promise.all(
    outboxPartitions.map((partition) =>
      queryPage(table, {
        ...inPartition(partition),
        Limit: mostPerShard,
      }),
    ),
  );
  return shards
    .flatMap(({ items }) => items)
    .map((stored) => fieldsOf(stored, UnsentEvent))
    .sort((a, b) => (a.occurredAt < b.occurredAt ? -1 : 1));
}

/** Removes an event from the outbox once the bus has it. */
export async function removeSent(table: OpenedTable, event: UnsentEvent): Promise<void> {
  await deleteItem(table, outboxKey(event.occurredAt, event.eventId));
}
