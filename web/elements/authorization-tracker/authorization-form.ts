import type {
  Authorization,
  AuthorizationChange,
  AuthorizationInput,
  KnownErrorCode,
} from "../../../clients/typescript/src/index.ts";
import { type FormFaults, formFaults } from "../form-faults.ts";
import { formatDay } from "../format.ts";

/** The eight fields as they are typed. An empty text is a field that was left out. */
export interface FormValues {
  readonly insuranceId: string;
  readonly authorizationNumber: string;
  /** `ACTIVITY:` and an activity code, or `GROUP:` and a group id. */
  readonly procedure: string;
  readonly authUnits: string;
  readonly authVisits: string;
  readonly effectiveDate: string;
  readonly expirationDate: string;
  readonly notes: string;
}

export type FormField = keyof FormValues;

/** In the order of the form. */
export const fieldLabels: Readonly<Record<FormField, string>> = {
  insuranceId: "Insurance",
  authorizationNumber: "Auth #",
  procedure: "Procedure",
  authUnits: "Auth units",
  authVisits: "Auth visits",
  effectiveDate: "Effective date",
  expirationDate: "Expiration date",
  notes: "Notes",
};

export const formFields = Object.keys(fieldLabels) as readonly FormField[];

const fieldOfCode: Readonly<Partial<Record<KnownErrorCode, FormField>>> = {
  AUTH_NUMBER_PENDING: "authorizationNumber",
  DUPLICATE_AUTHORIZATION: "authorizationNumber",
  EXPIRATION_BEFORE_EFFECTIVE: "expirationDate",
  INSURANCE_INACTIVE: "insuranceId",
  PRIOR_AUTH_NOT_REQUIRED: "insuranceId",
  UNKNOWN_ACTIVITY_CODE: "procedure",
  UNKNOWN_PROCEDURE: "procedure",
};

/** The API's own sentence names another authorization by an id that nobody sees. */
const sentenceOfCode: Readonly<Partial<Record<KnownErrorCode, string>>> = {
  DUPLICATE_AUTHORIZATION: "Another authorization has this number, insurance and procedure on some of these days.",
};

const clearable: readonly FormField[] = ["authUnits", "authVisits", "notes"];

/** An empty form; with a single insurance to choose from it is chosen. */
export function emptyValues(insuranceIds: readonly string[]): FormValues {
  const [only, ...others] = insuranceIds;
  return {
    insuranceId: others.length === 0 ? (only ?? "") : "",
    authorizationNumber: "",
    procedure: "",
    authUnits: "",
    authVisits: "",
    effectiveDate: "",
    expirationDate: "",
    notes: "",
  };
}

export function valuesOf(authorization: Authorization): FormValues {
  const { procedure, units, visits } = authorization;
  return {
    insuranceId: authorization.insuranceId,
    authorizationNumber: authorization.authorizationNumber,
    procedure: procedureValue(procedure),
    authUnits: units.authorized === null ? "" : String(units.authorized),
    authVisits: visits.authorized === null ? "" : String(visits.authorized),
    effectiveDate: authorization.effectiveDate,
    expirationDate: authorization.expirationDate,
    notes: authorization.notes ?? "",
  };
}

export function procedureValue({ type, activityCode, groupId }: Authorization["procedure"]): string {
  return type === "GROUP" ? `GROUP:${groupId}` : `ACTIVITY:${activityCode}`;
}

/**
 * The body of an addition. Empty fields are left out, and what is no number is sent as it was typed: the API decides, and names
 * every fault at once.
 */
export function inputOf(values: FormValues): AuthorizationInput {
  const typed = formFields.filter((field) => values[field].trim() !== "");
  const body: unknown = Object.fromEntries(typed.map((field) => [field, sentValue(field, values[field])]));
  return body as AuthorizationInput;
}

/** The body of a change: only fields that differ from what was read, so that nobody else's change is undone. */
export function changeOf(read: FormValues, values: FormValues): AuthorizationChange {
  const body: unknown = Object.fromEntries(
    changedFields(read, values).map((field) => {
      const isCleared = values[field].trim() === "" && clearable.includes(field);
      return [field, isCleared ? null : sentValue(field, values[field])];
    }),
  );
  return body as AuthorizationChange;
}

export function changedFields(read: FormValues, values: FormValues): FormField[] {
  return formFields.filter((field) => read[field] !== values[field]);
}

/** Its days, where they are changed and more than three years: payers authorize months, so one may be mistyped. */
export function longDaysOf({ effectiveDate, expirationDate }: FormValues, read?: FormValues): string | undefined {
  const isChanged = effectiveDate !== read?.effectiveDate || expirationDate !== read.expirationDate;
  const threeYearsLater = effectiveDate.replace(/^\d+/, (year) => String(Number(year) + 3));
  const areDays = [effectiveDate, expirationDate].every((day) => /^\d/.test(day));
  return isChanged && areDays && expirationDate >= threeYearsLater
    ? `${formatDay(effectiveDate)} to ${formatDay(expirationDate)}`
    : undefined;
}

function sentValue(field: FormField, value: string): unknown {
  const text = field === "notes" ? value : value.trim();
  if (field === "procedure") {
    const id = text.slice(text.indexOf(":") + 1);
    return text.startsWith("GROUP:") ? { groupId: id } : { activityCode: id };
  }
  return (field === "authUnits" || field === "authVisits") && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** A field that somebody else changed while it was being edited here. */
export interface Difference {
  readonly field: FormField;
  /** As it was when editing began. */
  readonly before: string;
  /** As somebody else saved it. */
  readonly theirs: string;
  /** As it stands in the form. */
  readonly mine: string;
}

/** The fields that somebody else changed meanwhile. */
export function differences(read: FormValues, theirs: FormValues, mine: FormValues): Difference[] {
  return changedFields(read, theirs).map((field) => ({
    field,
    before: read[field],
    theirs: theirs[field],
    mine: mine[field],
  }));
}

/** The form after somebody else's change: fields that nobody touched here take their values, all others keep what was typed. */
export function rebased(read: FormValues, theirs: FormValues, mine: FormValues): FormValues {
  const typed = changedFields(read, mine).map((field) => [field, mine[field]]);
  return { ...theirs, ...Object.fromEntries(typed) };
}

export function faultsOf(error: unknown): FormFaults<FormField> {
  const fieldAt = (pointer: string) => formFields.find((field) => field === pointer.split("/")[1]);
  return formFaults(error, { labelOf: (field) => fieldLabels[field], fieldAt, fieldOfCode, sentenceOfCode });
}
