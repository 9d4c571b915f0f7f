import * as z from "zod/mini";
import { type Authorization, approvedFields } from "./authorization.ts";
import { type CalendarDate, Instant, nearestWithin } from "./calendar.ts";
import { type Catalog, isSameProcedure, payerNamed, procedureNamed } from "./catalog.ts";
import type { Client } from "./client.ts";
import { byPriorityOn, type ClientInsurance, isInForce } from "./client-insurance.ts";
import { DomainError } from "./domain-error.ts";
import { asStored } from "./entry-rules.ts";
import { AuthorizationId, ClientId, CopyId, PayerId, UserId, Version } from "./id.ts";
import { openEnum } from "./open-enum.ts";

/** The fields that are copied. The number is the payer's for one client, and notes may tell of that client: neither is copied. */
const { insuranceId: _, authorizationNumber: __, notes: ___, ...copiedFields } = approvedFields;
const Copied = z.strictObject(copiedFields);
type Copied = z.infer<typeof Copied>;

/** Whose clients: all of the payer's, its active ones, or those that were chosen. */
export const CopyTargetType = z.enum(["ALL", "ACTIVE", "CLIENTS"]);

/** Why a client got no copy. */
const SkipReason = openEnum(
  z
    .enum([
      "UNKNOWN_CLIENT",
      "CLIENT_INACTIVE",
      "NO_INSURANCE_OF_PAYER",
      "INSURANCE_INACTIVE",
      "PRIOR_AUTH_NOT_REQUIRED",
      "DUPLICATE",
    ])
    .check(
      z.meta({
        description:
          "Why there is no copy. UNKNOWN_CLIENT: no such client. CLIENT_INACTIVE: with the target ACTIVE only. " +
          "NO_INSURANCE_OF_PAYER, INSURANCE_INACTIVE, PRIOR_AUTH_NOT_REQUIRED: no insurance of the payer, none that is in force on " +
          "the first of the copy's days still to come, or none of those is marked. DUPLICATE: the client has a current authorization of the payer with the same " +
          "procedure and dates; so has the source's own client, and every target of an earlier copy.",
      }),
    ),
);
export type SkipReason = z.infer<typeof SkipReason>;

/** Why a copy could not go on: the payer or procedure was deleted from the setup meanwhile. */
export const CopyFailure = openEnum(z.enum(["UNKNOWN_PAYER", "UNKNOWN_PROCEDURE"]));
export type CopyFailure = z.infer<typeof CopyFailure>;

/** One authorization that is being copied to many clients: its state when the copy was started, and how far the copy has come. */
export const AuthorizationCopy = z.strictObject({
  copyId: CopyId,
  sourceClientId: ClientId,
  sourceAuthorizationId: AuthorizationId,
  sourceVersion: Version,
  copied: Copied,
  payerId: PayerId,
  targetType: CopyTargetType,
  createdAt: Instant,
  createdBy: UserId,
  state: z.enum(["RUNNING", "DONE", "FAILED"]),
  failure: z.exactOptional(CopyFailure),
  /**
   * Where the targets are written down; null until they are. Clients that come or change later are not added and none is removed.
   */
  plan: z.nullable(z.strictObject({ planId: z.string(), total: z.int() })),
  /** The number of the event that carries the copy on. Only the latest event does: an older one finds a higher number stored. */
  lap: z.int(),
  /** The last target, in the order of ids, whose result is counted; null: none. */
  countedThrough: z.nullable(ClientId),
  created: z.int(),
  skipped: z.int(),
  version: Version,
});
export type AuthorizationCopy = z.infer<typeof AuthorizationCopy>;

/** What became of one target: written once, together with the authorization, and never changed. */
export const CopyResult = z
  .discriminatedUnion("outcome", [
    z.strictObject({ clientId: ClientId, outcome: z.literal("CREATED"), authorizationId: AuthorizationId }),
    z.strictObject({ clientId: ClientId, outcome: z.literal("SKIPPED"), reason: SkipReason }),
  ])
  .register(z.globalRegistry, { id: "CopyResult" });
export type CopyResult = z.infer<typeof CopyResult>;

/** A copy that begins. `planId` names the targets when they are known from the start. */
export function startedCopy(
  start: Pick<AuthorizationCopy, "copyId" | "payerId" | "targetType" | "createdAt" | "createdBy" | "plan">,
  source: Authorization,
): AuthorizationCopy {
  return asStored(AuthorizationCopy, {
    ...start,
    sourceClientId: source.clientId,
    sourceAuthorizationId: source.authorizationId,
    sourceVersion: source.version,
    copied: copiedOf(source),
    state: "RUNNING",
    lap: 1,
    countedThrough: null,
    created: 0,
    skipped: 0,
    version: 1,
  });
}

function copiedOf(source: Authorization): Copied {
  return asStored(Copied, Object.fromEntries(Object.entries(source).filter(([field]) => field in copiedFields)));
}

/**
 * Targets that are counted together: as many as one BatchGetItem reads results of. The counter is written once for all of them,
 * so it delays none.
 */
const mostPerPortion = 100;

/** The targets in the order of their ids, each once, in portions. */
export function portionsOf(clientIds: Iterable<string>): string[][] {
  const inOrder = [...new Set(clientIds)].sort();
  const portions: string[][] = [];
  for (let first = 0; first < inOrder.length; first += mostPerPortion)
    portions.push(inOrder.slice(first, first + mostPerPortion));
  return portions;
}

/** The copy once its targets are known. Without any it is done. */
export function plannedCopy(copy: AuthorizationCopy, plan: { planId: string; total: number }): AuthorizationCopy {
  return { ...copy, plan, state: plan.total === 0 ? "DONE" : "RUNNING", version: copy.version + 1 };
}

/** The copy with a portion counted: one result for each of its targets. With the last portion it is done. */
export function countedCopy(copy: AuthorizationCopy, results: readonly CopyResult[]): AuthorizationCopy {
  const made = results.filter(({ outcome }) => outcome === "CREATED").length;
  const created = copy.created + made;
  const skipped = copy.skipped + results.length - made;
  const last = results
    .map(({ clientId }) => clientId)
    .sort()
    .at(-1);
  return {
    ...copy,
    created,
    skipped,
    countedThrough: last ?? copy.countedThrough,
    state: created + skipped === copy.plan?.total ? "DONE" : "RUNNING",
    version: copy.version + 1,
  };
}

/** The copy, handed over to the next event. */
export function withNextLap(copy: AuthorizationCopy): AuthorizationCopy {
  return { ...copy, lap: copy.lap + 1, version: copy.version + 1 };
}

/**
 * The copy when it can't go on. What was created stays and counts: `results` are of the portion in which it stopped. If that was
 * the last one, the copy is done.
 */
export function failedCopy(
  copy: AuthorizationCopy,
  failure: CopyFailure,
  results: readonly CopyResult[],
): AuthorizationCopy {
  const counted = countedCopy(copy, results);
  return counted.state === "DONE" ? counted : { ...counted, state: "FAILED", failure };
}

/** Why a copy can't go on with the setup as it is now; null: it can. */
export function failureOf(copy: AuthorizationCopy, catalog: Catalog): CopyFailure | null {
  try {
    payerNamed(catalog, copy.payerId);
    procedureNamed(catalog, copy.copied.procedure);
    return null;
  } catch (error) {
    const known = error instanceof DomainError ? CopyFailure.safeParse(error.code) : undefined;
    if (known?.success) return known.data;
    throw error;
  }
}

/** A target client with its current data. */
export interface CopyTarget {
  readonly client: Client;
  readonly insurances: ReadonlyMap<string, ClientInsurance>;
  /** Those that are not discontinued. */
  readonly authorizations: ReadonlyMap<string, Authorization>;
}

/**
 * The insurance under which a target gets its copy, or why it gets none. The insurance has to be in force on the copy's first day
 * that is still to come, or on its last day if it has expired.
 */
export function decideCopy(
  copy: AuthorizationCopy,
  target: CopyTarget,
  today: CalendarDate,
): { insurance: ClientInsurance } | SkipReason {
  if (copy.targetType === "ACTIVE" && target.client.status !== "ACTIVE") return "CLIENT_INACTIVE";
  const ofPayer = [...target.insurances.values()].filter(({ payerId }) => payerId === copy.payerId);
  if (ofPayer.length === 0) return "NO_INSURANCE_OF_PAYER";
  const day = nearestWithin(today, copy.copied.effectiveDate, copy.copied.expirationDate);
  const inForce = ofPayer.filter((insurance) => isInForce(insurance, day)).sort(byPriorityOn(day));
  if (inForce.length === 0) return "INSURANCE_INACTIVE";
  const insurance = inForce.find(({ priorAuthsRequired }) => priorAuthsRequired);
  if (insurance === undefined) return "PRIOR_AUTH_NOT_REQUIRED";
  // Under any of the payer's insurances: a client whose priorities changed meanwhile must not get it twice.
  const has = (authorization: Authorization) =>
    ofPayer.some(({ insuranceId }) => insuranceId === authorization.insuranceId) && saysTheSame(copy, authorization);
  return [...target.authorizations.values()].some(has) ? "DUPLICATE" : { insurance };
}

function saysTheSame({ copied }: AuthorizationCopy, authorization: Authorization): boolean {
  return (
    isSameProcedure(copied.procedure, authorization.procedure) &&
    copied.effectiveDate === authorization.effectiveDate &&
    copied.expirationDate === authorization.expirationDate
  );
}

/** The authorization that a target gets: unconfirmed and without a number of the payer, entered by whoever started the copy. */
export function copiedAuthorization(
  copy: AuthorizationCopy,
  { clientId, insuranceId }: ClientInsurance,
  creation: { readonly authorizationId: string; readonly at: Instant },
): Authorization {
  const { authorizationId, at } = creation;
  const by = copy.createdBy;
  return {
    authorizationId,
    clientId,
    insuranceId,
    authorizationNumber: "Pending",
    ...copy.copied,
    expirationDateSince: at,
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
    version: 1,
  };
}
