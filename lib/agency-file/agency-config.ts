import * as z from "zod/mini";
import { idTokensAreForThePagesAlone, pagesHaveAClient, WebSiteConfig } from "../web-site/web-site-config.ts";
import {
  field,
  isAllowedOrigin,
  isTimeZone,
  objectFault,
  pattern,
  sentence,
  text,
  trueOrFalse,
} from "./agency-field.ts";
import { withSafeguards } from "./safeguards.ts";
import { AgencyClaim, poolTellsByGroups, signInIsOneOfTwo, TokenIssuer } from "./sign-in-fields.ts";

/** What CloudWatch Logs accepts as days of retention; any other number fails only during the deployment. */
const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const SubscriberBuses = z
  .array(
    pattern(
      "must be the ARN of an event bus: arn:aws:events:<region>:<account>:event-bus/<name>",
      /^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]+$/,
    ),
    sentence("must be a list of event buses"),
  )
  .check(
    // Each bus is one rule more, and EventBridge limits those.
    z.refine((buses) => buses.length <= 20, { error: "must name at most 20 event buses" }),
    z.refine((buses) => new Set(buses).size === buses.length, { error: "must name each event bus once" }),
  );

const AgencyId = pattern(
  "must be 2 to 31 lower-case letters, digits and hyphens, beginning with a letter",
  /^[a-z][a-z0-9-]{1,30}$/,
);

const backupDays = () =>
  z.int("must be a number of days").check(z.gte(1, "must be 1 or more days"), z.lte(3653, "must be 3653 days or less"));

const Backups = z.strictObject(
  { dailyDays: backupDays(), monthlyDays: backupDays() },
  objectFault("must be an object with dailyDays and monthlyDays"),
);

/** A vault with a backup in it can't be deleted, and so neither its stack. */
function backupsAreOfWhatStays() {
  return z.refine<{ readonly backups?: unknown; readonly removalPolicy?: unknown }>(
    ({ backups, removalPolicy }) => backups === undefined || removalPolicy !== "destroy",
    {
      path: ["backups"],
      message: "must not be given beside removalPolicy destroy: backups would keep the stack from being deleted",
      when: ({ value }) => typeof value === "object" && value !== null,
    },
  );
}

const Budget = z.strictObject(
  { monthlyUsd: z.number("must be a number of dollars").check(z.gte(1, "must be 1 dollar or more")) },
  objectFault("must be an object with monthlyUsd"),
);

function budgetHasAReader() {
  return z.refine<{ readonly budget?: unknown; readonly alarmEmail?: unknown }>(
    ({ budget, alarmEmail }) => budget === undefined || alarmEmail !== undefined,
    {
      path: ["budget"],
      message: "must not be given without alarmEmail: nobody would hear of it",
      when: ({ value }) => typeof value === "object" && value !== null,
    },
  );
}

/** A mistyped name may not lead functions to another agency's records. */
function restoredTableIsItsOwn() {
  return z.refine<{ readonly agencyId?: unknown; readonly restoredTable?: unknown }>(
    ({ agencyId, restoredTable }) =>
      typeof restoredTable !== "string" || restoredTable.startsWith(`PriorAuthTracker-${agencyId}-Data-`),
    {
      path: ["restoredTable"],
      message: "must begin with PriorAuthTracker-<agencyId>-Data-, as the table that it is a copy of",
      when: ({ value }) => typeof value === "object" && value !== null,
    },
  );
}

/** One agency's deployment, as in `config/agencies/<name>.json`. */
export const AgencyConfig = z
  .strictObject(
    {
      $schema: field(
        "Where editors find the schema of this file.",
        z.optional(pattern("must be the path of the schema", /\S/)),
      ),
      agencyId: field(
        "The agency's id: in names of its stack, its bus and its logs, and in its functions. Can't be changed later.",
        AgencyId,
      ),
      name: field("The agency's name, for people.", pattern("must be the agency's name", /\S/)),
      timeZone: field(
        "Where the agency's days begin and end.",
        text("must be an IANA time zone such as America/Chicago", isTimeZone),
      ),
      stage: field(
        "How much depends on it: `production` is checked more strictly (docs/agency-file.md).",
        z.enum(["production", "pilot", "demo"], sentence("must be production, pilot or demo")),
      ),
      records: field(
        "The one word that says how its records are held: `real`, where clients are people, asks for all safeguards; `invented` is for a pilot that only tries. Absent: real, in a demo invented.",
        z.optional(z.enum(["real", "invented"], sentence("must be real or invented"))),
      ),
      releaseWave: field(
        "When the agency gets a release: every agency of a wave before any of the next. Absent: 1, in production 2.",
        z.optional(z.literal([1, 2, 3, 4], sentence("must be a wave of the release: 1, 2, 3 or 4"))),
      ),
      account: field(
        "The AWS account of the stack: no other is deployed into. Absent: the account of whoever deploys.",
        z.optional(pattern("must be an AWS account id of 12 digits, as text", /^\d{12}$/)),
      ),
      region: field(
        "The AWS region of the stack.",
        pattern("must be an AWS region such as us-east-1", /^[a-z]{2}(-[a-z]+)+-\d$/),
      ),
      tokenIssuer: field(
        "Who makes the users' tokens, and for whom: the claims `iss` and `aud`. `scope`: what access tokens for this API have in `scope` or `scp`; give it wherever the issuer has one. Absent: the stack makes a Cognito user pool.",
        z.optional(TokenIssuer),
      ),
      permissionsClaim: field(
        "The claim of tokenIssuer's tokens that holds the user's permissions. Absent: `permissions`; with the stack's own user pool it is `cognito:groups`.",
        z.optional(pattern("must be the name of a claim", /\S/)),
      ),
      agencyClaim: field(
        "What tells this agency's users from others of the same issuer and audience: the claim `name` has the text `value`, or a list with it. Checked at every call. Two agencies with an issuer and an audience in common need it.",
        z.optional(AgencyClaim),
      ),
      readPermission: field(
        "Who may read clients and everything about them: `REQUIRED`: users with the permission `clients:read`; `ANY_USER`: every user that tokenIssuer, or the stack's own pool, signs in. No setting of the pages changes it.",
        z._default(z.enum(["REQUIRED", "ANY_USER"], sentence("must be REQUIRED or ANY_USER")), "REQUIRED"),
      ),
      signOffAfterMinutes: field(
        "After how many minutes without a user's own input the pages sign the user out, and leave nothing of a client in view or in memory.",
        z._default(
          z
            .int("must be a number of minutes")
            .check(z.gte(1, "must be 1 to 720 minutes"), z.lte(720, "must be 1 to 720 minutes")),
          15,
        ),
      ),
      mfa: field(
        "Whether users of the stack's own user pool must have a second factor, an authenticator app. Absent: required, where records are invented optional.",
        z.optional(z.enum(["optional", "required"], sentence("must be optional or required"))),
      ),
      threatProtection: field(
        "Whether the stack's own user pool holds sign-ins against what is known of stolen passwords and odd places, and asks for the second factor or refuses (Cognito's plan Plus, priced by user). Absent: in production true.",
        z.optional(trueOrFalse()),
      ),
      allowedOrigins: field(
        "Where the pages come from that may call the API, and to which the sign-in page returns.",
        z
          .array(
            text(
              "must be an origin: https://host, or http://localhost:port, without path or trailing slash",
              isAllowedOrigin,
            ),
            sentence("must be a list of origins"),
          )
          .check(z.minLength(1, "must name at least one origin: the pages that users open")),
      ),
      webSite: field(
        "The pages, and the API behind them, by CloudFront and a firewall (docs/adr/0034-pages-and-api-at-one-address.md). `{}`: at an address of CloudFront's. `domain`: at the agency's own, with a certificate that is given or proved in `hostedZone`. `keyNumber`, one more each time, renews the key that CloudFront shows to the API. With tokenIssuer: `clientId`, and if need be `scopes` and `issuerOrigins`, further origins that give tokens. Absent: no pages, only the API.",
        z.optional(WebSiteConfig),
      ),
      alarmEmail: field(
        "Who is told of alarms. AWS mails a subscription to it that has to be confirmed.",
        z.optional(pattern("must be an e-mail address", /^[^\s@]+@[^\s@]+\.[^\s@]+$/)),
      ),
      budget: field(
        "Mails to alarmEmail at 50, 80 and 100 % of `monthlyUsd` dollars, and when AWS expects more than all of them. It is the whole account's bill. Absent: none.",
        z.optional(Budget),
      ),
      logRetentionDays: field(
        "How long logs are kept: who saw which client is in them. 2192 days are the six years of HIPAA's documentation.",
        z.literal(logRetentionDays, sentence(`must be one of ${logRetentionDays.join(", ")}`)),
      ),
      recordRetentionYears: field(
        "For how many years after its last day the record of an inactive client is kept before the job `retention` deletes it (docs/records.md). Absent: nothing is ever deleted.",
        z.optional(
          z
            .int("must be a whole number of years")
            .check(
              z.gte(6, "must be 6 or more: HIPAA's documentation is kept six years"),
              z.lte(30, "must be 30 or less"),
            ),
        ),
      ),
      clientsReadAlarm: field(
        "How many clients one user may be told of in a day, without those that only reports listed, before an alarm rings. Absent: 300.",
        z.optional(
          z
            .int("must be a whole number of clients")
            .check(z.gte(10, "must be 10 or more"), z.lte(100_000, "must be 100000 or less")),
        ),
      ),
      removalPolicy: field(
        "What becomes of table, key, secret, user pool and logs when the stack is deleted.",
        z.enum(["retain", "destroy"], sentence("must be retain or destroy")),
      ),
      deployment: field(
        "How a release replaces what runs. `canary`: little by little, and taken back when an alarm goes off; `all-at-once`: for emulators, and for a fix while its alarm is on (docs/runbook.md). Absent: canary, in a demo all-at-once.",
        z.optional(z.enum(["canary", "all-at-once"], sentence("must be canary or all-at-once"))),
      ),
      backups: field(
        "For how many days backups are kept: daily ones (`dailyDays`), and those of each month's first day (`monthlyDays`). Absent: 35 and 365, with removalPolicy destroy none.",
        z.optional(Backups),
      ),
      restoredTable: field(
        "The table that was restored from a backup and that functions shall work on from now on (docs/runbook.md). Absent: the stack's own.",
        z.optional(pattern("must be the name of a table", /^[\w.-]{3,255}$/)),
      ),
      reservedConcurrency: field(
        "Whether calls are kept free for billing, copies and jobs, and the public function is held to a few: at most 20 of the account's concurrent executions for each such agency, beside 100 that AWS leaves to everybody. False where the quota is too low; `npm run doctor` looks. Absent: true, in a demo false.",
        z.optional(trueOrFalse()),
      ),
      billingEngine: field(
        "Whether there is a billing engine: the default of the agency's setting `billingEngine`. Without one nothing is confirmed.",
        z._default(trueOrFalse(), true),
      ),
      subscriberBuses: field(
        "Event buses, of other accounts as a rule, that are sent every event: see events/README.md.",
        z._default(SubscriberBuses, []),
      ),
      eventSchemas: field(
        "False where there is no EventBridge schema registry, as in some regions, or where the account's ten are taken.",
        z._default(trueOrFalse(), true),
      ),
    },
    objectFault("must be an object"),
  )
  .check(
    ...withSafeguards(),
    budgetHasAReader(),
    ...signInIsOneOfTwo(),
    ...poolTellsByGroups(),
    pagesHaveAClient(),
    idTokensAreForThePagesAlone(),
    backupsAreOfWhatStays(),
    restoredTableIsItsOwn(),
  );
export type AgencyConfig = z.infer<typeof AgencyConfig>;
