import type { Instant } from "../../domain/calendar.ts";
import { type CapDrift, capDrift, isOverdue } from "../../domain/caps-drift.ts";
import { type AwaitedCap, readAwaitedPage } from "../../store/awaited-caps.ts";
import { readClientCaps } from "../../store/cap-facts.ts";
import { type DriftFinding, readFindingsPage } from "../../store/drift-findings.ts";
import { authorizationPlace } from "../../store/keys.ts";
import type { PlacePage } from "../../store/places.ts";
import { inParallel } from "../runtime/in-parallel.ts";
import type { Services, WithCatalog } from "../runtime/services.ts";

export type DriftServices = Pick<Services, "table" | "now"> & WithCatalog;

/** Clients that are read at the same time: each is three Queries. */
const clientsAtOnce = 8;

/**
 * Every cap of a client that differs now. The catalog is read last, so that a group which changed in between counts as changed.
 */
async function driftOfClient(services: DriftServices, clientId: string): Promise<CapDrift[]> {
  const { facts } = await readClientCaps(services.table, clientId);
  const catalog = await services.readCatalog();
  const now = services.now();
  return [...facts.values()].flatMap((each) => capDrift(each, catalog, now) ?? []);
}

/** How the caps of some clients differ, by client id. A client that can't be read is handed to `failed` and left out. */
export async function driftOfClients(
  services: DriftServices,
  clientIds: readonly string[],
  failed: (clientId: string, error: unknown) => void,
): Promise<ReadonlyMap<string, readonly CapDrift[]>> {
  const drift = new Map<string, readonly CapDrift[]>();
  await inParallel(clientIds, clientsAtOnce, async (clientId) => {
    try {
      drift.set(clientId, await driftOfClient(services, clientId));
    } catch (error) {
      failed(clientId, error);
    }
  });
  return drift;
}

interface Candidate {
  readonly place: string;
  readonly clientId: string;
  readonly authorizationId: string;
  readonly finding?: DriftFinding;
  readonly awaited?: AwaitedCap;
}

export interface DriftPage {
  readonly drift: (CapDrift & { readonly since: Instant })[];
  /** Findings that no longer hold. */
  readonly resolved: readonly DriftFinding[];
  /** Where the next page begins; null after the last. */
  readonly lastPlace: string | null;
}

/**
 * A page of findings and of what is awaited for too long, each checked against what is stored now. The limit counts what is
 * checked, so the page may be shorter.
 */
export async function readDriftPage(
  services: DriftServices,
  page: PlacePage,
  failed: (clientId: string, error: unknown) => void,
): Promise<DriftPage> {
  // One more than the page, to see whether there is a next one.
  const oneMore = { ...page, limit: page.limit + 1 };
  const [findings, awaited] = await Promise.all([
    readFindingsPage(services.table, oneMore),
    readAwaitedPage(services.table, oneMore),
  ]);
  const all = candidates(findings, awaited);
  const onPage = all.slice(0, page.limit);
  const due = onPage.filter(
    (each) =>
      each.finding !== undefined || (each.awaited !== undefined && isOverdue(each.awaited.toldAt, services.now())),
  );
  const clientIds = [...new Set(due.map(({ clientId }) => clientId))];
  const checked = await driftOfClients(services, clientIds, failed);
  const drift: (CapDrift & { since: Instant })[] = [];
  const resolved: DriftFinding[] = [];
  for (const each of due) {
    const ofClient = checked.get(each.clientId);
    const found = ofClient?.find(({ authorizationId }) => authorizationId === each.authorizationId);
    if (found !== undefined) drift.push({ ...found, since: found.since ?? sinceOf(each, services.now()) });
    else if (ofClient && each.finding !== undefined) resolved.push(each.finding);
  }
  return { drift, resolved, lastPlace: all.length > page.limit ? (onPage.at(-1)?.place ?? null) : null };
}

/** Both lists as one, in the order of places, each authorization once. */
function candidates(findings: readonly DriftFinding[], awaited: readonly AwaitedCap[]): Candidate[] {
  const byPlace = new Map<string, Candidate>();
  const add = (of: AwaitedCap | DriftFinding, from: Pick<Candidate, "finding" | "awaited">) => {
    const { clientId, authorizationId } = of;
    const place = authorizationPlace(clientId, authorizationId);
    byPlace.set(place, { place, clientId, authorizationId, ...byPlace.get(place), ...from });
  };
  for (const finding of findings) add(finding, { finding });
  for (const cap of awaited) add(cap, { awaited: cap });
  return [...byPlace.values()].sort((a, b) => (a.place < b.place ? -1 : 1));
}

const sinceOf = ({ finding, awaited }: Candidate, now: Date): Instant =>
  finding?.foundAt ?? awaited?.toldAt ?? now.toISOString();
