import { type Catalog, requireKnownActivityCode } from "../../domain/catalog.ts";
import type { ClientRecord } from "../../domain/client-record.ts";
import type { Coverage } from "../../domain/coverage.ts";
import { requireServiceDate } from "../../domain/date-bounds.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { overrides, type Statement } from "../../domain/latest-statement.ts";
import { usageChanges } from "../../domain/posting.ts";
import { asChosen, choiceIn, type PostedService, postedOf, type Service, saysTheSame } from "../../domain/service.ts";
import { unknownFieldsOf } from "../../domain/unknown-fields.ts";
import type { Write } from "../../store/opened-table.ts";
import type { Posting } from "../../store/services.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import type { ClientUsage } from "./client-usage.ts";
import { coverageNow } from "./coverage-now.ts";

/** Who posts, by which permission, when, and from where. */
interface Origin {
  readonly by: string;
  readonly role: string;
  readonly at: Date;
  readonly source: "USER" | "BILLING_ENGINE";
  /** The write that marks an event as applied; nothing for a user's request. */
  readonly once: readonly Write[];
}

/** The state that a change asks for: posted like this, or void. */
type NextState = { readonly posted: PostedService } | { readonly void: true };

export interface ServiceChange {
  readonly serviceId: string;
  readonly next: NextState;
  readonly origin: Origin;
}

export interface PostingResult {
  readonly outcome: "CREATED" | "CHANGED" | "UNCHANGED" | "SUPERSEDED";
  readonly service: Service;
}

export interface DecidedPosting {
  readonly result: PostingResult;
  /** What has to be stored; absent: nothing. */
  readonly posting?: Posting;
}

/** Decides one change of a service, which counts in `usage` from then on. Throws what the rules refuse. */
export async function decidePosting(
  services: { readonly newId: () => string },
  usage: ClientUsage,
  catalog: Catalog,
  { serviceId, next: asked, origin }: ServiceChange,
): Promise<DecidedPosting> {
  const previous = await usage.service(serviceId);
  const next = withChoice(asked, previous, usage.record, origin);
  if (previous !== undefined && comesLate(next, previous, origin))
    return { result: { outcome: "SUPERSEDED", service: previous } };
  const same = previous !== undefined && isSame(previous, next) ? previous : undefined;
  // A service that uses no authorization is decided again: one may cover it by now.
  if (same !== undefined && (same.void || same.applied !== null)) return repeated(usage, same, origin);
  const coverage = "posted" in next ? await coverageOf(usage, catalog, next.posted, previous, origin) : noCoverage;
  if (same !== undefined && isSameCoverage(same, coverage)) return repeated(usage, same, origin);
  const { clientId } = usage.record.client;
  const service = serviceAfter({ clientId, serviceId }, next, previous, coverage, origin);
  const changes = usageChanges(previous, service, await usage.touched(previous, service), {
    at: origin.at.toISOString(),
    by: origin.by,
    source: origin.source,
    newId: services.newId,
  });
  const change = { before: previous, after: service, ...(service.void && { action: "DELETED" as const }) };
  const posting = { actor: { userId: origin.by }, role: origin.role, now: origin.at };
  const audit = auditEntry(posting, services, ["service", serviceId], change);
  usage.posted(service, changes);
  const outcome = previous === undefined || previous.void ? "CREATED" : "CHANGED";
  return { result: { outcome, service }, posting: { service, previous, usage: changes, audit: [audit] } };
}

/** What the billing engine says, with what a person has chosen for the service before. */
function withChoice(
  next: NextState,
  previous: Service | undefined,
  { authorizations }: ClientRecord,
  { source }: Origin,
): NextState {
  if (source === "USER" || !("posted" in next)) return next;
  const insuranceOf = (authorizationId: string) => authorizations.get(authorizationId)?.insuranceId;
  return { posted: asChosen(next.posted, previous?.chosen, insuranceOf) };
}

async function coverageOf(
  usage: ClientUsage,
  catalog: Catalog,
  posted: PostedService,
  previous: Service | undefined,
  { at }: Origin,
): Promise<Coverage> {
  requireKnownActivityCode(catalog, posted.activityCode);
  requireServiceDate(at.toISOString().slice(0, 10), posted.serviceDate, previous?.serviceDate);
  const { coverage } = await coverageNow(usage, catalog, posted, previous);
  if (coverage.refusal !== null) throw coverage.refusal;
  return coverage;
}

function isSame(previous: Service, next: NextState): boolean {
  return "posted" in next ? saysTheSame(previous, next.posted) : previous.void;
}

const isSameCoverage = (previous: Service, { applied, reason, warnings }: Covered): boolean =>
  JSON.stringify([previous.applied, previous.reason, previous.warnings]) ===
  JSON.stringify([applied, reason, warnings]);

/**
 * The engine sent once more what is stored. Nothing changes but the time of its last statement: what it said in between, and what
 * arrives after this, comes late. A user's request that comes again changes nothing, since only its reply may have been lost.
 */
function repeated(usage: ClientUsage, previous: Service, origin: Origin): DecidedPosting {
  const at = origin.at.toISOString();
  if (origin.source !== "BILLING_ENGINE" || at <= previous.changedAt)
    return { result: { outcome: "UNCHANGED", service: previous } };
  const service = { ...previous, changedAt: at, changedBy: origin.by, version: previous.version + 1 };
  usage.posted(service, []);
  return { result: { outcome: "UNCHANGED", service }, posting: { service, previous, usage: [], audit: [] } };
}

/** A user's change is never late; an event of the engine may be older than what is stored. */
function comesLate(next: NextState, previous: Service, { source, at, by }: Origin): boolean {
  if (source === "USER") return false;
  const incoming: Statement = { at: at.toISOString(), by: source, posted: "posted" in next ? next.posted : null };
  return !overrides(incoming, {
    at: previous.changedAt,
    by: previous.changedBy === by ? source : "PERSON",
    posted: previous.void ? null : postedOf(previous),
  });
}

type Covered = Pick<Coverage, "applied" | "reason" | "warnings">;
const noCoverage: Coverage = { applied: null, warnings: [], refusal: null };

function serviceAfter(
  place: Pick<Service, "clientId" | "serviceId">,
  next: NextState,
  previous: Service | undefined,
  { applied, reason, warnings }: Covered,
  origin: Origin,
): Service {
  const chosen =
    origin.source === "BILLING_ENGINE" ? previous?.chosen : "posted" in next ? choiceIn(next.posted) : undefined;
  const changed = {
    ...(chosen !== undefined && { chosen }),
    applied,
    ...(reason !== undefined && { reason }),
    warnings: [...warnings],
    changedAt: origin.at.toISOString(),
    changedBy: origin.by,
    version: (previous?.version ?? 0) + 1,
  };
  if ("posted" in next) return { ...unknownFieldsOf(previous), ...place, ...next.posted, void: false, ...changed };
  if (previous === undefined)
    throw new DomainError("NOT_FOUND", `The client ${place.clientId} has no service ${place.serviceId}.`);
  const { reason: _, chosen: __, ...service } = previous;
  return { ...service, void: true, ...changed };
}
