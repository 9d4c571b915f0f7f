import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";

/** The agency can't be deployed as its file stands. The message is for the person who wrote the file: no stack trace. */
export class AgencyConfigError extends Error {
  override readonly name = "AgencyConfigError";
}

/** What CloudWatch Logs accepts as days of retention; any other number fails only during the deployment. */
const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

function isTimeZone(name: string): boolean {
  try {
    // Intl also takes offsets such as "+05:00", which know nothing of daylight saving: an agency names its place.
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined && /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}

function isHttpsUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === "https:";
}

/** An origin is scheme, host and port: a path or a trailing slash never equals what a browser sends. */
function isAllowedOrigin(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const url = new URL(text);
  return (
    url.origin === text && (url.protocol === "https:" || (url.protocol === "http:" && url.hostname === "localhost"))
  );
}

function sentence(message: string) {
  return { error: (issue: { readonly input?: unknown }) => (issue.input === undefined ? "is missing" : message) };
}

function objectFault(message: string) {
  return {
    error: (issue: { readonly code?: string; readonly keys?: readonly string[] }) =>
      issue.code === "unrecognized_keys" ? `has unknown fields: ${issue.keys?.join(", ")}` : message,
  };
}

function text(message: string, isRight: (value: string) => boolean) {
  return z.string(sentence(message)).check(z.refine(isRight, { error: message }));
}

function pattern(message: string, expression: RegExp) {
  return text(message, (value) => expression.test(value));
}

const TokenIssuer = z.strictObject(
  {
    issuer: text("must be an https URL, as in the token's iss claim", isHttpsUrl),
    audience: z
      .array(pattern("must be a text", /\S/), sentence("must be a list of texts"))
      .check(z.minLength(1, "must name at least one audience")),
  },
  objectFault("must be an object with issuer and audience"),
);

const SubscriberBuses = z
  .array(
    pattern(
      "must be the ARN of an event bus: arn:aws:events:<region>:<account>:event-bus/<name>",
      /^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]+$/,
    ),
    sentence("must be a list of event buses"),
  )
  .check(
    // Each is a rule of the bus, and EventBridge counts those.
    z.refine((buses) => buses.length <= 20, { error: "must name at most 20 event buses" }),
    z.refine((buses) => new Set(buses).size === buses.length, { error: "must name each event bus once" }),
  );

/** One agency's deployment, as in `config/agencies/<name>.json`. */
export const AgencyConfig = z
  .strictObject(
    {
      agencyId: pattern(
        "must be 2 to 31 lower-case letters, digits and hyphens, beginning with a letter",
        /^[a-z][a-z0-9-]{1,30}$/,
      ),
      name: pattern("must be the agency's name", /\S/),
      timeZone: text("must be an IANA time zone such as America/Chicago", isTimeZone),
      stage: z.enum(["production", "pilot", "demo"], sentence("must be production, pilot or demo")),
      /** Absent: the account of whoever deploys. */
      account: z.optional(pattern("must be an AWS account id of 12 digits, as text", /^\d{12}$/)),
      region: pattern("must be an AWS region such as us-east-1", /^[a-z]{2}(-[a-z]+)+-\d$/),
      /** Absent: the stack makes a Cognito user pool. */
      tokenIssuer: z.optional(TokenIssuer),
      /** Absent: `permissions`, or `cognito:groups` with the stack's own user pool. */
      permissionsClaim: z.optional(pattern("must be the name of a claim", /\S/)),
      allowedOrigins: z
        .array(
          text(
            "must be an origin: https://host, or http://localhost:port, without path or trailing slash",
            isAllowedOrigin,
          ),
          sentence("must be a list of origins"),
        )
        .check(z.minLength(1, "must name at least one origin: the pages that users open")),
      alarmEmail: z.optional(pattern("must be an e-mail address", /^[^\s@]+@[^\s@]+\.[^\s@]+$/)),
      logRetentionDays: z.literal(logRetentionDays, sentence(`must be one of ${logRetentionDays.join(", ")}`)),
      removalPolicy: z.enum(["retain", "destroy"], sentence("must be retain or destroy")),
      /** The default of the agency's setting `billingEngine`. */
      billingEngine: z._default(z.boolean("must be true or false"), true),
      /** Event buses, of other accounts as a rule, that are sent every event of ours: see events/README.md. */
      subscriberBuses: z._default(SubscriberBuses, []),
      /** False where there is no EventBridge schema registry, as in some regions. */
      eventSchemas: z._default(z.boolean("must be true or false"), true),
    },
    objectFault("must be an object"),
  )
  .check(
    z.refine((config) => config.stage !== "production" || config.removalPolicy === "retain", {
      path: ["removalPolicy"],
      message: "must be retain in production: deleting the stack must never delete clients' records",
      // Other faults must not hide this one: every fault is named at once.
      when: ({ value }) => typeof value === "object" && value !== null,
    }),
  );
export type AgencyConfig = z.infer<typeof AgencyConfig>;

const agenciesDirectory = join(import.meta.dirname, "..", "config", "agencies");

/** The agencies that have a file, by the file's name. */
export function knownAgencies(directory = agenciesDirectory): string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

/**
 * Reads and checks one agency's file.
 * @param name the file's name in `config/agencies` without `.json`
 * @throws AgencyConfigError with every fault of the file, each with the path of its field
 */
export function readAgencyConfig(name: string | undefined, directory = agenciesDirectory): AgencyConfig {
  const known = `Known agencies: ${knownAgencies(directory).join(", ") || "none"}.`;
  if (!name) {
    throw new AgencyConfigError(`No agency named. Name one with -c agency=<name>. ${known}`);
  }
  const file = join(directory, `${name}.json`);
  // A name with a slash would read files elsewhere.
  if (!/^[\w-]+$/.test(name) || !existsSync(file)) {
    throw new AgencyConfigError(`Unknown agency "${name}": there is no config/agencies/${name}.json. ${known}`);
  }
  const parsed = AgencyConfig.safeParse(parseJson(name, readFileSync(file, "utf8")));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${fieldPath(issue.path)} ${issue.message}`);
    throw new AgencyConfigError([`config/agencies/${name}.json can't be used:`, ...faults].join("\n"));
  }
  return parsed.data;
}

function parseJson(name: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AgencyConfigError(`config/agencies/${name}.json is not JSON: ${reason}`, { cause });
  }
}

function fieldPath(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "the file" : path.map(String).join(".");
}
