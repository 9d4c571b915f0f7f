import { current, overlapping } from "./authorizations.ts";
import { lapses } from "./covering.ts";
import type { Model, ModelAuthorization } from "./model.ts";
import type { InsuranceIndex } from "./setup.ts";

/** What is said of an authorization that was saved. `mayStrand`: also of services that it no longer holds for. */
export function authorizationWarnings(model: Model, authorization: ModelAuthorization, mayStrand: boolean): string[] {
  const { insurance, procedure, effective, expiration } = authorization;
  const couldUseIt = [...model.services].filter(
    ([, service]) =>
      !service.void &&
      service.applied === null &&
      service.reason === null &&
      (service.insurance ?? insurance) === insurance &&
      effective <= service.date &&
      service.date <= expiration &&
      model.codesOf(procedure).includes(service.code),
  );
  return [
    ...overlapping(model, authorization).map((id) => `OVERLAPS:${id}`),
    ...couldUseIt.map(([id]) => `NO_AUTHORIZATION:${id}`),
    ...(isWithinInsurance(model, authorization) ? [] : ["OUTSIDE_INSURANCE_DATES"]),
    ...(mayStrand ? strandedWarnings(model, authorization) : []),
  ];
}

function isWithinInsurance(model: Model, { insurance, effective, expiration }: ModelAuthorization): boolean {
  const { from, to } = model.insurances[insurance];
  return (from ?? effective) <= effective && expiration <= (to ?? expiration);
}

/** What is said of an insurance that was changed: its open authorizations that it takes no more, or that it does not pay for. */
export function insuranceWarnings(model: Model, insurance: InsuranceIndex): string[] {
  const { active, required } = model.insurances[insurance];
  const open = current(model).filter((each) => each.insurance === insurance);
  return [
    ...(active && required ? [] : open.map(({ id }) => `AUTHORIZATION_STRANDED:${id}`)),
    ...open.filter((each) => !isWithinInsurance(model, each)).map(({ id }) => `OUTSIDE_INSURANCE_DATES:${id}`),
  ];
}

/** The services that use an authorization which does not hold for them. */
export function strandedWarnings(model: Model, authorization: ModelAuthorization): string[] {
  return [...model.services].flatMap(([id, service]) => {
    if (service.void || service.applied !== authorization.id) return [];
    const [lapse] = lapses(model, authorization, service);
    if (lapse === undefined) return [];
    return [lapse === "PROCEDURE_CHANGED" ? `PROCEDURE_CHANGED:${id}` : `OUTSIDE_DATES:${id}`];
  });
}
