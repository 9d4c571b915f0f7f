import { untouchedBalance } from "../../domain/balance.ts";
import { requireKnownActivityCode } from "../../domain/catalog.ts";
import type { ClientRecord } from "../../domain/client-record.ts";
import type { Coverage } from "../../domain/coverage.ts";
import { requireServiceDate } from "../../domain/date-bounds.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { standsOver, type Word } from "../../domain/last-word.ts";
import { type HeldUsage, touchedDays, usageChanges } from "../../domain/posting.ts";
import { asChosen, choiceIn, type PostedService, postedOf, type Service, saysTheSame } from "../../domain/service.ts";
import { carriedBy } from "../../domain/unknown-fields.ts";
import type { ReadCatalog } from "../../store/catalog.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { readDiscontinued } from "../../store/history.ts";
import { type OpenedTable, untilStored, type Write } from "../../store/opened-table.ts";
import { readDays, readService, storePosting, storeSaidAgain } from "../../store/services.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import type { Measure } from "../runtime/metrics.ts";
import { coverageNow } from "./coverage-now.ts";

export interface PostingServices {
  readonly table: OpenedTable;
  readonly readCatalog: ReadCatalog;
  readonly newId: () => string;
  readonly measure: Measure;
}

/** Who posts, under what, when, and by which way. */
export interface Origin {
  readonly by: string;
  readonly role: string;
  readonly at: Date;
  readonly source: "USER" | "BILLING_ENGINE";
  /** Marks the event that brought it, in the same transaction; nothing for a user's request. */
  readonly once: readonly Write[];
}

export interface PostingResult {
  readonly outcome: "CREATED" | "CHANGED" | "UNCHANGED" | "SUPERSEDED";
  readonly service: Service;
}

interface ServicePlace {
  readonly clientId: string;
  readonly serviceId: string;
}

/** What is to become of a service: posted like this, or void. */
type Wanted = { readonly posted: PostedService } | { readonly void: true };

/**
 * Posts, replaces or voids a service in one transaction over service, days of service, balances and movements. The same
 * again changes nothing. What the billing engine says comes late when something later was said of the service already.
 */
export async function changeService(
  services: PostingServices,
  place: ServicePlace,
  wanted: Wanted,
  origin: Origin,
): Promise<PostingResult> {
  const result = await storedService(services, place, wanted, origin);
  if (result.outcome === "CREATED" || result.outcome === "CHANGED") services.measure({ ServicesPosted: 1 });
  return result;
}

function storedService(
  services: PostingServices,
  place: ServicePlace,
  said: Wanted,
  origin: Origin,
): Promise<PostingResult> {
  const { clientId, serviceId } = place;
  return untilStored(services.table, async () => {
    const [record, catalog, previous] = await Promise.all([
      readClientRecord(services.table, clientId),
      services.readCatalog(),
      readService(services.table, clientId, serviceId),
    ]);
    const insuranceOf = (authorizationId: string) => record.authorizations.get(authorizationId)?.insuranceId;
    const isTold = origin.source === "BILLING_ENGINE" && "posted" in said;
    const wanted = isTold ? { posted: asChosen(said.posted, previous?.chosen, insuranceOf) } : said;
    if (previous !== undefined && comesLate(wanted, previous, origin))
      return { outcome: "SUPERSEDED", service: previous };
    const standing = previous !== undefined && isSaidBy(wanted, previous) ? previous : undefined;
    const unchanged = async (service: Service) =>
      ({ outcome: "UNCHANGED", service: await saidAgain(services, record, service, origin) }) as const;
    // One that uses no authorization is tried again: it may be covered by now.
    if (standing !== undefined && (standing.void || standing.applied !== null)) return unchanged(standing);
    if ("posted" in wanted) {
      requireKnownActivityCode(catalog, wanted.posted.activityCode);
      requireServiceDate(origin.at.toISOString().slice(0, 10), wanted.posted.serviceDate, previous?.serviceDate);
    }
    const coverage =
      "posted" in wanted
        ? (await coverageNow(services.table, record, catalog, wanted.posted, previous)).coverage
        : nothing;
    if (coverage.refusal !== null) throw coverage.refusal;
    if (standing !== undefined && isSameCoverage(standing, coverage)) return unchanged(standing);
    const service = serviceAfter(place, wanted, previous, coverage, origin);
    const usage = usageChanges(previous, service, await heldUsage(services, record, previous, service), {
      at: origin.at.toISOString(),
      by: origin.by,
      source: origin.source,
      newId: services.newId,
    });
    const audit = auditEntry({ actor: { userId: origin.by }, role: origin.role, now: origin.at }, services, {
      action: previous === undefined ? "CREATED" : service.void ? "DELETED" : "CHANGED",
      subject: "service",
      subjectId: serviceId,
      before: previous,
      after: service,
    });
    await storePosting(services.table, record, { service, previous, usage, audit }, { once: origin.once });
    return { outcome: previous === undefined || previous.void ? "CREATED" : "CHANGED", service };
  });
}

/** Whether what stands is what is wanted. */
function isSaidBy(wanted: Wanted, standing: Service): boolean {
  return "posted" in wanted ? saysTheSame(standing, wanted.posted) : standing.void;
}

const isSameCoverage = (standing: Service, { applied, reason, warnings }: Covered): boolean =>
  JSON.stringify([standing.applied, standing.reason, standing.warnings]) ===
  JSON.stringify([applied, reason, warnings]);

/**
 * The engine said once more what stands. Nothing changes but when it was said last: what it said in between, and what
 * arrives after this, comes late. A user's request that comes again says nothing: its reply may have been lost.
 */
async function saidAgain(
  { table }: PostingServices,
  record: ClientRecord,
  previous: Service,
  origin: Origin,
): Promise<Service> {
  const at = origin.at.toISOString();
  if (origin.source !== "BILLING_ENGINE" || at <= previous.changedAt) return previous;
  const service = { ...previous, changedAt: at, changedBy: origin.by, version: previous.version + 1 };
  await storeSaidAgain(table, record, service, origin.once);
  return service;
}

/** A person changes what stands now; what the engine tells may be older than what stands. */
function comesLate(wanted: Wanted, previous: Service, { source, at, by }: Origin): boolean {
  if (source === "USER") return false;
  const told: Word = { at: at.toISOString(), by: source, posted: "posted" in wanted ? wanted.posted : null };
  return !standsOver(told, {
    at: previous.changedAt,
    by: previous.changedBy === by ? source : "PERSON",
    posted: previous.void ? null : postedOf(previous),
  });
}

type Covered = Pick<Coverage, "applied" | "reason" | "warnings">;
const nothing: Coverage = { applied: null, warnings: [], refusal: null };

function serviceAfter(
  place: ServicePlace,
  wanted: Wanted,
  previous: Service | undefined,
  { applied, reason, warnings }: Covered,
  origin: Origin,
): Service {
  const chosen =
    origin.source === "BILLING_ENGINE" ? previous?.chosen : "posted" in wanted ? choiceIn(wanted.posted) : undefined;
  const changed = {
    ...(chosen !== undefined && { chosen }),
    applied,
    ...(reason !== undefined && { reason }),
    warnings: [...warnings],
    changedAt: origin.at.toISOString(),
    changedBy: origin.by,
    version: (previous?.version ?? 0) + 1,
  };
  if ("posted" in wanted) return { ...carriedBy(previous), ...place, ...wanted.posted, void: false, ...changed };
  if (previous === undefined)
    throw new DomainError("NOT_FOUND", `The client ${place.clientId} has no service ${place.serviceId}.`);
  const { reason: _, chosen: __, ...service } = previous;
  return { ...service, void: true, ...changed };
}

/** The usage that the posting changes, as stored: of the authorization used before, and of the one used from now on. */
async function heldUsage(
  { table }: PostingServices,
  record: ClientRecord,
  previous: Service | undefined,
  service: Service,
): Promise<HeldUsage[]> {
  const places = touchedDays(previous, service);
  const ids = [...new Set(places.map(({ authorizationId }) => authorizationId))];
  const [days, history] = await Promise.all([
    readDays(table, places),
    readDiscontinued(
      table,
      record.client.clientId,
      ids.filter((authorizationId) => !record.authorizations.has(authorizationId)),
    ),
  ]);
  return ids.map((authorizationId) => {
    const current = record.authorizations.get(authorizationId);
    const kept = history.get(authorizationId);
    const authorization = current ?? kept?.authorization;
    if (authorization === undefined) throw new Error(`The authorization ${authorizationId} of a service is gone.`);
    const balance = current === undefined ? kept?.balance : record.balances.get(authorizationId);
    return {
      authorization,
      balance: balance ?? { authorizationId, ...untouchedBalance, version: 0 },
      days: days.filter((day) => day.authorizationId === authorizationId),
    };
  });
}
