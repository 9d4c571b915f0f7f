import { type Model, type ModelAuthorization, Refused } from "./model.ts";
import type { InsuranceIndex, Procedure } from "./setup.ts";

/** What a payer approved, as entered. */
export type Approved = Pick<
  ModelAuthorization,
  "insurance" | "number" | "procedure" | "units" | "visits" | "effective" | "expiration" | "notes"
>;
export type ApprovedChange = Partial<Approved>;

const isPending = ({ number }: Pick<Approved, "number">) => number.toLowerCase() === "pending";
const nameOf = (procedure: Procedure) => JSON.stringify(procedure);

/** Same number, insurance and procedure as another that is not discontinued, on some of the same days. */
function requireNoDuplicate(model: Model, wanted: Approved, except?: string): void {
  if (isPending(wanted)) return;
  for (const other of current(model))
    if (
      other.id !== except &&
      other.number.toLowerCase() === wanted.number.toLowerCase() &&
      other.insurance === wanted.insurance &&
      nameOf(other.procedure) === nameOf(wanted.procedure) &&
      other.effective <= wanted.expiration &&
      wanted.effective <= other.expiration
    )
      throw new Refused("DUPLICATE_AUTHORIZATION");
}

export const current = (model: Model) =>
  [...model.authorizations.values()].filter(({ discontinued }) => discontinued === null);

/** An insurance that is inactive takes no authorization, nor does one that requires none. */
function requireTaking(model: Model, insurance: InsuranceIndex): void {
  const { active, required } = model.insurances[insurance];
  if (!active) throw new Refused("INSURANCE_INACTIVE");
  if (!required) throw new Refused("PRIOR_AUTH_NOT_REQUIRED");
}

export function add(model: Model, approved: Approved): (id: string) => ModelAuthorization {
  requireTaking(model, approved.insurance);
  if (approved.expiration < approved.effective) throw new Refused("EXPIRATION_BEFORE_EFFECTIVE");
  requireNoDuplicate(model, approved);
  return (id) => {
    const confirmation = { confirmedVersion: null, changedSince: false };
    const added = { id, ...approved, version: 1, ...confirmation, discontinued: null };
    model.authorizations.set(id, added);
    return added;
  };
}

function requireCurrent(authorization: ModelAuthorization): void {
  if (authorization.discontinued !== null) throw new Refused("ALREADY_DISCONTINUED");
}

function requireVersion(authorization: ModelAuthorization, seen: number): void {
  if (authorization.version !== seen) throw new Refused("VERSION_CONFLICT");
}

/** A change of anything but the notes clears the C until it is confirmed again. Usage is never reset. */
export function edit(model: Model, authorization: ModelAuthorization, change: ApprovedChange, seen: number): void {
  requireCurrent(authorization);
  const after = { ...authorization, ...change };
  const changed = (Object.keys(change) as (keyof Approved)[]).filter(
    (field) => JSON.stringify(after[field]) !== JSON.stringify(authorization[field]),
  );
  // Said again: everybody here is the same user.
  if (changed.length > 0 || seen !== authorization.version - 1) requireVersion(authorization, seen);
  if (changed.includes("insurance")) requireTaking(model, after.insurance);
  if (after.expiration < after.effective) throw new Refused("EXPIRATION_BEFORE_EFFECTIVE");
  if (changed.length === 0) return;
  requireNoDuplicate(model, after, authorization.id);
  Object.assign(authorization, after, {
    version: authorization.version + 1,
    changedSince: authorization.changedSince || changed.some((field) => field !== "notes"),
  });
}

/** Confirms the version seen, of what may be entered; answers whether billing is told. */
export function confirm(model: Model, authorization: ModelAuthorization, seen: number): boolean {
  requireCurrent(authorization);
  const { confirmedVersion, changedSince, version } = authorization;
  if (confirmedVersion !== null && !changedSince) {
    if (seen !== confirmedVersion) requireVersion(authorization, seen);
    return false;
  }
  requireTaking(model, authorization.insurance);
  if (isPending(authorization)) throw new Refused("AUTH_NUMBER_PENDING");
  requireVersion(authorization, seen);
  Object.assign(authorization, { confirmedVersion: version, changedSince: false, version: version + 1 });
  return true;
}

/**
 * With KEEP it keeps its services, with RELEASE they never were its own. Said again it changes nothing. Answers whether billing is
 * told: of one that it ever heard of.
 */
export function discontinue(authorization: ModelAuthorization, seen: number, effect: "KEEP" | "RELEASE"): boolean {
  const { discontinued, version } = authorization;
  if (discontinued?.effect === effect && seen === version - 1) return false;
  requireCurrent(authorization);
  requireVersion(authorization, seen);
  authorization.version += 1;
  authorization.discontinued = { version: authorization.version, effect };
  return authorization.confirmedVersion !== null;
}

/** Ids of the others with the same insurance, procedure and overlapping dates. */
export function overlapping(model: Model, authorization: ModelAuthorization): string[] {
  return current(model)
    .filter(
      (other) =>
        other.id !== authorization.id &&
        other.insurance === authorization.insurance &&
        nameOf(other.procedure) === nameOf(authorization.procedure) &&
        other.effective <= authorization.expiration &&
        authorization.effective <= other.expiration,
    )
    .map(({ id }) => id)
    .sort();
}
