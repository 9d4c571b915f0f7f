import { createHash } from "node:crypto";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { DomainError } from "../../domain/domain-error.ts";
import {
  AnsweredMeanwhile,
  type IdempotencyRecord,
  idempotencyRecord,
  readIdempotencyRecord,
} from "../../store/idempotency.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import type { Call, Reply } from "./handled-route.ts";

/** A reply as it goes out, and as it is kept. */
export type SentReply = Omit<IdempotencyRecord, "bodyHash">;

export function sentReply({ status, body, version, location }: Reply): SentReply {
  return {
    status,
    body: body === null ? null : JSON.stringify(body),
    ...(version !== undefined && { version }),
    ...(location !== undefined && { location }),
  };
}

/** A request that may come again, by hashes: neither its key nor an id can be read from them. */
interface Repeatable {
  readonly requestId: string;
  readonly bodyHash: string;
  readonly nowEpochSeconds: number;
}

/** The same key of two users, or on two paths, is two keys. */
export function repeatable(route: string, call: Omit<Call, "recordOf">, key: string): Repeatable {
  return {
    requestId: hash([call.actor.userId, route, call.path, key]),
    bodyHash: hash(call.body),
    nowEpochSeconds: Math.floor(call.now.getTime() / 1000),
  };
}

/**
 * Answers a request with an `Idempotency-Key` once: sent again, it gets the reply on record. The handler stores `recordOf(reply)`
 * together with the effect, so that there is never one without the other.
 *
 * @throws DomainError IDEMPOTENCY_KEY_REUSED when the record is of another body, and whatever the handler refuses
 */
export async function answeredOnce(
  table: OpenedTable,
  request: Repeatable,
  answer: (recordOf: Call["recordOf"]) => Promise<Reply>,
): Promise<SentReply> {
  const { requestId, bodyHash, nowEpochSeconds } = request;
  const read = () => readIdempotencyRecord(table, requestId, nowEpochSeconds);
  const first = await read();
  if (first !== undefined) return replayed(first, request);
  try {
    const recordOf = (reply: Reply) => [
      idempotencyRecord(requestId, { bodyHash, ...sentReply(reply) }, nowEpochSeconds),
    ];
    return sentReply(await answer(recordOf));
  } catch (error) {
    if (error instanceof AnsweredMeanwhile) return replayed(error.record, request);
    // The refusal may be due to the same request, which took effect since the first read: its number or priority is in use.
    const meanwhile = isRefusal(error) ? await read() : undefined;
    if (meanwhile !== undefined) return replayed(meanwhile, request);
    throw error;
  }
}

function replayed({ bodyHash, ...reply }: IdempotencyRecord, request: Repeatable): SentReply {
  if (bodyHash === request.bodyHash) return reply;
  throw new DomainError("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used for a request with another body.");
}

/** Other errors say nothing about what is stored: the table was busy, or the same request is under way. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof DomainError && error.code !== "SERVICE_UNAVAILABLE" && error.code !== "IDEMPOTENCY_IN_PROGRESS"
  );
}

/** Equal for equal values, in whichever order their fields were sent. */
function hash(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
