import * as z from "zod/mini";
import { type CalendarDate, daysBetween } from "./calendar.ts";
import { DomainError, refusedField } from "./domain-error.ts";
import { ActivityCodeId, GroupId, PayerId, Version } from "./id.ts";
import type { TrackerSettings } from "./status.ts";
import { atLeast, atMost, fold, shortText } from "./text.ts";

/** Who pays. `priorAuthsRequired` is the default for client insurances added later; it rewrites none that exist. */
export const Payer = z
  .strictObject({
    payerId: PayerId,
    name: shortText(100),
    priorAuthsRequired: z.boolean(),
    /** Days after a service in which the payer still authorizes it. */
    retroWindowDays: z.exactOptional(
      z.int().check(
        z.minimum(0),
        z.maximum(3660),
        z.meta({
          description: "Days after a service in which the payer still authorizes it; later entries are warned of.",
        }),
      ),
    ),
    version: Version,
  })
  .register(z.globalRegistry, { id: "Payer" });
export type Payer = z.infer<typeof Payer>;

/** Whether a payer no longer authorizes a service by the day on which its authorization is entered. */
export function isRetroWindowPassed(
  payer: Payer | undefined,
  serviceDate: CalendarDate,
  enteredOn: CalendarDate,
): boolean {
  return payer?.retroWindowDays !== undefined && daysBetween(serviceDate, enteredOn) > payer.retroWindowDays;
}

/** A billable service. `unitMinutes` is absent where a unit is a session or a day. */
export const ActivityCode = z
  .strictObject({
    activityCode: ActivityCodeId,
    procedureCode: shortText(20),
    label: shortText(100),
    unitMinutes: z.exactOptional(z.int().check(z.minimum(1), z.maximum(1440))),
    version: Version,
  })
  .register(z.globalRegistry, { id: "ActivityCode" });
export type ActivityCode = z.infer<typeof ActivityCode>;

/** Several activity codes that a payer authorized together: ONE shared balance. */
export const AuthorizationGroup = z
  .strictObject({
    groupId: GroupId,
    choiceText: shortText(100),
    activityCodes: z.array(ActivityCodeId).check(
      atLeast(1, "must name at least one activity code"),
      atMost(100, "must name at most 100 activity codes"),
      z.refine((codes) => new Set(codes).size === codes.length, { error: "must not name an activity code twice" }),
      z.meta({ uniqueItems: true }),
    ),
    version: Version,
  })
  .register(z.globalRegistry, { id: "AuthorizationGroup" });
export type AuthorizationGroup = z.infer<typeof AuthorizationGroup>;

/**
 * What was authorized, as chosen: one activity code or one authorization group.
 * A payer that authorized several codes needs a group, so that they share one balance.
 */
export const ProcedureChoice = z
  .strictObject({ activityCode: z.exactOptional(ActivityCodeId), groupId: z.exactOptional(GroupId) })
  .check(
    z.refine((choice) => (choice.activityCode === undefined) !== (choice.groupId === undefined), {
      error:
        "must be exactly one choice: one activityCode or one groupId; " +
        "when the payer authorized several codes, make an authorization group of them and choose the group",
    }),
  )
  .register(z.globalRegistry, {
    id: "ProcedureChoice",
    oneOf: [{ required: ["activityCode"] }, { required: ["groupId"] }],
  });
export type ProcedureChoice = z.infer<typeof ProcedureChoice>;

export const isSameProcedure = (a: ProcedureChoice, b: ProcedureChoice): boolean =>
  a.activityCode === b.activityCode && a.groupId === b.groupId;

/** A procedure as shown: with its text and every activity code that draws on it. */
export const Procedure = z
  .strictObject({
    type: z.enum(["ACTIVITY", "GROUP"]),
    activityCode: z.exactOptional(ActivityCodeId),
    groupId: z.exactOptional(GroupId),
    label: z.string(),
    activityCodes: z.array(ActivityCodeId).check(atMost(100, "must name at most 100 activity codes")),
  })
  .register(z.globalRegistry, { id: "Procedure" });
export type Procedure = z.infer<typeof Procedure>;

/**
 * The agency's setup: what clients' items refer to by id. Deleted entries stay, named in `deleted`: nothing new can refer to
 * them, and one that is created again goes on with its version.
 */
export interface Catalog {
  /** Counts changes of the whole catalog. */
  readonly version: number;
  readonly payers: ReadonlyMap<string, Payer>;
  readonly activityCodes: ReadonlyMap<string, ActivityCode>;
  readonly groups: ReadonlyMap<string, AuthorizationGroup>;
  /** Ids of deleted entries, as `kind:id`. */
  readonly deleted: ReadonlySet<string>;
  readonly settings: TrackerSettings;
  readonly settingsVersion: number;
  /** Who changed the settings last; undefined: nobody has. */
  readonly settingsUpdatedBy: string | undefined;
}

export type CatalogEntryKind = "payer" | "activityCode" | "group";

export const emptyCatalog = (settings: TrackerSettings): Catalog => ({
  version: 0,
  payers: new Map(),
  activityCodes: new Map(),
  groups: new Map(),
  deleted: new Set(),
  settings,
  settingsVersion: 1,
  settingsUpdatedBy: undefined,
});

export function isDeleted(catalog: Catalog, kind: CatalogEntryKind, entryId: string): boolean {
  return catalog.deleted.has(`${kind}:${entryId}`);
}

function live<Entry>(catalog: Catalog, kind: CatalogEntryKind, entries: ReadonlyMap<string, Entry>): Entry[] {
  return [...entries].filter(([entryId]) => !isDeleted(catalog, kind, entryId)).map(([, entry]) => entry);
}

export const livePayers = (catalog: Catalog): Payer[] =>
  live(catalog, "payer", catalog.payers).sort((a, b) => byText(a.name, b.name) || byText(a.payerId, b.payerId));

export const liveActivityCodes = (catalog: Catalog): ActivityCode[] =>
  live(catalog, "activityCode", catalog.activityCodes).sort((a, b) => byText(a.activityCode, b.activityCode));

export const liveGroups = (catalog: Catalog): AuthorizationGroup[] =>
  live(catalog, "group", catalog.groups).sort(
    (a, b) => byText(a.choiceText, b.choiceText) || byText(a.groupId, b.groupId),
  );

/** The payer a new client insurance may name. */
export function payerNamed(catalog: Catalog, payerId: string): Payer {
  const payer = catalog.payers.get(payerId);
  if (payer === undefined || isDeleted(catalog, "payer", payerId))
    throw new DomainError("UNKNOWN_PAYER", `There is no payer ${payerId}.`);
  return payer;
}

/** The procedure a new or changed authorization may name. */
export function procedureNamed(catalog: Catalog, choice: ProcedureChoice): Procedure {
  const procedure = procedureOf(catalog, choice);
  const known =
    choice.groupId === undefined
      ? catalog.activityCodes.has(choice.activityCode ?? "") &&
        !isDeleted(catalog, "activityCode", choice.activityCode ?? "")
      : catalog.groups.has(choice.groupId) && !isDeleted(catalog, "group", choice.groupId);
  if (!known)
    throw new DomainError(
      "UNKNOWN_PROCEDURE",
      choice.groupId === undefined
        ? `There is no activity code ${choice.activityCode}.`
        : `There is no authorization group ${choice.groupId}.`,
    );
  return procedure;
}

/** The procedure of an authorization that exists. An entry that is gone altogether is shown by its id. */
export function procedureOf(catalog: Catalog, choice: ProcedureChoice): Procedure {
  if (choice.groupId !== undefined) {
    const group = catalog.groups.get(choice.groupId);
    return {
      type: "GROUP",
      groupId: choice.groupId,
      label: group?.choiceText ?? choice.groupId,
      activityCodes: group?.activityCodes ?? [],
    };
  }
  const activityCode = choice.activityCode ?? "";
  const label = catalog.activityCodes.get(activityCode)?.label ?? activityCode;
  return { type: "ACTIVITY", activityCode, label, activityCodes: [activityCode] };
}

/** Everything that can be chosen: groups whose text starts with `*` first, then groups and codes together by text. */
export function dropDown(catalog: Catalog): Procedure[] {
  const procedures = [
    ...liveGroups(catalog).map((group) => procedureOf(catalog, { groupId: group.groupId })),
    ...liveActivityCodes(catalog).map((code) => procedureOf(catalog, { activityCode: code.activityCode })),
  ];
  const rank = (procedure: Procedure) => (procedure.type === "GROUP" && procedure.label.startsWith("*") ? 0 : 1);
  return procedures.sort(
    (a, b) => rank(a) - rank(b) || byText(a.label, b.label) || byText(a.activityCodes.join(), b.activityCodes.join()),
  );
}

/** Refuses an activity code that nobody set up, naming each. */
export function requireKnownActivityCodes(catalog: Catalog, activityCodes: readonly string[]): void {
  const unknown = activityCodes.filter(
    (code) => !catalog.activityCodes.has(code) || isDeleted(catalog, "activityCode", code),
  );
  if (unknown.length > 0)
    throw new DomainError("UNKNOWN_ACTIVITY_CODE", `Unknown activity codes: ${unknown.join(", ")}.`, {
      faults: unknown.map((code) => ({
        pointer: `/activityCodes/${activityCodes.indexOf(code)}`,
        code: "UNKNOWN_ACTIVITY_CODE",
        message: `there is no activity code ${code}`,
      })),
    });
}

/** Refuses a service of an activity code that nobody set up. */
export function requireKnownActivityCode(catalog: Catalog, activityCode: string): void {
  if (!catalog.activityCodes.has(activityCode))
    throw refusedField(
      "UNKNOWN_ACTIVITY_CODE",
      `There is no activity code ${activityCode}.`,
      "/activityCode",
      "is none that was set up",
    );
}

/** Refuses a choice text that another group has, however it is written. */
export function requireFreeChoiceText(catalog: Catalog, group: { groupId: string; choiceText: string }): void {
  const other = liveGroups(catalog).find(
    (existing) => existing.groupId !== group.groupId && fold(existing.choiceText) === fold(group.choiceText),
  );
  if (other !== undefined)
    throw new DomainError("DUPLICATE_NAME", `The authorization group ${other.groupId} has this choice text already.`);
}

/** Groups that contain an activity code: while there is one, the code is in use. */
export function groupsWith(catalog: Catalog, activityCode: string): AuthorizationGroup[] {
  return liveGroups(catalog).filter((group) => group.activityCodes.includes(activityCode));
}

/** Alphabetical without regard to case and accents; of equal texts exactly, so that the order is always the same. */
function byText(a: string, b: string): number {
  const order = compare(fold(a), fold(b));
  return order === 0 ? compare(a, b) : order;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
