import type { AgencyConfig } from "../../lib/agency-file/agency-config.ts";
import { hasRealRecords } from "../../lib/agency-file/safeguards.ts";

/** An agency's file as far as it has been answered. */
export type Draft = Readonly<Record<string, unknown>>;

export interface Question {
  /** The flag of the command line, without dashes. */
  readonly flag: string;
  /** The field that it answers, or a field in that field. */
  readonly path: readonly [keyof AgencyConfig, ...string[]];
  readonly asks: string;
  /** The value of an empty answer, as one would type it; undefined: the field is left out. */
  readonly byDefault: (draft: Draft) => string | undefined;
  /**
   * The answer's value in the file; undefined: the field is left out. What can't be read is handed on as it is, and the schema
   * refuses it.
   */
  readonly read: (answer: string) => unknown;
  /** False if the answers so far leave nothing to ask. */
  readonly isAsked?: (draft: Draft) => boolean;
}

const asNumber = (answer: string) => (/^\d+$/.test(answer) ? Number(answer) : answer);
const asList = (answer: string) => answer.split(/[\s,]+/).filter((each) => each !== "");
const words: Readonly<Record<string, boolean>> = { yes: true, y: true, true: true, no: false, n: false, false: false };
const asYesOrNo = (answer: string) => words[answer] ?? answer;
/** "yes" means pages without further settings, "no" none. */
const asPages = (answer: string) => (words[answer] === undefined ? answer : words[answer] ? {} : undefined);

const always = (answer: string) => () => answer;
const inDemo = (answer: string | undefined, elsewhere: string | undefined) => (draft: Draft) =>
  draft["stage"] === "demo" ? answer : elsewhere;

const ifReal = (answer: string, otherwise: string | undefined) => (draft: Draft) =>
  hasRealRecords(draft) ? answer : otherwise;

const isProduction = ({ stage }: Draft) => stage === "production";
const keepsRecords = ({ removalPolicy }: Draft) => removalPolicy !== "destroy";
const hasOwnIssuer = ({ tokenIssuer }: Draft) => tokenIssuer !== undefined;
const hasPages = ({ webSite }: Draft) => webSite !== undefined;

interface DomainDraft {
  readonly name?: string;
  readonly hostedZone?: { readonly name?: string };
}
const domainOf = ({ webSite }: Draft) => (webSite as { readonly domain?: DomainDraft } | undefined)?.domain;
const hasZone = (draft: Draft) => domainOf(draft)?.hostedZone !== undefined;
const hasDomain = (draft: Draft) => domainOf(draft) !== undefined;

/** In the order in which they are asked: a default may depend on what was answered before. */
const asked: readonly (Omit<Question, "byDefault" | "read"> & Partial<Question>)[] = [
  { flag: "agency-id", path: ["agencyId"], asks: "Id, in names of stack, bus and logs" },
  { flag: "name", path: ["name"], asks: "Name, for people" },
  {
    flag: "time-zone",
    path: ["timeZone"],
    asks: "Time zone in which its days begin",
    byDefault: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  },
  { flag: "stage", path: ["stage"], asks: "Stage: production, pilot or demo", byDefault: always("pilot") },
  {
    flag: "records",
    path: ["records"],
    asks: "Are its clients people, or invented to try it: real or invented",
    byDefault: inDemo("invented", "real"),
  },
  {
    flag: "release-wave",
    path: ["releaseWave"],
    asks: "Wave in which it gets a release, 1 to 4",
    byDefault: (draft) => (isProduction(draft) ? "2" : "1"),
    read: asNumber,
  },
  { flag: "account", path: ["account"], asks: "AWS account, 12 digits" },
  { flag: "region", path: ["region"], asks: "AWS region", byDefault: always("us-east-1") },
  {
    flag: "issuer",
    path: ["tokenIssuer", "issuer"],
    asks: "Issuer of its users' tokens, an https URL; nothing: the stack makes a Cognito user pool",
  },
  {
    flag: "audience",
    path: ["tokenIssuer", "audience"],
    asks: "Audiences of the tokens, with commas between",
    byDefault: always("prior-auth-tracker"),
    read: asList,
    isAsked: hasOwnIssuer,
  },
  {
    flag: "token-scope",
    path: ["tokenIssuer", "scope"],
    asks: "Scope that only access tokens for this API have; nothing: the issuer has none",
    isAsked: hasOwnIssuer,
  },
  {
    flag: "agency-claim",
    path: ["agencyClaim", "name"],
    asks: "Claim that tells its users from other agencies' of the same issuer and audience; nothing: it has them for itself",
    isAsked: hasOwnIssuer,
  },
  {
    flag: "agency-claim-value",
    path: ["agencyClaim", "value"],
    asks: "This agency's value of that claim",
    byDefault: ({ agencyId }) => (typeof agencyId === "string" ? agencyId : undefined),
    isAsked: ({ agencyClaim }) => agencyClaim !== undefined,
  },
  {
    flag: "permissions-claim",
    path: ["permissionsClaim"],
    asks: "Claim of the tokens that holds permissions",
    byDefault: always("permissions"),
    isAsked: hasOwnIssuer,
  },
  {
    flag: "read-permission",
    path: ["readPermission"],
    asks: "Who may read clients: REQUIRED (users with clients:read) or ANY_USER",
    byDefault: always("REQUIRED"),
  },
  {
    flag: "sign-off-after-minutes",
    path: ["signOffAfterMinutes"],
    asks: "Minutes without input after which its pages sign users out",
    byDefault: always("15"),
    read: asNumber,
  },
  {
    flag: "mfa",
    path: ["mfa"],
    asks: "Second factor of users: optional or required",
    byDefault: ifReal("required", "optional"),
    isAsked: (draft) => !hasOwnIssuer(draft),
  },
  {
    flag: "threat-protection",
    path: ["threatProtection"],
    asks: "Does its user pool protect users from stolen passwords, which is priced by user (Cognito Plus): yes or no",
    byDefault: (draft) => (isProduction(draft) ? "yes" : "no"),
    read: asYesOrNo,
    isAsked: (draft) => !hasOwnIssuer(draft),
  },
  {
    flag: "web-zone-id",
    path: ["webSite", "domain", "hostedZone", "id"],
    asks: "Zone in Route 53 for its pages, by id; nothing: their DNS is elsewhere, or there are no pages",
  },
  {
    flag: "web-zone-name",
    path: ["webSite", "domain", "hostedZone", "name"],
    asks: "Name of that zone, such as example.org",
    isAsked: hasZone,
  },
  {
    flag: "web-certificate",
    path: ["webSite", "domain", "certificateArn"],
    asks: "Certificate of the pages' domain in us-east-1, by ARN; nothing: they have no domain",
    isAsked: (draft) => !hasZone(draft),
  },
  {
    flag: "web-domain",
    path: ["webSite", "domain", "name"],
    asks: "Domain of the pages",
    byDefault: (draft) => (hasZone(draft) ? `tracker.${domainOf(draft)?.hostedZone?.name}` : undefined),
    isAsked: hasDomain,
  },
  {
    flag: "web-site",
    path: ["webSite"],
    asks: "Pages at an address of CloudFront's: yes or no",
    byDefault: always("no"),
    read: asPages,
    // Where records are real pages have a domain, or there are none.
    isAsked: (draft) => !hasDomain(draft) && !hasRealRecords(draft),
  },
  {
    flag: "web-client-id",
    path: ["webSite", "clientId"],
    asks: "Id of the pages' public client with the issuer",
    isAsked: (draft) => hasPages(draft) && hasOwnIssuer(draft),
  },
  {
    flag: "web-scopes",
    path: ["webSite", "scopes"],
    asks: "Scopes that the pages ask for, with commas between",
    byDefault: always("openid"),
    read: asList,
    isAsked: (draft) => hasPages(draft) && hasOwnIssuer(draft),
  },
  {
    flag: "web-issuer-origins",
    path: ["webSite", "issuerOrigins"],
    asks: "Other origins at which the issuer gives tokens, with commas between",
    read: asList,
    isAsked: (draft) => hasPages(draft) && hasOwnIssuer(draft),
  },
  {
    flag: "allowed-origins",
    path: ["allowedOrigins"],
    asks: "Origins of the pages that users open, with commas between",
    byDefault: (draft) =>
      hasDomain(draft) ? `https://${domainOf(draft)?.name}` : inDemo("http://localhost:3000", undefined)(draft),
    read: asList,
  },
  { flag: "alarm-email", path: ["alarmEmail"], asks: "E-mail address for alarms" },
  {
    flag: "monthly-usd",
    path: ["budget", "monthlyUsd"],
    asks: "Dollars a month of its account, of which a mail tells at 50, 80 and 100 %",
    byDefault: ifReal("200", undefined),
    read: asNumber,
  },
  {
    flag: "log-retention-days",
    path: ["logRetentionDays"],
    asks: "Days that logs are kept",
    // Six years, as HIPAA asks of documentation: who saw which client is in the logs.
    byDefault: ifReal("2192", "30"),
    read: asNumber,
  },
  {
    flag: "record-retention-years",
    path: ["recordRetentionYears"],
    asks: "Years after its last day that a client's record is kept, 6 to 30; nothing: for ever",
    read: asNumber,
  },
  {
    flag: "clients-read-alarm",
    path: ["clientsReadAlarm"],
    asks: "Clients that one user may be told of in a day before an alarm rings",
    byDefault: always("300"),
    read: asNumber,
  },
  {
    flag: "removal-policy",
    path: ["removalPolicy"],
    asks: "What becomes of its records when the stack is deleted: retain or destroy",
    byDefault: inDemo("destroy", "retain"),
  },
  {
    flag: "deployment",
    path: ["deployment"],
    asks: "How a release replaces what runs: canary or all-at-once",
    byDefault: inDemo("all-at-once", "canary"),
  },
  {
    flag: "backup-daily-days",
    path: ["backups", "dailyDays"],
    asks: "Days that daily backups are kept",
    byDefault: always("35"),
    read: asNumber,
    isAsked: keepsRecords,
  },
  {
    flag: "backup-monthly-days",
    path: ["backups", "monthlyDays"],
    asks: "Days that monthly backups are kept",
    byDefault: always("365"),
    read: asNumber,
    isAsked: keepsRecords,
  },
  {
    flag: "reserved-concurrency",
    path: ["reservedConcurrency"],
    asks: "Has the account 120 concurrent executions or more, and keeps some for billing, copies and jobs: yes or no",
    byDefault: inDemo("no", "yes"),
    read: asYesOrNo,
  },
  {
    flag: "billing-engine",
    path: ["billingEngine"],
    asks: "Is there a billing engine: yes or no",
    byDefault: always("yes"),
    read: asYesOrNo,
  },
  {
    flag: "subscriber-buses",
    path: ["subscriberBuses"],
    asks: "Event buses that get its events, as ARNs with commas between",
    read: asList,
  },
  {
    flag: "event-schemas",
    path: ["eventSchemas"],
    asks: "Publish its events' schemas in EventBridge: yes or no",
    byDefault: always("yes"),
    read: asYesOrNo,
  },
];

export const questions: readonly Question[] = asked.map((question) => ({
  byDefault: () => undefined,
  read: (answer) => answer,
  ...question,
}));
