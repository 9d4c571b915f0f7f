import { decideRepair, type RepairRefusal, repairRefusals } from "../../domain/cap-repair.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { type ClientCaps, readClientCaps, storeRepair } from "../../store/cap-facts.ts";
import { untilStored } from "../../store/opened-table.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import { authorizationConfirmed, authorizationDiscontinued } from "../confirm/told-to-billing.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { logInfo } from "../runtime/log.ts";
import { deliver } from "../runtime/outbox-delivery.ts";
import type { Services, WithCatalog, WithPublisher } from "../runtime/services.ts";
import { type Trace, traceOf } from "../runtime/trace.ts";
import { occasion } from "../runtime/unsent-event.ts";
import type { CapToRepair } from "./reconcile-input.ts";

/** The job's name: the role of a repair in the audit, and its author when none is named. */
const job = "reconcile";

type RepairServices = Services & WithCatalog & WithPublisher;

/** The result of one repair: TOLD, with the events that billing gets again, or REFUSED, with the reason. */
export type RepairResult = CapToRepair &
  (
    | { readonly outcome: "TOLD"; readonly detailTypes: readonly string[] }
    | { readonly outcome: "REFUSED"; readonly reason: RepairRefusal; readonly detail: string }
  );

/** Tells billing again what was confirmed or discontinued, one after the other. Nobody but billing writes the caps. */
export async function repairCaps(
  services: RepairServices,
  caps: readonly CapToRepair[],
  requestedBy: string = job,
): Promise<{ readonly repaired: readonly RepairResult[] }> {
  const repaired: RepairResult[] = [];
  // One trace for the whole request.
  const trace = traceOf(undefined);
  for (const cap of caps) repaired.push(await repairCap(services, cap, requestedBy, trace));
  return { repaired };
}

async function repairCap(
  services: RepairServices,
  cap: CapToRepair,
  userId: string,
  { traceId, traceparent }: Trace,
): Promise<RepairResult> {
  const { clientId, authorizationId } = cap;
  const decided = await untilStored(services.table, async () => {
    const client = await clientCaps(services, clientId);
    const facts = client?.facts.get(authorizationId);
    if (client === null || facts === undefined) return "UNKNOWN_AUTHORIZATION";
    const catalog = await services.readCatalog();
    const now = services.now();
    const decision = decideRepair(facts, catalog, now);
    if (decision.outcome === "REFUSED") return decision.reason;
    const { authorization } = facts;
    if (authorization === undefined) return "UNKNOWN_AUTHORIZATION";
    const when = () => occasion(services, now, traceparent);
    const events: UnsentEvent[] = [
      ...(decision.confirmed ? [authorizationConfirmed(authorization, catalog, when())] : []),
      ...(decision.discontinued ? [authorizationDiscontinued(authorization, when())] : []),
    ];
    const repairing = { actor: { userId }, role: job, now };
    const entry = auditEntry(repairing, services, ["authorization", authorizationId], { action: "REPAIRED" });
    // The authorization does not change: the entry has its current version before and after.
    const { version } = authorization;
    const audit = { ...entry, before: { version }, after: { version } };
    await storeRepair(services.table, client, { events, audit });
    return events;
  });
  if (typeof decided === "string") {
    logInfo({ event: "notRepaired", traceId, clientId, authorizationId, code: decided });
    return { ...cap, outcome: "REFUSED", reason: decided, detail: repairRefusals[decided] };
  }
  await deliver(services, decided);
  logInfo({ event: "repaired", traceId, clientId, authorizationId, count: decided.length });
  return { ...cap, outcome: "TOLD", detailTypes: decided.map(({ detailType }) => detailType) };
}

async function clientCaps({ table }: RepairServices, clientId: string): Promise<ClientCaps | null> {
  try {
    return await readClientCaps(table, clientId);
  } catch (error) {
    if (error instanceof DomainError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
