import * as z from "zod/mini";

/** The fields that are checked more strictly for some agencies, as a file may have them. */
interface StrictFields {
  readonly stage?: unknown;
  readonly records?: unknown;
  readonly releaseWave?: unknown;
  readonly account?: unknown;
  readonly mfa?: unknown;
  readonly allowedOrigins?: unknown;
  readonly alarmEmail?: unknown;
  readonly budget?: unknown;
  readonly logRetentionDays?: unknown;
  readonly removalPolicy?: unknown;
  readonly webSite?: unknown;
}

export interface Safeguard {
  readonly field: Exclude<keyof StrictFields, "stage">;
  readonly holds: (config: StrictFields) => boolean;
  readonly message: string;
}

/** Whether clients are people: their records are held like health records then. A misspelt stage has its own fault. */
export function hasRealRecords({ stage, records }: Pick<StrictFields, "stage" | "records">): boolean {
  return (records ?? (stage === "production" || stage === "pilot" ? "real" : "invented")) === "real";
}

/** A field that is missing or misspelt has its own fault. */
export const ofRealRecords: readonly Safeguard[] = [
  {
    field: "removalPolicy",
    holds: ({ removalPolicy }) => removalPolicy !== "destroy",
    message: "must be retain: deleting the stack must never delete clients' records",
  },
  {
    field: "account",
    holds: ({ account }) => account !== undefined,
    message: "must be given: nobody may deploy into another account by mistake",
  },
  {
    field: "alarmEmail",
    holds: ({ alarmEmail }) => alarmEmail !== undefined,
    message: "must be given: somebody has to hear of alarms",
  },
  {
    field: "budget",
    holds: ({ budget }) => budget !== undefined,
    message: "must be given: somebody has to hear what an attack, or a loop, costs",
  },
  {
    field: "mfa",
    holds: ({ mfa }) => mfa !== "optional",
    message: "must be required: a password alone must not open clients' records",
  },
  {
    field: "allowedOrigins",
    holds: ({ allowedOrigins }) => !namesThisMachine(allowedOrigins),
    message: "must not name localhost: whatever runs on a user's machine could call the API, and be signed in to",
  },
  {
    field: "logRetentionDays",
    holds: ({ logRetentionDays }) => !(Number(logRetentionDays) < 365),
    message: "must be 365 or more: an attack is often found months later, by the logs alone",
  },
  {
    field: "webSite",
    holds: ({ webSite }) => !isObject(webSite) || "domain" in webSite,
    message: "must have a domain: at its own addresses CloudFront takes TLS older than 1.2",
  },
  {
    field: "webSite",
    holds: ({ webSite }) => !isObject(webSite) || !namesThisMachine(webSite["issuerOrigins"]),
    message: "must not name localhost in issuerOrigins: pages would send what signs users in to their own machine",
  },
];

/** Of the stage production besides. */
export const ofProduction: readonly Safeguard[] = [
  {
    field: "records",
    holds: ({ records }) => records !== "invented",
    message: "must be real in production",
  },
  {
    field: "releaseWave",
    holds: ({ releaseWave }) => releaseWave !== 1,
    message: "must be 2 or later in production: a release is tried on pilots first",
  },
];

/** All of them as checks of the file's schema. */
export function withSafeguards() {
  return [
    ...ofRealRecords.map((safeguard) => checkOf(safeguard, hasRealRecords)),
    ...ofProduction.map((safeguard) => checkOf(safeguard, ({ stage }) => stage === "production")),
  ];
}

function checkOf({ field, holds, message }: Safeguard, isMeant: (config: StrictFields) => boolean) {
  return z.refine<StrictFields>((config) => !isMeant(config) || holds(config), {
    path: [field],
    message,
    // Other faults must not hide this one: every fault is named at once.
    when: ({ value }) => isObject(value),
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function namesThisMachine(origins: unknown): boolean {
  return Array.isArray(origins) && origins.some((origin) => /^https?:\/\/localhost(:|$)/.test(String(origin)));
}
