import {
  type AuthorizationCopy,
  countedCopy,
  failedCopy,
  failureOf,
  plannedCopy,
  portionsOf,
  withNextLap,
} from "../../domain/authorization-copy.ts";
import {
  clientsOfPayer,
  nextPortion,
  readCopy,
  readResults,
  storeCopyProgress,
  storePortions,
} from "../../store/authorization-copies.ts";
import { untilStored } from "../../store/opened-table.ts";
import { copyContinued } from "../copies/copy-continued.ts";
import { inParallel } from "../runtime/in-parallel.ts";
import { deliver } from "../runtime/outbox-delivery.ts";
import type { QueueWork } from "../runtime/queue-function.ts";
import type { Services, WithCatalog, WithPublisher } from "../runtime/services.ts";
import { type CopyEvent, copyEventIn } from "./copy-event.ts";
import { copyToTarget } from "./copy-to-target.ts";

export type CopyingServices = Services & WithCatalog & WithPublisher;

export const copyWork = (services: CopyingServices): QueueWork<CopyEvent> => ({
  eventIn: copyEventIn,
  idsOf: ({ detail: { data } }) => ({ copyId: data.copyId }),
  subjectOf: ({ detail: { data } }) => data.copyId,
  handle: (events) => Promise.all(events.map((event) => continueCopy(event, services))),
});

/** DONE, FAILED: the copy is over. HANDED_OVER: the next event carries it on. SUPERSEDED: another event already has. */
export type Outcome = "DONE" | "FAILED" | "HANDED_OVER" | "SUPERSEDED";

/**
 * Targets at once. Their results are in one partition, and so are the references to their procedure. A partition takes 1,000
 * write units a second, and a write in a transaction costs two: eight targets of some 25 ms each stay below.
 */
const mostTargetsAtOnce = 8;

/** Time kept for targets that have begun while the table is slow, and for handing the copy over. */
const reserveMillis = 9000;

/**
 * Carries a copy on, portion by portion, until it is done or the time is over; then the next event carries it on. May be killed
 * anywhere, run twice at once, or come late: each target's result is created once, and each portion is counted once.
 */
export async function continueCopy(event: CopyEvent, services: CopyingServices): Promise<Outcome> {
  for (;;) {
    const outcome = await untilStored(services.table, () => goOn(event, services));
    if (outcome !== "GOES_ON") return outcome;
  }
}

async function goOn(
  { detail: { metadata, data } }: CopyEvent,
  services: CopyingServices,
): Promise<Outcome | "GOES_ON"> {
  const { table, now } = services;
  const copy = await readCopy(table, data.copyId, Math.floor(now().getTime() / 1000));
  if (copy === undefined) throw new Error(`There is no copy ${data.copyId}.`);
  if (copy.state !== "RUNNING" || copy.lap !== data.lap) return "SUPERSEDED";
  const isOver = () => table.remainingMillis() < reserveMillis;
  const next = isOver() ? null : await nextStep(copy, services, isOver);
  if (next !== null) {
    await storeCopyProgress(table, next, null);
    return next.state === "RUNNING" ? "GOES_ON" : next.state;
  }
  const later = withNextLap(copy);
  const event = copyContinued(later, services, { at: now(), traceparent: metadata.traceparent });
  await storeCopyProgress(table, later, event);
  await deliver(services, [event]);
  return "HANDED_OVER";
}

/** The copy one step further; null when the time is over before that. */
async function nextStep(
  copy: AuthorizationCopy,
  services: CopyingServices,
  isOver: () => boolean,
): Promise<AuthorizationCopy | null> {
  const failure = failureOf(copy, await services.readCatalog());
  if (failure !== null) {
    const portion = copy.plan === null ? [] : await nextPortion(services.table, copy);
    return failedCopy(copy, failure, await readResults(services.table, copy.copyId, portion));
  }
  return copy.plan === null ? planned(copy, services) : withPortion(copy, services, isOver);
}

/** Stores the list of targets. From then on no change of insurances adds or removes one. */
async function planned(copy: AuthorizationCopy, { table, newId }: CopyingServices): Promise<AuthorizationCopy> {
  const portions = portionsOf(await clientsOfPayer(table, copy.payerId));
  const planId = newId();
  await storePortions(table, copy, planId, portions);
  return plannedCopy(copy, { planId, total: portions.flat().length });
}

async function withPortion(
  copy: AuthorizationCopy,
  services: CopyingServices,
  isOver: () => boolean,
): Promise<AuthorizationCopy | null> {
  const clientIds = await nextPortion(services.table, copy);
  const before = await readResults(services.table, copy.copyId, clientIds);
  const having = new Set(before.map(({ clientId }) => clientId));
  const waiting = clientIds.filter((clientId) => !having.has(clientId));
  const now = await inParallel(waiting, mostTargetsAtOnce, (id) => copyToTarget(copy, id, services), isOver);
  const results = [...before, ...now.filter((result) => result !== null)];
  return results.length === clientIds.length ? countedCopy(copy, results) : null;
}
