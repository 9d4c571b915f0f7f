import { dayIn } from "../../domain/calendar.ts";
import type { CapDrift } from "../../domain/caps-drift.ts";
import { type DriftFinding, readFindingsPage, saveFindings } from "../../store/drift-findings.ts";
import { readInsurancesOfPayer } from "../../store/insurances.ts";
import { authorizationPlace } from "../../store/keys.ts";
import { type ReconcilePass, readReconcilePass, saveReconcilePass } from "../../store/reconcile-pass.ts";
import { logError, logInfo } from "../runtime/log.ts";
import type { Services, WithCatalog } from "../runtime/services.ts";
import { type DriftServices, driftOfClients, readDriftPage } from "./caps-drift.ts";

/** Time kept for the last pages and the metrics of a run. */
const reserveMillis = 30_000;
/** Insurances between two checkpoints. */
const pageSize = 100;

type ReconcileServices = Services & WithCatalog;

/** What one run did. `drift` counts caps that differ now, `complete` says whether the day's pass is. */
export interface ReconcileRun {
  readonly day: string;
  readonly complete: boolean;
  readonly clients: number;
  readonly drift: number;
}

/**
 * Goes on with the pass over all caps, or begins the day's; then checks all findings again, and reports how many there are. It
 * runs every hour: a pass that was cut off goes on, and once the day's is complete only findings are checked. Throws at its end
 * when a client could not be read: everything else is done by then, and somebody has to know.
 */
export async function reconcileCaps(
  services: ReconcileServices,
  remainingMillis: () => number,
  again = false,
): Promise<ReconcileRun> {
  const unread = new Set<string>();
  const failed = (clientId: string, error: unknown) => {
    unread.add(clientId);
    logError({ event: "notReconciled", clientId }, error);
  };
  const hasTime = () => remainingMillis() > reserveMillis;
  const { pass, clients } = await continuePass(services, again, hasTime, failed);
  const drift = await recheckFindings(services, hasTime, failed);
  const lastComplete = pass.completedAt ?? pass.previousCompletedAt ?? pass.startedAt;
  const ageMillis = Math.max(0, services.now().getTime() - Date.parse(lastComplete));
  services.measure({ CapsDrift: drift, CapsReconciledAgeSeconds: Math.round(ageMillis / 1000) });
  const complete = pass.completedAt !== undefined;
  logInfo({ event: "reconciled", count: clients, outcome: complete ? "COMPLETE" : "CUT_OFF" });
  if (unread.size > 0) throw new Error(`${unread.size} clients could not be read; the log names them.`);
  return { day: pass.day, complete, clients, drift };
}

async function continuePass(
  services: ReconcileServices,
  again: boolean,
  hasTime: () => boolean,
  failed: (clientId: string, error: unknown) => void,
): Promise<{ readonly pass: ReconcilePass; readonly clients: number }> {
  let pass = await passOf(services, again);
  if (pass.completedAt !== undefined) return { pass, clients: 0 };
  const known = await allFindings(services);
  const seen = new Set<string>();
  for await (const { position, clientIds } of insurancePages(services, pass.position)) {
    if (!hasTime()) return { pass, clients: seen.size };
    const unseen = [...new Set(clientIds).difference(seen)];
    await checkClients(services, unseen, known, failed);
    for (const clientId of unseen) seen.add(clientId);
    pass = { ...pass, position };
    await saveReconcilePass(services.table, pass);
  }
  pass = { ...pass, completedAt: services.now().toISOString() };
  await saveReconcilePass(services.table, pass);
  return { pass, clients: seen.size };
}

/** Whose insurances follow behind a position, page by page. Deleted payers are among them: insurances may still name them. */
async function* insurancePages({ table, readCatalog }: ReconcileServices, behind: ReconcilePass["position"]) {
  const { payers } = await readCatalog();
  for (const payerId of [...payers.keys()].sort()) {
    if (behind !== undefined && payerId < behind.payerId) continue;
    let afterInsuranceId = payerId === behind?.payerId ? behind.insuranceId : undefined;
    for (;;) {
      const insurances = await readInsurancesOfPayer(table, payerId, { limit: pageSize, afterInsuranceId });
      const last = insurances.at(-1);
      if (last === undefined) break;
      afterInsuranceId = last.insuranceId;
      yield {
        position: { payerId, insuranceId: last.insuranceId },
        clientIds: insurances.map((each) => each.clientId),
      };
    }
  }
}

/** The unfinished pass, or today's complete one, or a new one; with `again` always a new one. */
async function passOf(services: ReconcileServices, again: boolean): Promise<ReconcilePass> {
  const now = services.now();
  const day = dayIn(services.timeZone, now);
  const last = await readReconcilePass(services.table);
  if (!again && last !== undefined && (last.completedAt === undefined || last.day === day)) return last;
  const previousCompletedAt = last?.completedAt ?? last?.previousCompletedAt;
  return { day, startedAt: now.toISOString(), ...(previousCompletedAt !== undefined && { previousCompletedAt }) };
}

async function checkClients(
  services: ReconcileServices,
  clientIds: readonly string[],
  known: ReadonlyMap<string, DriftFinding>,
  failed: (clientId: string, error: unknown) => void,
): Promise<void> {
  const checked = await driftOfClients(services, clientIds, failed);
  const foundAt = services.now().toISOString();
  const drift = [...checked.values()].flat();
  const isNew = ({ clientId, authorizationId, kind }: CapDrift) =>
    known.get(authorizationPlace(clientId, authorizationId))?.driftKind !== kind;
  const found = drift
    .filter(isNew)
    .map(({ clientId, authorizationId, kind }) => ({ clientId, authorizationId, driftKind: kind, foundAt }));
  await saveFindings(services.table, { found, gone: [] });
}

const findingsPageSize = 500;

async function allFindings({ table }: DriftServices): Promise<Map<string, DriftFinding>> {
  const findings = new Map<string, DriftFinding>();
  let after: string | undefined;
  for (;;) {
    const page = await readFindingsPage(table, { limit: findingsPageSize, after });
    for (const each of page) findings.set(authorizationPlace(each.clientId, each.authorizationId), each);
    const last = page.at(-1);
    if (last === undefined) return findings;
    after = authorizationPlace(last.clientId, last.authorizationId);
  }
}

/** Takes off what has resolved, and counts what differs or is awaited for too long. */
async function recheckFindings(
  services: ReconcileServices,
  hasTime: () => boolean,
  failed: (clientId: string, error: unknown) => void,
): Promise<number> {
  let count = 0;
  let after: string | undefined;
  do {
    const page = await readDriftPage(services, { limit: pageSize, after }, failed);
    await saveFindings(services.table, { found: [], gone: page.resolved });
    count += page.drift.length;
    after = page.lastPlace ?? undefined;
    // What time does not allow comes after many hundreds: the alarm rings anyway.
  } while (after !== undefined && hasTime());
  return count;
}
