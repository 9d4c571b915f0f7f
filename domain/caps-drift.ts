import * as z from "zod/mini";
import type { Authorization } from "./authorization.ts";
import type { Instant } from "./calendar.ts";
import { authorizationVersionOf, type Cap, confirmedVersionOf, stateOf } from "./cap.ts";
import type { Catalog } from "./catalog.ts";
import { openEnum } from "./open-enum.ts";

/**
 * How a stored cap can differ from its authorization:
 * CAP_MISSING: confirmed, and there is no cap. CAP_OUTDATED: the cap holds an older version than the confirmed one, or none.
 * CAP_NOT_CLOSED: discontinued, and the cap is open. CAP_DIFFERS: it holds the confirmed version with other content than the
 * authorization says now. CAP_UNFOUNDED: it holds what was never confirmed or discontinued.
 */
export const DriftKind = openEnum(
  z.enum(["CAP_MISSING", "CAP_OUTDATED", "CAP_NOT_CLOSED", "CAP_DIFFERS", "CAP_UNFOUNDED"]).register(z.globalRegistry, {
    id: "DriftKind",
    description:
      "CAP_MISSING: confirmed, and there is no cap. CAP_OUTDATED: the cap holds an older version than the confirmed one. " +
      "CAP_NOT_CLOSED: discontinued, and the cap is open. CAP_DIFFERS: the confirmed version with other content than the " +
      "authorization has. CAP_UNFOUNDED: a cap of what was never confirmed, or closed although not discontinued.",
  }),
);
export type DriftKind = z.infer<typeof DriftKind>;

/** What billing is told of one version, as names of the cap's fields. */
const contentFields = [
  "insuranceId",
  "authorizationNumber",
  "activityCodes",
  "unitsCap",
  "visitsCap",
  "effectiveDate",
  "expirationDate",
] as const;

export const DriftField = openEnum(z.enum(["state", "authorizationVersion", ...contentFields]));
type DriftField = z.infer<typeof DriftField>;
type FieldValue = string | number | string[] | null;

/** One field of a cap: what it should be by its authorization, and what is stored. Null: nothing. */
export interface Difference {
  readonly field: DriftField;
  readonly expected: FieldValue;
  readonly stored: FieldValue;
}

/** An authorization, wherever it is kept, and its cap, open or closed: at least one of the two is there. */
export interface CapFacts {
  readonly clientId: string;
  readonly authorizationId: string;
  readonly authorization: Authorization | undefined;
  readonly cap: Cap | undefined;
}

export interface CapDrift {
  readonly clientId: string;
  readonly authorizationId: string;
  /** Null: there is no authorization, and the cap has no confirmed version. */
  readonly insuranceId: string | null;
  readonly kind: DriftKind;
  readonly differences: Difference[];
  /** Since when, if the authorization shows it; null: since it was found. */
  readonly since: Instant | null;
}

/** How long billing may take before it is drift: events are retried for about that long before they are dead letters. */
const graceMillis = 15 * 60_000;

/** Whether billing should have applied an event of that time by now. */
export function isOverdue(toldAt: Instant, now: Date, grace: number = graceMillis): boolean {
  return now.getTime() - Date.parse(toldAt) >= grace;
}

/**
 * How the cap differs from its authorization; null when it does not, or when billing may still be about to store it.
 *
 * Of an authorization that was changed since its confirm only versions are compared: what was confirmed is not kept. Nor is
 * the content of a discontinued one, which nobody bills under any more.
 *
 * @param catalog as it was after the facts were read: a group that changed in between then counts as changed
 */
export function capDrift(facts: CapFacts, catalog: Catalog, now: Date, grace: number = graceMillis): CapDrift | null {
  const { clientId, authorizationId, authorization, cap } = facts;
  const found = differing(facts, catalog);
  if (found === null || (found.toldAt !== null && !isOverdue(found.toldAt, now, grace))) return null;
  const { kind, toldAt, differences = versionDifferences(facts) } = found;
  const insuranceId = authorization?.insuranceId ?? cap?.confirmed?.insuranceId ?? null;
  const since = kind === "CAP_UNFOUNDED" ? null : toldAt;
  return { clientId, authorizationId, insuranceId, kind, differences, since };
}

interface Differing {
  readonly kind: DriftKind;
  /** What billing has time for since then; null: it is over. */
  readonly toldAt: Instant | null;
  /** Left out: state and version. */
  readonly differences?: Difference[];
}

/** How the cap differs at this moment, whoever may still be about to mend it. */
function differing({ authorization, cap }: CapFacts, catalog: Catalog): Differing | null {
  const confirmation = authorization?.confirmation;
  if (authorization === undefined || confirmation === undefined)
    return cap === undefined ? null : { kind: "CAP_UNFOUNDED", toldAt: cap.updatedAt };
  const { confirmedAt, confirmedVersion, changedSince } = confirmation;
  const { discontinued } = authorization;
  if (cap === undefined) return { kind: "CAP_MISSING", toldAt: confirmedAt };
  if (isUnfounded(cap, authorization, confirmedVersion)) return { kind: "CAP_UNFOUNDED", toldAt: cap.updatedAt };
  if (discontinued !== undefined && stateOf(cap) === "OPEN") return { kind: "CAP_NOT_CLOSED", toldAt: discontinued.at };
  if (cap.confirmed === undefined || cap.confirmed.version < confirmedVersion)
    return { kind: "CAP_OUTDATED", toldAt: confirmedAt };
  if (changedSince || discontinued !== undefined) return null;
  const differences = contentDifferences(authorization, cap.confirmed, catalog);
  return differences.length > 0 ? { kind: "CAP_DIFFERS", toldAt: null, differences } : null;
}

function isUnfounded(cap: Cap, authorization: Authorization, confirmedVersion: number): boolean {
  const closedWith = authorization.discontinued === undefined ? 0 : authorization.version;
  return (cap.confirmed?.version ?? 0) > confirmedVersion || (cap.discontinuedVersion ?? 0) > closedWith;
}

/** State and version, where they differ. The version of a closed cap is that of the discontinuation. */
function versionDifferences({ authorization, cap }: CapFacts): Difference[] {
  const confirmedVersion = authorization?.confirmation?.confirmedVersion;
  const isDiscontinued = authorization?.discontinued !== undefined;
  const expectedState = confirmedVersion === undefined ? null : isDiscontinued ? "CLOSED" : "OPEN";
  const storedState = cap === undefined ? null : stateOf(cap);
  // Both closed: then it is the confirmed part that is behind.
  const bothClosed = expectedState === "CLOSED" && storedState === "CLOSED";
  const expectedVersion = isDiscontinued && !bothClosed ? authorization?.version : confirmedVersion;
  const storedVersion = cap && (bothClosed ? cap.confirmed?.version : authorizationVersionOf(cap));
  const all: Difference[] = [
    { field: "state", expected: expectedState, stored: storedState },
    {
      field: "authorizationVersion",
      expected: expectedState === null ? null : (expectedVersion ?? null),
      stored: storedVersion ?? null,
    },
  ];
  return all.filter(({ expected, stored }) => expected !== stored);
}

function contentDifferences(
  authorization: Authorization,
  stored: NonNullable<Cap["confirmed"]>,
  catalog: Catalog,
): Difference[] {
  const expected = confirmedVersionOf(authorization, catalog);
  return contentFields
    .map((field) => ({ field, expected: expected[field], stored: stored[field] }))
    .filter((each) => comparable(each.expected) !== comparable(each.stored));
}

/** The order of codes says nothing. */
const comparable = (value: FieldValue) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
