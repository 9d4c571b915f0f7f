import { current } from "./authorizations.ts";
import { type Model, type ModelAuthorization, type ModelService, type Posted, Refused } from "./model.ts";

export type Covering = Pick<ModelService, "applied" | "reason" | "warnings">;
type Placed = Pick<ModelService, "code" | "date">;

/** What a service would find and leave of each limited quantity that it takes from. It does not count against itself. */
function taken(model: Model, authorization: ModelAuthorization, posted: Posted, serviceId: string) {
  const { units, visits, renderedDays, scheduledDays } = model.usage(authorization.id, serviceId);
  const rendered = posted.status === "RENDERED";
  const left = (authorized: number, { used, scheduled }: { used: number; scheduled: number }) =>
    authorized - used - (rendered ? 0 : scheduled);
  const takesVisit = !renderedDays.has(posted.date) && (rendered || !scheduledDays.has(posted.date));
  return [
    ...(authorization.units === null
      ? []
      : [{ before: left(authorization.units, units), after: left(authorization.units, units) - posted.units }]),
    ...(authorization.visits === null || !takesVisit
      ? []
      : [{ before: left(authorization.visits, visits), after: left(authorization.visits, visits) - 1 }]),
  ];
}

const goesOver = (model: Model, authorization: ModelAuthorization, posted: Posted, serviceId: string) =>
  taken(model, authorization, posted, serviceId).some(({ after }) => after < 0);

/** Why an authorization does not hold for a service, or no longer. */
export function lapses(model: Model, authorization: ModelAuthorization, { code, date }: Placed): string[] {
  const { effective, expiration, procedure, discontinued } = authorization;
  return [
    ...(discontinued?.effect === "RELEASE" ? ["RELEASED"] : []),
    ...(effective <= date && date <= expiration ? [] : ["OUTSIDE_DATES"]),
    ...(model.codesOf(procedure).includes(code) ? [] : ["PROCEDURE_CHANGED"]),
  ];
}

const isOfInsurance = ({ insurance }: ModelAuthorization, posted: Posted) =>
  posted.insurance === null || posted.insurance === insurance;

/** Current ones that take in code and date, of the insurance that is named if one is. */
const eligible = (model: Model, posted: Posted) =>
  current(model).filter((each) => isOfInsurance(each, posted) && lapses(model, each, posted).length === 0);

/** The order of choice, as one text to sort by. */
function rank(model: Model, each: ModelAuthorization, posted: Posted, serviceId: string): string {
  const takes = taken(model, each, posted, serviceId);
  return [
    model.inForce(each.insurance, posted.date) ? 0 : 1,
    each.insurance,
    takes.every(({ after }) => after >= 0) ? 0 : 1,
    takes.every(({ before }) => before > 0) ? 0 : 1,
    "groupId" in each.procedure ? 1 : 0,
    each.expiration,
    each.effective,
    each.id,
  ].join("|");
}

/** The best of those that could take a service, or of those that have room for all of it. */
function best(model: Model, posted: Posted, serviceId: string, onlyWhole: boolean): ModelAuthorization | undefined {
  const could = eligible(model, posted).filter((each) => !onlyWhole || !goesOver(model, each, posted, serviceId));
  const ranks = new Map(could.map((each) => [rank(model, each, posted, serviceId), each]));
  return ranks.get([...ranks.keys()].sort()[0] ?? "");
}
export const bestWhole = (model: Model, posted: Posted, serviceId: string) => best(model, posted, serviceId, true);

function named(model: Model, posted: Posted, id: string): ModelAuthorization {
  const authorization = model.authorizations.get(id);
  if (authorization === undefined) throw new Refused("NOT_FOUND");
  if (authorization.discontinued !== null) throw new Refused("ALREADY_DISCONTINUED");
  if (!isOfInsurance(authorization, posted)) throw new Refused("NO_AUTHORIZATION");
  if (!model.codesOf(authorization.procedure).includes(posted.code)) throw new Refused("NO_AUTHORIZATION");
  return authorization;
}

/** Which insurance pays decides whether an authorization is needed where none covers. */
function withoutAny(model: Model, posted: Posted): Covering {
  const billed = posted.insurance ?? ([0, 1] as const).find((each) => model.inForce(each, posted.date));
  if (billed === undefined) return { applied: null, reason: "NO_INSURANCE", warnings: [] };
  if (!model.insurances[billed].required) return { applied: null, reason: "PRIOR_AUTH_NOT_REQUIRED", warnings: [] };
  const onOtherDays = current(model).some(
    (each) => isOfInsurance(each, posted) && model.codesOf(each.procedure).includes(posted.code),
  );
  return { applied: null, reason: null, warnings: ["NO_AUTHORIZATION", ...(onOtherDays ? ["OUTSIDE_DATES"] : [])] };
}

/** Which authorization a service uses that is posted like this, whatever it used before. */
function choose(model: Model, posted: Posted, serviceId: string): { chosen?: ModelAuthorization; refusal?: string } {
  if (posted.named !== null) {
    const chosen = named(model, posted, posted.named);
    return lapses(model, chosen, posted).length === 0 ? { chosen } : { chosen, refusal: "NO_AUTHORIZATION" };
  }
  const chosen = best(model, posted, serviceId, false);
  return chosen === undefined ? { refusal: "NO_AUTHORIZATION" } : { chosen };
}

/** The authorization that a service goes on using: code and date are unchanged, and the caller asks for no other. */
function keeps(model: Model, posted: Posted, stands: ModelService): ModelAuthorization | undefined {
  const own = model.authorizations.get(stands.applied ?? "");
  if (own === undefined || own.discontinued?.effect === "RELEASE") return undefined;
  const isAskedFor = (posted.named ?? own.id) === own.id && isOfInsurance(own, posted);
  return isAskedFor && posted.code === stands.code && posted.date === stands.date ? own : undefined;
}

/** What a service of this content uses, and what is said of it. BLOCK refuses, but no correction that takes no more. */
export function cover(model: Model, posted: Posted, serviceId: string): Covering {
  const stored = model.services.get(serviceId);
  const stands = stored?.void ? undefined : stored;
  const own = stands && keeps(model, posted, stands);
  const { chosen, refusal } = own === undefined ? choose(model, posted, serviceId) : { chosen: own };
  const over = chosen !== undefined && goesOver(model, chosen, posted, serviceId);
  const covering =
    chosen === undefined
      ? withoutAny(model, posted)
      : {
          applied: chosen.id,
          reason: null,
          warnings: [...(over ? ["OVERUSE"] : []), ...lapses(model, chosen, posted)],
        };
  if (model.policy === "FLAG" || covering.reason !== null) return covering;
  const refused = refusal ?? (over ? "CAP_EXCEEDED" : undefined);
  if (refused === undefined) return covering;
  if (stands === undefined || !isCorrection(model, posted, stands)) throw new Refused(refused);
  // Never off from where it stands.
  return covering.applied === stands.applied ? covering : said(stands);
}

/** Whether it takes no more than what stands, from where that stands. */
function isCorrection(model: Model, posted: Posted, stands: ModelService): boolean {
  const insurance = model.authorizations.get(stands.applied ?? "")?.insurance ?? stands.insurance;
  return (
    posted.code === stands.code &&
    posted.date === stands.date &&
    posted.units <= stands.units &&
    (posted.named ?? stands.applied) === stands.applied &&
    (posted.insurance ?? insurance) === insurance
  );
}

/** Posts or replaces a service; 201 for one that was not there, or void. */
export function post(
  model: Model,
  serviceId: string,
  posted: Posted,
  by: "user" | "engine",
): { status: 200 | 201 } & Covering {
  const stored = model.services.get(serviceId);
  const stands = stored?.void ? undefined : stored;
  const isSaidAgain = (Object.keys(posted) as (keyof Posted)[]).every((field) => posted[field] === stands?.[field]);
  if (stands !== undefined && isSaidAgain && stands.applied !== null) return { status: 200, ...said(stands) };
  if (posted.code === "UNKNOWN") throw new Refused("UNKNOWN_ACTIVITY_CODE");
  const covering = cover(model, posted, serviceId);
  const { code, date, insurance, named } = posted;
  const choice = insurance === null && named === null ? null : { code, date, insurance, named };
  const chosen = by === "user" ? choice : (stored?.chosen ?? null);
  model.services.set(serviceId, { ...posted, ...covering, chosen, void: false });
  return { status: stands === undefined ? 201 : 200, ...covering };
}

const said = ({ applied, reason, warnings }: ModelService): Covering => ({ applied, reason, warnings });

/** Gives back its units, and the visit only if no other service remains on that day. */
export function voidService(model: Model, serviceId: string): void {
  if (!model.services.has(serviceId)) throw new Refused("NOT_FOUND");
  if (!model.services.get(serviceId)?.void) model.change(serviceId, { void: true, chosen: null });
}

/** An event that names no authorization keeps the one that a person named, while code, date and insurance are unchanged. */
export function asTheEngineMeans(model: Model, serviceId: string, posted: Posted): Posted {
  const chosen = model.services.get(serviceId)?.chosen ?? null;
  if (chosen === null || posted.named !== null) return posted;
  if (posted.code !== chosen.code || posted.date !== chosen.date) return posted;
  const named = current(model).find(({ id }) => id === chosen.named);
  const billed = named?.insurance ?? chosen.insurance;
  if (posted.insurance !== null && posted.insurance !== billed) return posted;
  return { ...posted, insurance: posted.insurance ?? chosen.insurance, named: chosen.named };
}
