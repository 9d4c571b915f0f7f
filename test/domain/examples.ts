import type { Authorization } from "../../domain/authorization.ts";
import type { AuthorizationCopy } from "../../domain/authorization-copy.ts";
import type { Balance } from "../../domain/balance.ts";
import type { Cap } from "../../domain/cap.ts";
import type { ActivityCode, AuthorizationGroup, Catalog, Payer } from "../../domain/catalog.ts";
import { emptyCatalog } from "../../domain/catalog.ts";
import type { Client } from "../../domain/client.ts";
import type { ClientInsurance } from "../../domain/client-insurance.ts";
import type { ClientRecord } from "../../domain/client-record.ts";
import type { Actor, Permission } from "../../domain/permission.ts";
import type { PostedService, Service } from "../../domain/service.ts";
import { defaultTrackerSettings, type TrackerSettings } from "../../domain/status.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import { revision } from "../store/audited.ts";

/** Plain, complete values of the domain, each changed only where a test cares. */

export const payer = (changes: Partial<Payer> = {}): Payer => ({
  payerId: "PSMED",
  name: "Prairie State Medicaid",
  priorAuthsRequired: true,
  version: 1,
  ...changes,
});

export const activityCode = (code: string, label: string = code): ActivityCode => ({
  activityCode: code,
  procedureCode: "H0004",
  label,
  version: 1,
});

export const group = (
  groupId: string,
  choiceText: string,
  activityCodes: string[] = ["IND15"],
): AuthorizationGroup => ({
  groupId,
  choiceText,
  activityCodes,
  version: 1,
});

export const client = (changes: Partial<Client> = {}): Client => ({
  clientId: "C1001",
  firstName: "Marisol",
  lastName: "Quintero",
  dateOfBirth: "2012-05-14",
  status: "ACTIVE",
  version: 1,
  ...changes,
});

export const insurance = (changes: Partial<ClientInsurance> = {}): ClientInsurance => ({
  insuranceId: "I2001",
  clientId: "C1001",
  payerId: "PSMED",
  priority: 1,
  status: "ACTIVE",
  subscriberNumber: "PS900114477",
  priorAuthsRequired: true,
  source: "PAYER_DEFAULT",
  version: 1,
  ...changes,
});

export const authorization = (changes: Partial<Authorization> = {}): Authorization => ({
  authorizationId: "A3001",
  clientId: "C1001",
  insuranceId: "I2001",
  authorizationNumber: "PA-26-004417",
  procedure: { activityCode: "IND15" },
  effectiveDate: "2026-01-05",
  expirationDate: "2026-07-04",
  createdAt: "2026-01-05T15:00:00.000Z",
  createdBy: "u-clinician",
  updatedAt: "2026-01-05T15:00:00.000Z",
  updatedBy: "u-clinician",
  version: 1,
  ...changes,
});

/** As it is read back: since when its date stands is always said then (`store/migrations.ts`). */
export const readBack = (written: Authorization): Authorization => ({
  ...written,
  expirationDateSince: written.expirationDateSince ?? written.createdAt,
});

/** Version 1 was confirmed; storing the confirmation made version 2. */
export const confirmed = (changes: Partial<Authorization> = {}): Authorization =>
  authorization({
    confirmation: {
      confirmedAt: "2026-01-06T15:00:00.000Z",
      confirmedBy: "u-confirmer",
      confirmedVersion: 1,
      changedSince: false,
    },
    version: 2,
    ...changes,
  });

/** Confirmed in version 1 and edited since. */
export const stale = (changes: Partial<Authorization> = {}): Authorization =>
  authorization({
    confirmation: {
      confirmedAt: "2026-01-06T15:00:00.000Z",
      confirmedBy: "u-confirmer",
      confirmedVersion: 1,
      changedSince: true,
    },
    version: 3,
    ...changes,
  });

export const discontinued = (reason?: string): Pick<Authorization, "discontinued"> => ({
  discontinued: { at: "2026-02-01T15:00:00.000Z", by: "u-clinician", ...(reason !== undefined && { reason }) },
});

/** What billing knows of a confirmed version. */
export const confirmedVersion = (
  changes: Partial<NonNullable<Cap["confirmed"]>> = {},
): NonNullable<Cap["confirmed"]> => ({
  version: 1,
  insuranceId: "I2001",
  authorizationNumber: "PA-26-004417",
  activityCodes: ["IND15"],
  unitsCap: 96,
  visitsCap: null,
  effectiveDate: "2026-01-05",
  expirationDate: "2026-07-04",
  ...changes,
});

/** A client as it was read, with its insurances and authorizations by id. */
export const record = (
  changes: Partial<Omit<ClientRecord, "insurances" | "authorizations">> & {
    insurances?: readonly ClientInsurance[];
    authorizations?: readonly Authorization[];
  } = {},
): ClientRecord => {
  const { insurances = [insurance()], authorizations = [], ...others } = changes;
  return {
    client: client(),
    revision: { ...revision, clientId: others.client?.clientId ?? revision.clientId },
    balances: new Map(),
    caps: new Map(),
    ...others,
    insurances: new Map(insurances.map((each) => [each.insuranceId, each])),
    authorizations: new Map(authorizations.map((each) => [each.authorizationId, each])),
  };
};

export const cap = (changes: Partial<Cap> = {}): Cap => ({
  clientId: "C1001",
  authorizationId: "A3001",
  confirmed: confirmedVersion(),
  updatedAt: "2026-01-06T15:00:01.000Z",
  version: 1,
  ...changes,
});

export const balance = (changes: Partial<Balance> = {}): Balance => ({
  unitsUsed: 0,
  unitsScheduled: 0,
  visitsUsed: 0,
  visitsScheduled: 0,
  ...changes,
});

export const posted = (changes: Partial<PostedService> = {}): PostedService => ({
  activityCode: "IND15",
  serviceDate: "2026-03-16",
  units: 4,
  status: "RENDERED",
  ...changes,
});

/** A service as stored, used by A3001 unless said otherwise. */
export const service = (changes: Partial<Service> = {}): Service => ({
  serviceId: "S4001",
  clientId: "C1001",
  ...posted(),
  applied: { authorizationId: "A3001", reason: "it was named" },
  warnings: [],
  void: false,
  changedAt: "2026-03-16T14:05:00.000Z",
  changedBy: "u-clinician",
  version: 1,
  ...changes,
});

/** A copy of A3001 to all clients of its payer, just begun. */
export const copy = (changes: Partial<AuthorizationCopy> = {}): AuthorizationCopy => ({
  copyId: "copy-1",
  sourceClientId: "C1001",
  sourceAuthorizationId: "A3001",
  sourceVersion: 1,
  copied: { procedure: { activityCode: "IND15" }, effectiveDate: "2026-01-05", expirationDate: "2026-07-04" },
  payerId: "PSMED",
  targetType: "ALL",
  createdAt: "2026-03-16T14:05:00.000Z",
  createdBy: "u-starter",
  state: "RUNNING",
  plan: null,
  lap: 1,
  countedThrough: null,
  created: 0,
  skipped: 0,
  version: 1,
  ...changes,
});

export const settings = (changes: Partial<TrackerSettings> = {}): TrackerSettings => ({
  ...defaultTrackerSettings,
  ...changes,
});

/** The settings with a value of `status`, or of several. */
export const withValues = (
  values: Partial<Record<"VARIABLE_LEFT" | "EXPIRATION_REMINDER", number>>,
): TrackerSettings => {
  const { statuses } = defaultTrackerSettings;
  const changed = Object.entries(values).map(([status, value]) => [
    status,
    { ...statuses[status as keyof typeof values], value },
  ]);
  return settings({ statuses: { ...statuses, ...Object.fromEntries(changed) } });
};

export function catalog(
  entries: {
    payers?: readonly Payer[];
    activityCodes?: readonly ActivityCode[];
    groups?: readonly AuthorizationGroup[];
    deleted?: readonly string[];
    settings?: TrackerSettings;
  } = {},
): Catalog {
  const { payers = [], activityCodes = [], groups = [], deleted = [] } = entries;
  return {
    ...emptyCatalog(entries.settings ?? settings()),
    payers: new Map(payers.map((entry) => [entry.payerId, entry])),
    activityCodes: new Map(activityCodes.map((entry) => [entry.activityCode, entry])),
    groups: new Map(groups.map((entry) => [entry.groupId, entry])),
    deleted: new Set(deleted),
  };
}

export const actor = (...permissions: Permission[]): Actor => ({
  userId: "u-reader",
  permissions: new Set(permissions),
});

/** The row of an authorization, with everything that a test does not care about left plain. */
export function rowOf(
  shown: Authorization,
  seen: {
    balance?: Balance;
    cap?: Cap;
    insurance?: ClientInsurance;
    catalog?: Catalog;
    actor?: Actor;
    asOf?: string;
  } = {},
) {
  const facts = {
    authorization: shown,
    insurance: seen.insurance ?? insurance(),
    balance: seen.balance && { authorizationId: shown.authorizationId, ...seen.balance, version: 1 },
    cap: seen.cap,
  };
  const view = {
    catalog: seen.catalog ?? catalog({ payers: [payer()], activityCodes: [activityCode("IND15")] }),
    actor: seen.actor ?? actor(),
    asOf: seen.asOf ?? "2026-03-16",
  };
  return trackerRow(facts, view);
}
