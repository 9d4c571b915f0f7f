import { describe, expect, it } from "vitest";
import { flat, SynthesizedAgency } from "./synthesized-agency.ts";

const agency = new SynthesizedAgency();

const everybody = ["AGENCY_ID", "AGENCY_TIME_ZONE", "TABLE_NAME"];
const http = [...everybody, "BILLING_ENGINE", "PERMISSIONS_CLAIM", "READ_PERMISSION", "TOKEN_SCOPE"];
const paged = [...http, "CURSOR_KEY"];

const variables: Readonly<Record<string, readonly string[]>> = {
  tracker: http,
  clients: [...everybody, "PERMISSIONS_CLAIM", "READ_PERMISSION", "TOKEN_SCOPE", "CURSOR_KEY", "BLIND_INDEX_KEY"],
  insurances: http,
  authorizations: [...paged, "EVENT_BUS_NAME"],
  confirm: [...http, "EVENT_BUS_NAME"],
  services: http,
  setup: http,
  contract: [],
  billing: [...everybody, "BILLING_ENGINE", "EVENT_BUS_NAME", "DEAD_LETTERS", "MOST_ATTEMPTS"],
  reports: paged,
  reconcile: [...everybody, "BILLING_ENGINE", "EVENT_BUS_NAME"],
  copies: [...paged, "EVENT_BUS_NAME"],
  "copy-targets": [...everybody, "BILLING_ENGINE", "EVENT_BUS_NAME", "DEAD_LETTERS", "MOST_ATTEMPTS"],
  anchor: [...everybody, "BILLING_ENGINE", "BLIND_INDEX_KEY", "ANCHOR_BUCKET"],
  records: [...everybody, "PERMISSIONS_CLAIM", "READ_PERMISSION", "TOKEN_SCOPE", "CURSOR_KEY"],
  accesses: everybody,
  retention: [...everybody, "BILLING_ENGINE", "BLIND_INDEX_KEY", "RECORD_RETENTION_YEARS"],
  resend: [...everybody, "EVENT_BUS_NAME"],
  remind: [...everybody, "BILLING_ENGINE", "EVENT_BUS_NAME"],
};

function environment(of: SynthesizedAgency, name: string): Record<string, string> {
  const found = of.functions().get(name)?.resource.Properties.Environment?.Variables ?? {};
  return Object.fromEntries(Object.entries(found).map(([variable, value]) => [variable, flat(value)]));
}

describe("the environment of functions", () => {
  it.each(Object.entries(variables))("tells %s %j", (name, expected) => {
    expect(Object.keys(environment(agency, name)).sort()).toEqual([...expected].sort());
  });

  it("takes its values from the agency's file and from the agency's own resources", () => {
    const [table] = agency.only("AWS::DynamoDB::GlobalTable");
    const [bus] = agency.only("AWS::Events::EventBus");
    expect(environment(agency, "confirm")).toEqual({
      AGENCY_ID: "willow-creek",
      AGENCY_TIME_ZONE: "America/Chicago",
      BILLING_ENGINE: "true",
      EVENT_BUS_NAME: `\${${bus}}`,
      PERMISSIONS_CLAIM: "cognito:groups",
      READ_PERMISSION: "REQUIRED",
      TOKEN_SCOPE: "prior-auth-tracker/use",
      TABLE_NAME: `\${${table}}`,
    });
  });

  it.each([
    ["billing", ["CapsQueue", "ServicesQueue"]],
    ["copy-targets", ["CopiesQueue"]],
  ])("tells %s where dead letters of %j go, and how often each may fail", (name, sources) => {
    const { DEAD_LETTERS = "", MOST_ATTEMPTS } = environment(agency, name);
    const queues = agency.ofType("AWS::SQS::Queue").filter(([id]) => sources.some((source) => id.startsWith(source)));
    expect(queues).toHaveLength(sources.length);
    const expected = queues.map(([id, { Properties }]) => {
      const { deadLetterTargetArn, maxReceiveCount } = Properties.RedrivePolicy;
      // A message that waited as often as it may fail is still tried.
      expect(maxReceiveCount).toBe(2 * Number(MOST_ATTEMPTS));
      return [`\${${id}.Arn}`, `\${${agency.referred(deadLetterTargetArn)}}`];
    });
    expect(JSON.parse(DEAD_LETTERS)).toEqual(Object.fromEntries(expected));
  });

  it.each([
    ["BLIND_INDEX_KEY", "BlindIndexKey"],
    ["CURSOR_KEY", "CursorKey"],
  ])("holds in %s a reference to a key, never its value", (variable, secret) => {
    expect(agency.ofType("AWS::SecretsManager::Secret").map(([id]) => id)).toContain(secret);
    expect(environment(agency, "clients")[variable]).toBe(`{{resolve:secretsmanager:\${${secret}}:SecretString:::}}`);
  });

  it("says so when every user of the agency may read clients", () => {
    const open = new SynthesizedAgency({ readPermission: "ANY_USER" });
    expect(environment(open, "tracker").READ_PERMISSION).toBe("ANY_USER");
  });

  it("says so when an agency has no billing engine", () => {
    const without = new SynthesizedAgency({ billingEngine: false });
    expect(environment(without, "confirm").BILLING_ENGINE).toBe("false");
  });
});
