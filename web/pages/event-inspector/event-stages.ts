import type { Cap } from "../../../clients/typescript/src/index.ts";
import { counted, formatAmount, formatDay } from "../../elements/format.ts";
import { type EventFacts, factsOf } from "./event-facts.ts";
import type { Delivery, LoggedEvent } from "./local-console.ts";

/** `still` is what nothing more is to be said of: neither well nor ill. */
export type StageState = "done" | "waiting" | "failing" | "dead" | "still";

/** One step of an event's way, in words. */
export interface Stage {
  readonly sign: "origin" | "bus" | "queue" | "cap";
  readonly name: string;
  readonly state: StageState;
  readonly text: string;
  readonly more?: string;
}

const clock = new Intl.DateTimeFormat("en-US", { timeStyle: "medium" });

export function formatTime(at: string): string {
  return clock.format(new Date(at));
}

interface Known {
  /** The cap of the event's authorization as billing has it now. */
  readonly cap: Cap | undefined;
}

/** The way of an event: where it came from, the bus, the queue, and the cap it led to. */
export function stagesOf(event: LoggedEvent, known: Known): Stage[] {
  const facts = factsOf(event);
  const before: Stage[] = [originOf(event, facts), busOf(event)];
  if (event.deliveries.length === 0) return before;
  return [...before, ...event.deliveries.map(queueOf), effectOf(event, facts, known)];
}

function originOf({ detailType, source }: LoggedEvent, { data, authorizationVersion }: EventFacts): Stage {
  const version = authorizationVersion === undefined ? {} : { more: `Version ${authorizationVersion}` };
  const stage = { sign: "origin", state: "done" } as const;
  switch (detailType) {
    case "AuthorizationConfirmed":
      return { ...stage, name: "Confirm", text: `By ${data["confirmedBy"]}`, ...version };
    case "AuthorizationDiscontinued":
      return { ...stage, name: "Discontinue", text: `By ${data["discontinuedBy"]}`, ...version };
    case "CapUpdated":
      return { ...stage, name: "Billing", text: "Acknowledges the cap", ...version };
    case "AuthorizationExpiring":
      return { ...stage, name: "Job remind", text: `${counted(Number(data["daysLeft"]), "day")} left` };
    case "AuthorizationRunningLow":
      return { ...stage, name: "Running low", text: `${formatAmount(Number(data["threshold"]))} or fewer left` };
    case "ServiceRendered":
      return {
        ...stage,
        name: "Billing engine",
        text: `${counted(Number(data["units"]), "unit")} of ${data["activityCode"]}`,
      };
    case "ServiceVoided":
      return { ...stage, name: "Billing engine", text: "Takes the service back" };
    default:
      return { ...stage, name: "Source", text: source };
  }
}

function busOf({ receivedAt, deliveries }: LoggedEvent): Stage {
  const more =
    deliveries.length === 0 ? "For outside subscribers" : `${counted(deliveries.length, "queue")} subscribed`;
  return { sign: "bus", name: "Bus", state: "done", text: `Passed at ${formatTime(receivedAt)}`, more };
}

function queueOf({ target, outcome, attempts, error }: Delivery): Stage {
  const tried = counted(attempts, "attempt");
  const states: Readonly<Record<Delivery["outcome"], Pick<Stage, "state" | "text">>> = {
    queued: { state: "waiting", text: "Waiting" },
    processed: { state: "done", text: attempts > 1 ? `Processed, ${tried}` : "Processed" },
    failed: { state: "failing", text: `Failed, ${tried}; tried again` },
    "dead-lettered": { state: "dead", text: `Dead letter, ${tried}` },
  };
  const isStillFailing = outcome === "failed" || outcome === "dead-lettered";
  return {
    sign: "queue",
    name: target,
    ...states[outcome],
    ...(isStillFailing && error !== undefined && { more: error }),
  };
}

function effectOf(event: LoggedEvent, { authorizationVersion, serviceId }: EventFacts, { cap }: Known): Stage {
  const name = serviceId === undefined ? "Cap" : "Balance";
  const stage = { sign: "cap", name } as const;
  const reached = event.deliveries.some(({ outcome }) => outcome === "processed");
  if (!reached) {
    const isDead = event.deliveries.some(({ outcome }) => outcome === "dead-lettered");
    return isDead
      ? { ...stage, state: "dead", text: "Never reached" }
      : { ...stage, state: "waiting", text: "Not reached yet" };
  }
  if (serviceId !== undefined) return { ...stage, state: "done", text: "Counted once" };
  if (cap === undefined) return { ...stage, state: "still", text: "None" };
  const isNewer = authorizationVersion !== undefined && cap.authorizationVersion > authorizationVersion;
  const version = `Version ${cap.authorizationVersion}`;
  return { ...stage, state: "done", text: capText(cap), more: isNewer ? `${version}, newer than this event` : version };
}

/** A cap in a few words: `96 units, until Jul 4, 2026`. */
export function capText({ state, unitsCap, visitsCap, expirationDate }: Cap): string {
  if (state === "CLOSED") return "Closed";
  const limits = [
    ...(unitsCap === null ? [] : [counted(unitsCap, "unit")]),
    ...(visitsCap === null ? [] : [counted(visitsCap, "visit")]),
  ];
  return `${limits.length === 0 ? "Not limited" : limits.join(", ")}, until ${formatDay(expirationDate)}`;
}
