import * as z from "zod/mini";
import { dayIn } from "../../domain/calendar.ts";
import { ClientId, UserId } from "../../domain/id.ts";
import { faultsOf, jsonPointer } from "../runtime/faults.ts";
import { logInfo } from "../runtime/log.ts";
import { AlreadyAnchored } from "./anchor-bucket.ts";
import { anchorsIn, type CompletePass, completeKey, newestPass, readPortions } from "./anchor-objects.ts";
import { AnchorPass, type AnchorServices } from "./anchor-pass.ts";

/** Time kept for a last portion, of audits that are read for the first time. */
const reserveMillis = 60_000;

/** The job's input: empty from the schedule. */
const AnchorInput = z.strictObject({
  job: z.exactOptional(z.literal("anchor")),
  /** Begins a new pass now, even if the day's is complete. */
  again: z.exactOptional(z.literal(true)),
  /** Clients whose faults were looked into: what is there now is anchored in place of what was. With `again`. */
  accept: z.exactOptional(z.array(ClientId).check(z.minLength(1), z.maxLength(1000))),
  /** The operator, for the anchors. */
  requestedBy: z.exactOptional(UserId),
});
type AnchorInput = z.infer<typeof AnchorInput>;

/** What one run did. `faults` counts audits that are not what they were, of the last complete pass. */
export interface AnchorRun {
  readonly pass: string;
  readonly complete: boolean;
  readonly clients: number;
  readonly faults: number;
}

/** The input, checked. Throws naming every fault. */
export function anchorInput(event: unknown): AnchorInput {
  const parsed = AnchorInput.safeParse(event);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error.issues, event, jsonPointer);
  throw new Error(`The input of anchor: ${faults.map(({ pointer, message }) => `${pointer} ${message}`).join("; ")}.`);
}

/**
 * Anchors all audits once a day, and tells what it found. It runs every hour: a pass that was cut off goes on behind its last
 * object, and once the day's is complete only its figures are told again.
 */
export async function anchorAudits(
  services: AnchorServices,
  remainingMillis: () => number,
  { again, accept = [], requestedBy = "anchor" }: AnchorInput = {},
): Promise<AnchorRun> {
  const { bucket } = services;
  const now = services.now();
  const day = dayIn(services.timeZone, now);
  const last = await newestPass(bucket);
  if (!again && last?.name.startsWith(day)) return told(services, last.name, last.complete);
  const name = again ? `${day}.${now.toISOString()}` : day;
  const before = anchorsIn(last === undefined ? [] : await readPortions(bucket, last.name));
  const accepted = { clientIds: new Set(accept), by: requestedBy };
  const pass = new AnchorPass(services, name, { before, accepted, written: await readPortions(bucket, name) });
  const isComplete = await completed(pass, () => remainingMillis() > reserveMillis);
  const clients = pass.portions.reduce((sum, portion) => sum + portion.clients.length, 0);
  const faults = pass.portions.reduce((sum, portion) => sum + portion.faults, 0);
  if (!isComplete) {
    if (last !== undefined) told(services, last.name, last.complete);
    logInfo({ event: "anchored", count: clients, outcome: "CUT_OFF" });
    return { pass: name, complete: false, clients, faults };
  }
  const complete = { at: services.now().toISOString(), portions: pass.portions.length, clients, faults };
  await bucket.add(completeKey(name), complete);
  logInfo({ event: "anchored", count: clients, outcome: "COMPLETE" });
  return told(services, name, complete);
}

async function completed(pass: AnchorPass, hasTime: () => boolean): Promise<boolean> {
  try {
    return await pass.through(hasTime);
  } catch (error) {
    if (error instanceof AlreadyAnchored) return false;
    throw error;
  }
}

function told(services: AnchorServices, pass: string, { at, clients, faults }: CompletePass): AnchorRun {
  const ageMillis = Math.max(0, services.now().getTime() - Date.parse(at));
  services.measure({ AuditFaults: faults, AuditsAnchoredAgeSeconds: Math.round(ageMillis / 1000) });
  return { pass, complete: true, clients, faults };
}
