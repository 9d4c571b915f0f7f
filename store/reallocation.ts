import { Move } from "../domain/reallocation-plan.ts";
import { fieldsOf } from "./items.ts";
import { reallocatedKey, reallocatedPrefix, servicesPartition } from "./keys.ts";
import { type OpenedTable, queryAll, type Write } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { table as attributes } from "./table.ts";
import { put } from "./writes.ts";

/** As long as a request may come again. */
const keptSeconds = 7 * 86_400;

/** Marks that a plan has moved a service: belongs in the transaction that moves it. */
export function reallocated(clientId: string, planHash: string, move: Move, nowEpochSeconds: number): Write {
  const at = reallocatedKey(clientId, planHash, move.serviceId);
  return put(at, "reallocated", move, nowEpochSeconds + keptSeconds);
}

/** What a plan has moved so far. */
export async function readReallocated(
  table: OpenedTable,
  clientId: string,
  planHash: string,
  nowEpochSeconds: number,
): Promise<Move[]> {
  const items = await queryAll(
    table,
    inPartition(servicesPartition(clientId), { prefix: reallocatedPrefix(planHash) }),
  );
  return items
    .filter((stored) => Number(stored[attributes.timeToLive]) > nowEpochSeconds)
    .map((stored) => fieldsOf(stored, Move));
}
