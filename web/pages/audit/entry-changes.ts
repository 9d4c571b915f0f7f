import type { AuditEntry, AuditFault, Known } from "../../../clients/typescript/src/index.ts";
import { formatAmount, formatDay, formatInstant, wordsOf } from "../../elements/format.ts";

/** One field of an entry as people read it. Undefined: it was, or is, not there. */
export interface ShownChange {
  readonly label: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Labels of fields whose name would not do. */
const labels: Readonly<Record<string, string>> = {
  authorizationNumber: "Auth #",
  subscriberNumber: "Subscriber #",
  groupNumber: "Group #",
  source: "Mark comes from",
  void: "Voided",
};

/** Fields whose value is one of a few words. */
const worded: ReadonlySet<string> = new Set(["status", "source", "relationship", "effect"]);
const wordings: Readonly<Record<string, string>> = {
  PAYER_DEFAULT: "The payer's default",
  EXPLICIT: "Set for this client",
  KEEP: "It was valid until then",
  RELEASE: "It was never valid",
};

/** Fields in the order in which people look for them. Others follow, and the version is last. */
const first = [
  ...["lastName", "firstName", "middleName", "dateOfBirth"],
  ...["authorizationNumber", "procedure", "activityCode", "serviceDate", "units", "authUnits", "authVisits"],
  ...["effectiveDate", "expirationDate", "priority", "payerId", "subscriberNumber", "priorAuthsRequired", "status"],
];

/**
 * The fields that an entry changed, those inside others one by one. Fields that the entry's head shows are left out: whose it is,
 * who changed it and when.
 */
export function changesOf(entry: Pick<AuditEntry, "at" | "by" | "subjectId" | "before" | "after">): ShownChange[] {
  const said: readonly unknown[] = [entry.at, entry.by, entry.subjectId];
  const before = leaves(entry.before);
  const after = leaves(entry.after);
  const paths = [...new Set([...after.keys(), ...before.keys()])].filter(
    (path) => !(before.get(path) === after.get(path) || isSaid(path, after.get(path), said)),
  );
  return paths
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((path) => ({
      label: labelOf(path),
      before: textOf(path, before.get(path)),
      after: textOf(path, after.get(path)),
    }));
}

/** Whose it is, and what a person chose of a service, which the service itself says. */
function isSaid(path: string, value: unknown, said: readonly unknown[]): boolean {
  return path === "clientId" || path.startsWith("chosen.") || (/(At|By|Id)$/.test(path) && said.includes(value));
}

function rank(path: string): number {
  const place = first.indexOf(path.split(".")[0] ?? "");
  if (path === "version") return first.length + 1;
  return place === -1 ? first.length : place;
}

/** Every value that is no object, by its path. */
function leaves(fields: Fields, place = ""): Map<string, unknown> {
  return new Map(
    Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
      const path = `${place}${name}`;
      const isInside = typeof value === "object" && value !== null && !Array.isArray(value);
      return isInside
        ? [...leaves(value as Fields, `${path}.`)]
        : [[path, Array.isArray(value) ? value.join(", ") : value]];
    }),
  );
}

/** `subscriber.firstName` is Subscriber: first name. */
export function labelOf(path: string): string {
  const names = path.split(".").map((name) => labels[name] ?? words(name));
  return names.map((name, index) => (index === 0 ? name : lowerFirst(name))).join(": ");
}

function words(name: string): string {
  const spaced = name.replace(/Id$/, "").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function textOf(path: string, value: unknown): string | undefined {
  const name = path.split(".").at(-1) ?? "";
  if (value === undefined || value === null) return undefined;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") return formatAmount(value);
  const text = String(value);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return formatDay(text);
  if (/At$/.test(name) && !Number.isNaN(Date.parse(text))) return formatInstant(text);
  if (worded.has(name)) return wordsOf(wordings, text);
  return text === "" ? "none" : text;
}

export const actionTexts: Readonly<Record<Known<AuditEntry["action"]>, string>> = {
  CREATED: "Added",
  CHANGED: "Changed",
  DELETED: "Deleted",
  CONFIRMED: "Confirmed to billing",
  DISCONTINUED: "Discontinued",
  REPAIRED: "Told billing again",
};

/** What shows of an entry that somebody has touched, as the rest of a sentence that begins with the entry. */
export const faultTexts: Readonly<Record<AuditFault["fault"], string>> = {
  MISSING: "is missing",
  ALTERED: "was altered: its content does not give its hash",
  UNLINKED: "does not fit its neighbour, which holds another hash of it",
  BEYOND_HEAD: "lies beyond the end of the chain, which knows of no such entry",
  GAP: "has lost its neighbour: next to it an entry of the same authorization is missing",
};

/** By which permission something was done, or by the billing engine or a job. */
export function roleText(role: string): string {
  if (role.includes(":")) return `permission ${role}`;
  return role === "billing-engine" ? "the billing engine's event" : `job ${role}`;
}
