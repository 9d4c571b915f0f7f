import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import {
  AgencyConfigError,
  knownAgencies,
  readAgencyConfig,
  releasedAs,
} from "../../../lib/agency-file/agency-files.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const directory = mkdtempSync(join(tmpdir(), "agencies-"));
afterAll(() => rmSync(directory, { recursive: true }));

const demo = JSON.parse(readFileSync(join(root, "config", "agencies", "demo.json"), "utf8"));

/** What reading an agency's file says when the file holds `content`. */
function faultsOf(content: unknown): string[] {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  writeFileSync(join(directory, "sample.json"), text);
  try {
    readAgencyConfig("sample", directory);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(AgencyConfigError);
    return (error as Error).message.split("\n").map((line) => line.trim());
  }
}

const heading = "config/agencies/sample.json can't be used:";

describe("an agency's file", () => {
  it.each(knownAgencies())("%s can be used", (name) => {
    expect(readAgencyConfig(name).agencyId).toMatch(/^[a-z]/);
  });

  it("has a billing engine unless it says otherwise", () => {
    const { billingEngine: _, ...without } = demo;
    expect(faultsOf(without)).toEqual([]);
    expect(readAgencyConfig("sample", directory).billingEngine).toBe(true);
  });

  it("is told every fault at once, each with the path of its field", () => {
    expect(
      faultsOf({
        agencyId: "Willow Creek",
        timeZone: "Middle-earth/Shire",
        stage: "production",
        account: 123456789012,
        region: "Virginia",
        tokenIssuer: { issuer: "http://login.example.org", audience: [] },
        allowedOrigins: ["https://tracker.example.org", "http://tracker.example.org"],
        alarmEmail: "nobody",
        logRetentionDays: 31,
        removalPolicy: "destroy",
        billingEngine: "yes",
        mfa: "sms",
        releaseWave: 9,
        colour: "green",
      }).map((line) => line.replace(/ must be .*/, " must be ...")),
    ).toEqual([
      heading,
      "agencyId must be ...",
      "name is missing",
      "timeZone must be ...",
      "releaseWave must be ...",
      "account must be ...",
      "region must be ...",
      "tokenIssuer.issuer must be ...",
      "tokenIssuer.audience must name at least one audience",
      "mfa must be ...",
      "allowedOrigins.1 must be ...",
      "alarmEmail must be ...",
      "logRetentionDays must be ...",
      "billingEngine must be ...",
      "the file has unknown fields: colour",
      "removalPolicy must be ...",
      "budget must be ...",
      "logRetentionDays must be ...",
      "mfa must not be given beside tokenIssuer: that issuer decides about second factors",
    ]);
  });

  it.each([
    ["agencyId", "a"],
    ["agencyId", "a".repeat(32)],
    ["agencyId", "-willow"],
    ["agencyId", "willow_creek"],
    ["name", " "],
    ["timeZone", "+05:00"],
    ["timeZone", "Central"],
    ["stage", "test"],
    ["records", "some"],
    ["budget", 200],
    ["budget", { monthlyUsd: 0 }],
    ["account", "12345678901"],
    ["region", "us-east"],
    ["tokenIssuer", { issuer: "https://login.example.org" }],
    ["tokenIssuer", { issuer: "https://login.example.org", audience: ["tracker"], secret: "x" }],
    ["permissionsClaim", "permissions"],
    ["allowedOrigins", "*"],
    ["allowedOrigins", []],
    ["allowedOrigins", ["*"]],
    ["allowedOrigins", ["https://tracker.example.org/"]],
    ["allowedOrigins", ["https://tracker.example.org/page"]],
    ["logRetentionDays", 0],
    ["removalPolicy", "keep"],
    ["subscriberBuses", "arn:aws:events:us-east-1:222222222222:event-bus/billing"],
    ["subscriberBuses", ["222222222222"]],
    ["subscriberBuses", ["arn:aws:sqs:us-east-1:222222222222:billing"]],
    ["subscriberBuses", ["arn:aws:events:us-east-1:222222222222:event-bus/*"]],
    ["subscriberBuses", Array.from({ length: 2 }, () => "arn:aws:events:us-east-1:222222222222:event-bus/billing")],
    ["subscriberBuses", Array.from({ length: 21 }, (_, n) => `arn:aws:events:us-east-1:222222222222:event-bus/b${n}`)],
    ["eventSchemas", "no"],
    ["mfa", true],
    ["readPermission", "required"],
    ["tokenIssuer", { issuer: "https://login.example.org", audience: ["tracker"], scope: "a b" }],
    ["agencyClaim", { name: "agency", value: "willow-creek" }],
    ["threatProtection", "on"],
    ["signOffAfterMinutes", 0],
    ["signOffAfterMinutes", 721],
    ["signOffAfterMinutes", 1.5],
    ["releaseWave", 0],
    ["releaseWave", "1"],
    ["$schema", ""],
    ["deployment", "CANARY"],
    ["backups", { dailyDays: 35, monthlyDays: 365 }],
    ["restoredTable", "PriorAuthTracker-cedar-hollow-Data-Table-restored"],
    ["restoredTable", "PriorAuthTracker-willow-creek-Table-restored"],
    ["reservedConcurrency", 10],
  ])("is refused with %s %j", (field, value) => {
    const [first, ...faults] = faultsOf({ ...demo, alarmEmail: "on-call@example.org", [field]: value });
    expect(first).toBe(heading);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.startsWith(field)).toBe(true);
  });

  it.each([
    ["agencyId", "x1"],
    ["timeZone", "America/Puerto_Rico"],
    ["timeZone", "UTC"],
    ["account", "000000000000"],
    ["region", "us-gov-west-1"],
    ["tokenIssuer", { issuer: "https://login.example.org/realms/agency", audience: ["tracker"] }],
    ["allowedOrigins", ["https://tracker.example.org", "https://tracker.example.org:8443", "http://localhost:5173"]],
    ["logRetentionDays", 2557],
    ["subscriberBuses", ["arn:aws:events:us-east-1:222222222222:event-bus/billing"]],
    ["subscriberBuses", ["arn:aws-us-gov:events:us-gov-west-1:222222222222:event-bus/partner/x.y_z-1"]],
    ["eventSchemas", false],
    ["mfa", "required"],
    ["readPermission", "ANY_USER"],
    ["releaseWave", 4],
    ["$schema", "../agency.schema.json"],
    ["deployment", "canary"],
    ["deployment", "all-at-once"],
    ["restoredTable", "PriorAuthTracker-willow-creek-Data-TableCD117FA1-1A2B3C-restored"],
    ["reservedConcurrency", true],
  ])("is accepted with %s %j", (field, value) => {
    expect(faultsOf({ ...demo, [field]: value })).toEqual([]);
  });

  it.each([
    ["https://example.org/permissions", []],
    ["", ["permissionsClaim must be the name of a claim"]],
  ])("names with its own issuer the claim that tells permissions: %j", (permissionsClaim, faults) => {
    const tokenIssuer = { issuer: "https://login.example.org/realms/agency", audience: ["tracker"] };
    expect(faultsOf({ ...demo, tokenIssuer, permissionsClaim }).slice(1)).toEqual(faults);
  });

  it.each([
    [{ dailyDays: 35, monthlyDays: 2192 }, []],
    [true, ["backups must be an object with dailyDays and monthlyDays"]],
    [{ dailyDays: 35 }, ["backups.monthlyDays must be a number of days"]],
    [
      { dailyDays: 0, monthlyDays: 4000 },
      ["backups.dailyDays must be 1 or more days", "backups.monthlyDays must be 3653 days or less"],
    ],
  ])("with backups %j has these faults: %j", (backups, faults) => {
    expect(faultsOf({ ...demo, removalPolicy: "retain", backups }).slice(1)).toEqual(faults);
  });

  const inProduction = {
    ...demo,
    stage: "production",
    account: "123456789012",
    allowedOrigins: ["https://tracker.example.org"],
    alarmEmail: "on-call@example.org",
    budget: { monthlyUsd: 200 },
    logRetentionDays: 365,
    removalPolicy: "retain",
  };
  const site = { domain: { name: "t.example.org", hostedZone: { id: "Z0123456789", name: "example.org" } } };
  const issuer = { tokenIssuer: { issuer: "https://login.example.org", audience: ["tracker"] } };
  const localIssuer = { ...issuer, webSite: { ...site, clientId: "pages", issuerOrigins: ["http://localhost:9000"] } };

  it.each<[string, Record<string, unknown>, string]>([
    ["destroys no records", { removalPolicy: "destroy" }, "removalPolicy must be retain"],
    ["names its account", { account: undefined }, "account must be given"],
    ["says who hears of alarms", { alarmEmail: undefined }, "alarmEmail must be given"],
    ["says who hears of what it costs", { budget: undefined }, "budget must be given"],
    ["asks for a second factor", { mfa: "optional" }, "mfa must be required"],
    [
      "lets nothing on a user's machine call it",
      { allowedOrigins: ["http://localhost:3000"] },
      "allowedOrigins must not",
    ],
    ["keeps its logs for a year", { logRetentionDays: 180 }, "logRetentionDays must be 365 or more"],
    ["takes TLS 1.2 and later", { webSite: {} }, "webSite must have a domain"],
    ["gets no tokens from a user's machine", localIssuer, "webSite must not name localhost"],
  ])("where records are real %s", (_, overrides, fault) => {
    // Without alarmEmail nobody would hear of a budget either.
    const first = expect.stringContaining(fault);
    for (const stage of ["production", "pilot"]) {
      const file = { ...inProduction, stage };
      expect(faultsOf(file)).toEqual([]);
      expect(faultsOf({ ...file, ...overrides }).slice(0, 2)).toEqual([heading, first]);
    }
    const demonstrated = { ...inProduction, ...overrides, stage: "demo", records: "real" };
    expect(faultsOf(demonstrated).slice(0, 2)).toEqual([heading, first]);
    // The one word.
    const tried = { ...inProduction, budget: undefined, ...overrides, stage: "pilot", records: "invented" };
    expect(faultsOf(tried)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["gets no release before the pilots", { releaseWave: 1 }, "releaseWave must be 2 or later"],
    ["has no invented records", { records: "invented" }, "records must be real"],
  ])("of a production agency %s", (_, overrides, fault) => {
    expect(faultsOf({ ...inProduction, ...overrides })).toEqual([heading, expect.stringContaining(fault)]);
    expect(faultsOf({ ...inProduction, ...overrides, stage: "pilot" })).toEqual([]);
  });

  it("tells of its budget nobody, and so is refused, without an address", () => {
    expect(faultsOf({ ...demo, budget: { monthlyUsd: 200 } })).toEqual([
      heading,
      "budget must not be given without alarmEmail: nobody would hear of it",
    ]);
  });

  it("of a production agency is told every such fault beside all others", () => {
    expect(faultsOf({ ...demo, stage: "production", releaseWave: 1, region: "Virginia" })).toEqual([
      heading,
      expect.stringMatching(/^region must be/),
      expect.stringMatching(/^removalPolicy must be retain/),
      expect.stringMatching(/^account must be given/),
      expect.stringMatching(/^alarmEmail must be given/),
      expect.stringMatching(/^budget must be given/),
      expect.stringMatching(/^allowedOrigins must not name localhost/),
      expect.stringMatching(/^logRetentionDays must be 365 or more/),
      expect.stringMatching(/^releaseWave must be 2 or later/),
    ]);
  });

  it("shares its id with no other: the id is in the names of stack, bus and logs", () => {
    const other = join(directory, "other.json");
    onTestFinished(() => rmSync(other));
    writeFileSync(other, JSON.stringify({ agencyId: demo.agencyId }));
    expect(faultsOf(demo)).toEqual([heading, "agencyId is that of config/agencies/other.json as well"]);
    writeFileSync(other, "{");
    expect(faultsOf(demo)).toEqual([]);
  });

  const tokenIssuer = { issuer: "https://login.example.org", audience: ["tracker"] };

  it("asks for nothing of the second factor beside an issuer of its own", () => {
    expect(faultsOf({ ...demo, tokenIssuer, mfa: "required", threatProtection: true })).toEqual([
      heading,
      "mfa must not be given beside tokenIssuer: that issuer decides about second factors",
      "threatProtection must not be given beside tokenIssuer: that issuer protects its users",
    ]);
  });

  it.each<[string, object, object, boolean]>([
    ["another issuer", {}, { tokenIssuer: { ...tokenIssuer, issuer: "https://elsewhere.example.org" } }, true],
    ["another audience", {}, { tokenIssuer: { ...tokenIssuer, audience: ["another"] } }, true],
    ["the same issuer and audience", {}, { tokenIssuer }, false],
    ["one audience of several", {}, { tokenIssuer: { ...tokenIssuer, audience: ["another", "tracker"] } }, false],
    [
      "the same issuer with a slash",
      {},
      { tokenIssuer: { ...tokenIssuer, issuer: "https://login.example.org/" } },
      false,
    ],
    ["a claim of its own alone", { agencyClaim: { name: "agency", value: "a" } }, { tokenIssuer }, false],
    ["the other's claim alone", {}, { tokenIssuer, agencyClaim: { name: "agency", value: "a" } }, false],
    [
      "the same value of the claim",
      { agencyClaim: { name: "agency", value: "a" } },
      { tokenIssuer, agencyClaim: { name: "agency", value: "a" } },
      false,
    ],
    [
      "another claim",
      { agencyClaim: { name: "agency", value: "a" } },
      { tokenIssuer, agencyClaim: { name: "org", value: "b" } },
      false,
    ],
    [
      "another value of the same claim",
      { agencyClaim: { name: "agency", value: "a" } },
      { tokenIssuer, agencyClaim: { name: "agency", value: "b" } },
      true,
    ],
  ])("beside an agency with %s can be used: %s", (_, own, others, isRight) => {
    const other = join(directory, "other.json");
    onTestFinished(() => rmSync(other));
    writeFileSync(other, JSON.stringify({ ...demo, agencyId: "another-agency", ...others }));
    const fault = expect.stringMatching(/^tokenIssuer has issuer and audience of config\/agencies\/other\.json/);
    expect(faultsOf({ ...demo, tokenIssuer, ...own })).toEqual(isRight ? [] : [heading, fault]);
  });

  it("does not take id tokens for its API: the pages' client is an audience only where a scope tells them apart", () => {
    const webSite = { clientId: "tracker" };
    expect(faultsOf({ ...demo, tokenIssuer, webSite })).toEqual([
      heading,
      expect.stringMatching(/^tokenIssuer\.scope must be given/),
    ]);
    expect(faultsOf({ ...demo, tokenIssuer: { ...tokenIssuer, scope: "tracker.use" }, webSite })).toEqual([]);
    expect(faultsOf({ ...demo, tokenIssuer, webSite: { clientId: "pages" } })).toEqual([]);
  });

  it.each([
    ["{", /^config\/agencies\/sample\.json is not JSON: /],
    ["[]", /^the file must be an object$/],
    ["null", /^the file must be an object$/],
  ])("is refused as %j", (content, fault) => {
    expect(faultsOf(content).at(-1)).toMatch(fault);
  });
});

describe("without a known agency", () => {
  it.each([
    [undefined, /^No agency named\..* Known agencies: .*demo/],
    ["", /^No agency named\./],
    ["nowhere", /^Unknown agency "nowhere": .* Known agencies: .*demo/],
    ["../demo", /^Unknown agency/],
  ])("%j is refused", (name, message) => {
    expect(() => readAgencyConfig(name)).toThrow(message);
    expect(() => readAgencyConfig(name)).toThrow(AgencyConfigError);
  });

  it.each([
    ["{}", "No agency named."],
    ['{"agency":"nowhere"}', 'Unknown agency "nowhere"'],
  ])("bin/agency.ts with the context %s says so in plain words and fails", (context, beginning) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [join(root, "bin", "agency.ts")], {
      env: { ...process.env, CDK_OUTDIR: join(directory, "out"), CDK_CONTEXT_JSON: context },
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(new RegExp(`^${beginning}`));
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe("a release overrules the file's deployment", () => {
  const config = readAgencyConfig("juniper-ridge");

  it.each<[string, unknown, string | undefined]>([
    ["with what is asked for", "all-at-once", "all-at-once"],
    ["with nothing when nothing is asked for", undefined, config.deployment],
    ["with nothing when a form was left empty", "", config.deployment],
  ])("%s", (_, asked, deployment) => {
    expect(releasedAs(config, asked)).toEqual({ ...config, ...(deployment && { deployment }) });
  });

  it("and with no way that there is not", () => {
    expect(() => releasedAs(config, "slowly")).toThrow(
      new AgencyConfigError("deployment must be canary or all-at-once"),
    );
  });
});
