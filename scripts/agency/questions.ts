import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";

/** An agency's file as far as it has been answered. */
export type Draft = Readonly<Record<string, unknown>>;

export interface Question {
  /** Of the command line, without dashes. */
  readonly flag: string;
  /** What it answers: a field of the file, or a field in it. */
  readonly path: readonly [keyof AgencyConfig, ...string[]];
  readonly asks: string;
  /** What an empty answer means: a text as one would type it, or undefined where the field is left out. */
  readonly byDefault: (draft: Draft) => string | undefined;
  /** The answer as the file has it. What can't be read is handed over as it is: the schema refuses it in its own words. */
  readonly read: (answer: string) => unknown;
  /** False where the answers so far leave nothing to ask. */
  readonly isAsked?: (draft: Draft) => boolean;
}

const asText = (answer: string) => answer;
const asNumber = (answer: string) => (/^\d+$/.test(answer) ? Number(answer) : answer);
const asList = (answer: string) => answer.split(/[\s,]+/).filter((each) => each !== "");
const asYesOrNo = (answer: string) =>
  ({ yes: true, y: true, true: true, no: false, n: false, false: false })[answer] ?? answer;

const nothing = () => undefined;
const isProduction = ({ stage }: Draft) => stage === "production";
const isDemo = ({ stage }: Draft) => stage === "demo";
const keepsRecords = ({ removalPolicy }: Draft) => removalPolicy !== "destroy";
const hasOwnIssuer = ({ tokenIssuer }: Draft) => tokenIssuer !== undefined;

/** In the order in which they are asked: a default may depend on what was answered before. */
export const questions: readonly Question[] = [
  {
    flag: "agency-id",
    path: ["agencyId"],
    asks: "Id, in names of stack, bus and logs",
    byDefault: nothing,
    read: asText,
  },
  { flag: "name", path: ["name"], asks: "Name, for people", byDefault: nothing, read: asText },
  {
    flag: "time-zone",
    path: ["timeZone"],
    asks: "Time zone in which its days begin",
    byDefault: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    read: asText,
  },
  {
    flag: "stage",
    path: ["stage"],
    asks: "Stage: production, pilot or demo",
    byDefault: () => "pilot",
    read: asText,
  },
  {
    flag: "release-wave",
    path: ["releaseWave"],
    asks: "Wave in which it gets a release, 1 to 4",
    byDefault: (draft) => (isProduction(draft) ? "2" : "1"),
    read: asNumber,
  },
  { flag: "account", path: ["account"], asks: "AWS account, 12 digits", byDefault: nothing, read: asText },
  { flag: "region", path: ["region"], asks: "AWS region", byDefault: () => "us-east-1", read: asText },
  {
    flag: "issuer",
    path: ["tokenIssuer", "issuer"],
    asks: "Issuer of its users' tokens, an https URL; nothing: the stack makes a Cognito user pool",
    byDefault: nothing,
    read: asText,
  },
  {
    flag: "audience",
    path: ["tokenIssuer", "audience"],
    asks: "Audiences of the tokens, with commas between",
    byDefault: () => "prior-auth-tracker",
    read: asList,
    isAsked: hasOwnIssuer,
  },
  {
    flag: "permissions-claim",
    path: ["permissionsClaim"],
    asks: "Claim of the tokens that holds permissions",
    byDefault: () => "permissions",
    read: asText,
    isAsked: hasOwnIssuer,
  },
  {
    flag: "mfa",
    path: ["mfa"],
    asks: "Second factor of users: optional or required",
    byDefault: (draft) => (isDemo(draft) ? "optional" : "required"),
    read: asText,
    isAsked: (draft) => !hasOwnIssuer(draft),
  },
  {
    flag: "allowed-origins",
    path: ["allowedOrigins"],
    asks: "Origins of the pages that users open, with commas between",
    byDefault: (draft) => (isDemo(draft) ? "http://localhost:3000" : undefined),
    read: asList,
  },
  { flag: "alarm-email", path: ["alarmEmail"], asks: "E-mail address for alarms", byDefault: nothing, read: asText },
  {
    flag: "log-retention-days",
    path: ["logRetentionDays"],
    asks: "Days that logs are kept",
    // Six years, as HIPAA asks of documentation: who saw which client is in the logs.
    byDefault: (draft) => (isDemo(draft) ? "30" : "2192"),
    read: asNumber,
  },
  {
    flag: "removal-policy",
    path: ["removalPolicy"],
    asks: "What becomes of its records when the stack is deleted: retain or destroy",
    byDefault: (draft) => (isDemo(draft) ? "destroy" : "retain"),
    read: asText,
  },
  {
    flag: "deployment",
    path: ["deployment"],
    asks: "How a release replaces what runs: canary or all-at-once",
    byDefault: (draft) => (isDemo(draft) ? "all-at-once" : "canary"),
    read: asText,
  },
  {
    flag: "backup-daily-days",
    path: ["backups", "dailyDays"],
    asks: "Days that daily backups are kept",
    byDefault: () => "35",
    read: asNumber,
    isAsked: keepsRecords,
  },
  {
    flag: "backup-monthly-days",
    path: ["backups", "monthlyDays"],
    asks: "Days that monthly backups are kept",
    byDefault: () => "365",
    read: asNumber,
    isAsked: keepsRecords,
  },
  {
    flag: "reserved-concurrency",
    path: ["reservedConcurrency"],
    asks: "Has the account 110 concurrent executions or more, and keeps 10 for its billing, copies and jobs: yes or no",
    byDefault: () => "no",
    read: asYesOrNo,
  },
  {
    flag: "billing-engine",
    path: ["billingEngine"],
    asks: "Is there a billing engine: yes or no",
    byDefault: () => "yes",
    read: asYesOrNo,
  },
  {
    flag: "subscriber-buses",
    path: ["subscriberBuses"],
    asks: "Event buses that get its events, as ARNs with commas between",
    byDefault: nothing,
    read: asList,
  },
  {
    flag: "event-schemas",
    path: ["eventSchemas"],
    asks: "Publish its events' schemas in EventBridge: yes or no",
    byDefault: () => "yes",
    read: asYesOrNo,
  },
];
