import { randomBytes } from "node:crypto";

/** W3C trace context: the caller's, or a new one, passed on into events and logs. */
export interface Trace {
  readonly traceId: string;
  readonly traceparent: string;
}

const wellFormed = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const allZero = /^0+$/;

export function traceOf(traceparent: string | undefined): Trace {
  const takenUp = traceIn(traceparent);
  if (takenUp !== null) return takenUp;
  const begun = randomBytes(16).toString("hex");
  return { traceId: begun, traceparent: `00-${begun}-${randomBytes(8).toString("hex")}-01` };
}

/** The trace that an event or a message carries, to go on with; null when it carries none that is well formed. */
export function traceIn(traceparent: string | undefined): Trace | null {
  const [, traceId, parentId] = wellFormed.exec(traceparent?.trim() ?? "") ?? [];
  return traceparent !== undefined && traceId && parentId && !allZero.test(traceId) && !allZero.test(parentId)
    ? { traceId, traceparent: traceparent.trim() }
    : null;
}
