import type { Status, TrackerSettings, TrackerSettingsInput } from "../../../clients/typescript/src/index.ts";
import { statusNames } from "../../elements/authorization-tracker/wording.ts";
import { type FormFaults, formFaults } from "../../elements/form-faults.ts";

/** Most pressing first, as the tracker decides between them. */
export const statuses = Object.keys(statusNames) as readonly Status[];

/** The statuses that have a value, and what it says. */
export const valueLabels: Readonly<Partial<Record<Status, string>>> = {
  VARIABLE_LEFT: "Units or visits left",
  EXPIRATION_REMINDER: "Days before the expiration date",
};

/** When a status holds, as a sentence. */
export function meaningOf(status: Status, value: number | undefined): string {
  const meanings: Readonly<Record<Status, string>> = {
    OVERUSE: "More was used than authorized",
    EXPIRED: "After the expiration date",
    ZERO_LEFT: "No unit or no visit is left",
    ONE_LEFT: "One unit or visit is left",
    TWO_LEFT: "Two units or visits are left",
    VARIABLE_LEFT: value === undefined ? "Not used: it has no value" : `${value} or fewer units or visits are left`,
    EXPIRATION_REMINDER:
      value === undefined ? "Not used: it has no value" : `${value} or fewer days until the expiration date`,
    FUTURE: "Before the effective date",
    OK: "None of the others",
  };
  return meanings[status];
}

export const policyTexts: Readonly<Record<TrackerSettings["overCapPolicy"], string>> = {
  FLAG: "Accept the service and mark the authorization as overuse",
  BLOCK: "Refuse the service",
};

/** What a setting is called that is not of one status. */
const generalLabels: Readonly<Record<string, string>> = {
  overCapPolicy: "Going over a cap",
  billingEngine: "Billing engine",
  numbersThatAreNone: "Texts that are no authorization number",
};

/** What stands in the form, by the ids of its fields: those of `generalLabels`, `<status>-color`, `<status>-value`. */
export type SettingsValues = Readonly<Record<string, string>>;

export function settingsValuesOf({
  overCapPolicy,
  billingEngine,
  numbersThatAreNone,
  statuses: settings,
}: TrackerSettings): SettingsValues {
  const ofStatuses = statuses.flatMap((status) => {
    const { color, value } = settings[status];
    const shown: [string, string][] = [[`${status}-color`, color]];
    if (status in valueLabels) shown.push([`${status}-value`, value === undefined ? "" : String(value)]);
    return shown;
  });
  return {
    overCapPolicy,
    billingEngine: String(billingEngine),
    numbersThatAreNone: numbersThatAreNone.join("\n"),
    ...Object.fromEntries(ofStatuses),
  };
}

/** The body of a change: all settings. What is no number goes as it was typed, so that the API names every fault at once. */
export function settingsBodyOf(values: SettingsValues): TrackerSettingsInput {
  const ofStatus = (status: Status) => {
    const value = (values[`${status}-value`] ?? "").trim();
    const color = (values[`${status}-color`] ?? "").trim();
    return { color, ...(value !== "" && { value: /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value }) };
  };
  const body: unknown = {
    overCapPolicy: values["overCapPolicy"],
    billingEngine: values["billingEngine"] === "true",
    numbersThatAreNone: linesOf(values["numbersThatAreNone"] ?? ""),
    statuses: Object.fromEntries(statuses.map((status) => [status, ofStatus(status)])),
  };
  return body as TrackerSettingsInput;
}

/** One text a line; empty lines are none. */
function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** How a field is called where it stands by itself. */
export function settingLabel(field: string): string {
  const [status = "", part] = field.split("-");
  if (part === "color") return `Colour of ${statusNames[status as Status]}`;
  if (part === "value") return `${statusNames[status as Status]}: ${valueLabels[status as Status]?.toLowerCase()}`;
  return generalLabels[field] ?? field;
}

export function settingText(field: string, value: string | undefined): string {
  if (field === "overCapPolicy") return policyTexts[value as TrackerSettings["overCapPolicy"]];
  if (field === "billingEngine") return value === "true" ? "On" : "Off";
  return value === undefined || value === "" ? "(empty)" : value;
}

export function changedSettings(a: SettingsValues, b: SettingsValues): string[] {
  return Object.keys(a).filter((field) => a[field] !== b[field]);
}

/** What was typed, on top of what somebody else saved. */
export function rebasedSettings(read: SettingsValues, theirs: SettingsValues, mine: SettingsValues): SettingsValues {
  return { ...theirs, ...Object.fromEntries(changedSettings(read, mine).map((field) => [field, mine[field] ?? ""])) };
}

export function settingsFaultsOf(error: unknown): FormFaults<string> {
  const fieldAt = (pointer: string) => {
    const [, ...path] = pointer.split("/");
    if (path[0] !== "statuses") return path[0] !== undefined && path[0] in generalLabels ? path[0] : undefined;
    const field = path.slice(1).join("-");
    return statuses.some((status) => field === `${status}-color` || field === `${status}-value`) ? field : undefined;
  };
  return formFaults(error, { labelOf: settingLabel, fieldAt, fieldOfCode: {} });
}
