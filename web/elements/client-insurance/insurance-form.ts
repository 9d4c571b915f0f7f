import type {
  ClientInsurance,
  ClientInsuranceChange,
  ClientInsuranceInput,
  KnownErrorCode,
} from "../../../clients/typescript/src/index.ts";
import { type FormFaults, formFaults } from "../form-faults.ts";

/** The path of each field in a body, which is also its pointer in the API's faults. */
const paths = {
  priority: ["priority"],
  payerId: ["payerId"],
  subscriberNumber: ["subscriberNumber"],
  groupNumber: ["groupNumber"],
  effectiveDate: ["effectiveDate"],
  expirationDate: ["expirationDate"],
  status: ["status"],
  relationship: ["subscriber", "relationship"],
  firstName: ["subscriber", "firstName"],
  middleName: ["subscriber", "middleName"],
  lastName: ["subscriber", "lastName"],
  dateOfBirth: ["subscriber", "dateOfBirth"],
  line1: ["subscriber", "address", "line1"],
  line2: ["subscriber", "address", "line2"],
  city: ["subscriber", "address", "city"],
  state: ["subscriber", "address", "state"],
  postalCode: ["subscriber", "address", "postalCode"],
} as const;

export type InsuranceField = keyof typeof paths;

export const insuranceFields = Object.keys(paths) as readonly InsuranceField[];
export const subscriberFields = insuranceFields.filter((field) => paths[field][0] === "subscriber");

export const insuranceLabels: Readonly<Record<InsuranceField, string>> = {
  priority: "Priority",
  payerId: "Payer",
  subscriberNumber: "Subscriber #",
  groupNumber: "Group #",
  effectiveDate: "Effective date",
  expirationDate: "Expiration date",
  status: "Status",
  relationship: "Relationship to the client",
  firstName: "First name",
  middleName: "Middle name",
  lastName: "Last name",
  dateOfBirth: "Date of birth",
  line1: "Address line 1",
  line2: "Address line 2",
  city: "City",
  state: "State",
  postalCode: "Postal code",
};

export interface InsuranceValues extends Readonly<Record<InsuranceField, string>> {
  /** Undefined: nobody touched it, so the payer's default decides. */
  readonly priorAuthsRequired: boolean | undefined;
  readonly populateFromClient: boolean;
  /** The insurance that has the priority gets the one that this one had. */
  readonly swapPriority: boolean;
}

const emptyTexts = Object.fromEntries(insuranceFields.map((field) => [field, ""])) as Record<InsuranceField, string>;

const unticked = { populateFromClient: false, swapPriority: false };

/** @param taken the priorities of the client's active insurances: the next free one is proposed */
export function emptyInsurance(taken: readonly number[]): InsuranceValues {
  let free = 1;
  while (taken.includes(free)) free++;
  return { ...emptyTexts, priority: String(free), priorAuthsRequired: undefined, ...unticked };
}

export function insuranceValuesOf(insurance: ClientInsurance): InsuranceValues {
  const texts = insuranceFields.map((field) => {
    const found = paths[field].reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], insurance);
    return [field, found === undefined ? "" : String(found)];
  });
  return {
    ...(Object.fromEntries(texts) as Record<InsuranceField, string>),
    priorAuthsRequired: insurance.priorAuthsRequired,
    ...unticked,
  };
}

/** The body of an addition. What is no number goes as it was typed: the API names every fault at once. */
export function insuranceInputOf(values: InsuranceValues): ClientInsuranceInput {
  const typed = insuranceFields.filter((field) => field !== "status" && values[field].trim() !== "");
  const { priorAuthsRequired, populateFromClient } = values;
  const body: unknown = {
    ...bodyOf(values, typed),
    ...(priorAuthsRequired !== undefined && { priorAuthsRequired }),
    ...(populateFromClient && { populateSubscriberFromClient: true }),
  };
  return body as ClientInsuranceInput;
}

/** The body of a change: fields that differ from what was read. A changed subscriber is sent whole, since it is one value. */
export function insuranceChangeOf(read: InsuranceValues, values: InsuranceValues): ClientInsuranceChange {
  const changed = insuranceFields.filter((field) => read[field] !== values[field]);
  const subscriberChanged = changed.some((field) => subscriberFields.includes(field));
  const subscriberTyped = subscriberFields.filter((field) => values[field].trim() !== "");
  const own = changed.filter((field) => !subscriberFields.includes(field));
  const emptied = own.filter((field) => values[field].trim() === "");
  const body: unknown = {
    ...bodyOf(
      values,
      own.filter((field) => !emptied.includes(field)),
    ),
    ...Object.fromEntries(emptied.map((field) => [field, clearable.includes(field) ? null : ""])),
    ...(subscriberChanged && (subscriberTyped.length === 0 ? { subscriber: null } : bodyOf(values, subscriberTyped))),
    ...(read.priorAuthsRequired !== values.priorAuthsRequired && { priorAuthsRequired: values.priorAuthsRequired }),
    ...(values.populateFromClient && { populateSubscriberFromClient: true }),
    ...(values.swapPriority && changed.includes("priority") && { swapPriority: true }),
  };
  return body as ClientInsuranceChange;
}

/** The other active insurance with the priority that was typed: the two may change places. */
export function priorityHolder(
  insurances: readonly ClientInsurance[],
  read: ClientInsurance | undefined,
  { priority, status }: InsuranceValues,
): ClientInsurance | undefined {
  if (read === undefined || status !== "ACTIVE" || String(read.priority) === priority.trim()) return undefined;
  const others = insurances.filter((one) => one.insuranceId !== read.insuranceId && one.status === "ACTIVE");
  return others.find((one) => String(one.priority) === priority.trim());
}

const clearable: readonly InsuranceField[] = ["groupNumber", "effectiveDate", "expirationDate"];

function bodyOf(values: InsuranceValues, fields: readonly InsuranceField[]): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const way = paths[field];
    let part = body;
    for (const key of way.slice(0, -1)) {
      part[key] ??= {};
      part = part[key] as Record<string, unknown>;
    }
    const text = values[field].trim();
    part[way.at(-1) ?? field] = field === "priority" && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  }
  return body;
}

/** What was typed, on top of what somebody else saved. */
export function rebasedInsurance(
  read: InsuranceValues,
  theirs: InsuranceValues,
  mine: InsuranceValues,
): InsuranceValues {
  const typed = Object.entries(mine).filter(([name, value]) => read[name as keyof InsuranceValues] !== value);
  return { ...theirs, ...Object.fromEntries(typed) };
}

const fieldOfCode: Readonly<Partial<Record<KnownErrorCode, InsuranceField>>> = {
  PRIORITY_IN_USE: "priority",
  PAYER_IN_USE: "payerId",
  UNKNOWN_PAYER: "payerId",
};

export function insuranceFaultsOf(error: unknown): FormFaults<InsuranceField> {
  const fieldAt = (pointer: string) => insuranceFields.find((field) => `/${paths[field].join("/")}` === pointer);
  return formFaults(error, { labelOf: (field) => insuranceLabels[field], fieldAt, fieldOfCode });
}
