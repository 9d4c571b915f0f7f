import * as z from "zod/mini";
import { CalendarDate, Instant } from "./calendar.ts";
import { ProcedureChoice } from "./catalog.ts";
import { DomainError } from "./domain-error.ts";
import { asStored } from "./entry-rules.ts";
import { AuthorizationId, ClientId, InsuranceId, UserId, Version } from "./id.ts";
import { longText, shortText } from "./text.ts";
import { unknownFieldsOf } from "./unknown-fields.ts";

const quantity = z
  .int({ error: "must be a whole number" })
  .check(
    z.minimum(1, { error: "must be at least 1; leave it out when the payer set no limit" }),
    z.maximum(999_999, { error: "must be at most 999999" }),
  );

/** What the payer approved, as entered: the eight fields of "Add a New Authorization". */
export const approvedFields = {
  insuranceId: InsuranceId,
  authorizationNumber: shortText(50).check(
    z.meta({ description: "The payer's number, or Pending while there is none.", examples: ["PA-26-004417"] }),
  ),
  procedure: ProcedureChoice,
  authUnits: z.exactOptional(quantity),
  authVisits: z.exactOptional(quantity),
  effectiveDate: CalendarDate.check(z.meta({ description: "From 2000-01-01 to the end of the year in five years." })),
  expirationDate: CalendarDate.check(z.meta({ description: "Included. From 2000-01-01 to 2100-12-31." })),
  notes: z.exactOptional(longText(2000)),
} as const;

/** Who confirmed which version to billing, and whether the authorization has been changed since. */
const Confirmation = z.strictObject({
  confirmedAt: Instant,
  confirmedBy: UserId,
  confirmedVersion: Version,
  /** The one under which billing gets the cap, whatever is changed since. Absent: the authorization's own. */
  insuranceId: z.exactOptional(InsuranceId),
  changedSince: z.boolean(),
});

export const discontinuedReason = longText(500);

export const DiscontinuedEffect = z.enum(["KEEP", "RELEASE"]).check(
  z.meta({
    description:
      "KEEP: it was valid until then, and keeps its services. RELEASE: it never was; its services are misplaced.",
  }),
);
export type DiscontinuedEffect = z.infer<typeof DiscontinuedEffect>;

/** An authorization as stored. What is shown of it is a tracker row. */
export const Authorization = z.strictObject({
  authorizationId: AuthorizationId,
  clientId: ClientId,
  ...approvedFields,
  confirmation: z.exactOptional(Confirmation),
  discontinued: z.exactOptional(
    z.strictObject({
      at: Instant,
      by: UserId,
      reason: z.exactOptional(discontinuedReason),
      /** Absent: KEEP. */
      effect: z.exactOptional(DiscontinuedEffect),
    }),
  ),
  /** When the current expiration date was entered; absent: together with the authorization. */
  expirationDateSince: z.exactOptional(Instant),
  createdAt: Instant,
  createdBy: UserId,
  updatedAt: Instant,
  updatedBy: UserId,
  version: Version,
});
export type Authorization = z.infer<typeof Authorization>;

type Approved = Pick<Authorization, keyof typeof approvedFields>;
type Nullable<Fields> = { [Field in keyof Fields]?: Fields[Field] | null | undefined };

/** A change of one of these takes the C away until the authorization is confirmed again. */
const confirmedFields = Object.keys(approvedFields).filter((field) => field !== "notes") as (keyof Approved)[];

/**
 * The authorization after a change, or `previous` itself when nothing changes. Null clears an optional field. Usage is not
 * touched, whatever changes.
 */
export function changedAuthorization(
  previous: Authorization,
  change: Nullable<Approved>,
  stamp: { readonly at: Instant; readonly by: string },
): Authorization {
  const differs = (field: keyof Approved) =>
    change[field] !== undefined && JSON.stringify(change[field] ?? undefined) !== JSON.stringify(previous[field]);
  const changed = (Object.keys(approvedFields) as (keyof Approved)[]).filter(differs);
  if (changed.length === 0) return previous;
  const confirmation = previous.confirmation && {
    ...previous.confirmation,
    changedSince: previous.confirmation.changedSince || changed.some((field) => confirmedFields.includes(field)),
  };
  const merged = {
    ...previous,
    ...change,
    confirmation,
    ...(changed.includes("expirationDate") && { expirationDateSince: stamp.at }),
    updatedAt: stamp.at,
    updatedBy: stamp.by,
    version: previous.version + 1,
  };
  const kept = Object.entries(merged).filter(([, value]) => value !== null && value !== undefined);
  const next = { ...unknownFieldsOf(previous), ...Object.fromEntries(kept) };
  return asStored(Authorization, next);
}

export function requireCurrent({ authorizationId, discontinued, version }: Authorization): void {
  if (discontinued !== undefined)
    throw new DomainError("ALREADY_DISCONTINUED", `The authorization ${authorizationId} is discontinued.`, {
      currentVersion: version,
    });
}

/** Who discontinues an authorization, and what they say of it. */
interface Discontinuation {
  readonly by: string;
  readonly reason?: string | undefined;
  readonly effect?: DiscontinuedEffect | undefined;
}

/** Whether the authorization was discontinued with this very reason and effect. */
export function isDiscontinuedSo({ discontinued }: Authorization, { reason, effect }: Discontinuation): boolean {
  return discontinued !== undefined && discontinued.reason === reason && discontinued.effect === effect;
}

/** The authorization once it is discontinued: kept in the history as it was, never changed again. */
export function discontinuedAuthorization(
  previous: Authorization,
  discontinuation: Discontinuation & { readonly at: Instant },
): Authorization {
  const { at, by, reason, effect } = discontinuation;
  return {
    ...previous,
    discontinued: { at, by, ...(reason !== undefined && { reason }), ...(effect !== undefined && { effect }) },
    updatedAt: at,
    updatedBy: by,
    version: previous.version + 1,
  };
}
