import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { AgencyConfig } from "../../../lib/agency-file/agency-config.ts";
import { readAgencyConfig } from "../../../lib/agency-file/agency-files.ts";
import { questions } from "../../../scripts/agency/questions.ts";

const root = join(import.meta.dirname, "..", "..", "..");

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "agencies-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
});

function agencyNew(flags: readonly string[], typed = "") {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, "scripts", "agency-new.ts"), "--directory", directory, ...flags],
    { input: typed, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

/** One line for each question, by its flag; an empty one takes the default. */
function typedAnswers(
  answers: Readonly<Record<string, string | readonly string[]>>,
  unasked: readonly string[],
): string {
  return questions
    .filter(({ flag }) => !unasked.includes(flag))
    .flatMap(({ flag }) => answers[flag] ?? "")
    .map((line) => `${line}\n`)
    .join("");
}

const ofOwnIssuer = ["audience", "token-scope", "agency-claim", "agency-claim-value", "permissions-claim"];
const ofOwnPool = ["mfa", "threat-protection"];
const ofDomain = ["web-zone-name", "web-domain"];
const ofPagesWithIssuer = ["web-client-id", "web-scopes", "web-issuer-origins"];
/** A user pool of the stack's own, and no pages. Where records are real those at an address of CloudFront's are no question. */
const withOwnPool = [...ofOwnIssuer, ...ofDomain, ...ofPagesWithIssuer, "web-site"];
const atCloudFronts = [...ofOwnIssuer, ...ofDomain, ...ofPagesWithIssuer];
const mapleRun = {
  "agency-id": "maple-run",
  name: "Maple Run",
  "time-zone": "America/Chicago",
  account: "123456789012",
  "alarm-email": "on-call@maple-run.example",
};
const origins = { "allowed-origins": "https://tracker.maple-run.example" };

it("asks for every field of an agency's file", () => {
  const asked = new Set(questions.map(({ path }) => path[0]));
  expect([...Object.keys(AgencyConfig.shape)].filter((field) => !asked.has(field as keyof AgencyConfig))).toEqual([
    "$schema",
    // Written when there is a restored table.
    "restoredTable",
  ]);
});

describe("npm run agency:new, asking", () => {
  it("writes a file that can be used from the answers, with defaults for empty ones, and says what comes next", () => {
    const { status, stdout } = agencyNew([], typedAnswers({ ...mapleRun, ...origins }, withOwnPool));
    expect(status).toBe(0);
    expect(stdout).toContain("npm run synth -- --agency maple-run");
    expect(readAgencyConfig("maple-run", directory)).toEqual({
      $schema: "../agency.schema.json",
      agencyId: "maple-run",
      name: "Maple Run",
      timeZone: "America/Chicago",
      stage: "pilot",
      records: "real",
      releaseWave: 1,
      account: "123456789012",
      region: "us-east-1",
      readPermission: "REQUIRED",
      signOffAfterMinutes: 15,
      mfa: "required",
      threatProtection: false,
      allowedOrigins: ["https://tracker.maple-run.example"],
      alarmEmail: "on-call@maple-run.example",
      budget: { monthlyUsd: 200 },
      logRetentionDays: 2192,
      clientsReadAlarm: 300,
      removalPolicy: "retain",
      deployment: "canary",
      backups: { dailyDays: 35, monthlyDays: 365 },
      reservedConcurrency: true,
      billingEngine: true,
      subscriberBuses: [],
      eventSchemas: true,
    });
  });

  it("asks again, in the schema's words, until an answer can be used, also beside those before", () => {
    const { status, stdout } = agencyNew(
      [],
      typedAnswers(
        {
          ...mapleRun,
          ...origins,
          "agency-id": ["Maple Run", "maple-run"],
          stage: "production",
          "release-wave": ["one", "1", "3"],
          account: ["", "123456789012"],
          "alarm-email": ["", "on-call@maple-run.example"],
          "billing-engine": ["perhaps", "no"],
        },
        withOwnPool,
      ),
    );
    expect(status).toBe(0);
    for (const fault of [
      "agencyId must be 2 to 31 lower-case letters",
      "releaseWave must be a wave of the release",
      "releaseWave must be 2 or later in production",
      "account must be given",
      "alarmEmail must be given",
      "billingEngine must be true or false",
    ])
      expect(stdout).toContain(fault);
    expect(readAgencyConfig("maple-run", directory)).toMatchObject({
      stage: "production",
      releaseWave: 3,
      account: "123456789012",
      billingEngine: false,
    });
  });

  it("asks about an issuer of the agency's own instead of a second factor", () => {
    const issuer = { issuer: ["http://login.example.org", "https://login.example.org"], audience: "tracker, billing" };
    const { status, stdout } = agencyNew(
      [],
      typedAnswers({ ...mapleRun, ...origins, ...issuer }, [
        ...ofOwnPool,
        "agency-claim-value",
        ...ofDomain,
        ...ofPagesWithIssuer,
        "web-site",
      ]),
    );
    expect(status).toBe(0);
    expect(stdout).toContain("tokenIssuer.issuer must be an https URL");
    const { tokenIssuer, permissionsClaim, mfa } = readAgencyConfig("maple-run", directory);
    expect(tokenIssuer).toEqual({ issuer: "https://login.example.org", audience: ["tracker", "billing"] });
    expect([permissionsClaim, mfa]).toEqual(["permissions", undefined]);
  });

  it.each<[string, Parameters<typeof typedAnswers>[0], unasked: readonly string[], fields: object]>([
    [
      "in a zone of Route 53, and takes their origin for the one that users open",
      {
        stage: "production",
        "release-wave": "2",
        "web-zone-id": ["zone", "Z0EXAMPLE0MAPLE"],
        "web-zone-name": "maple-run.example",
      },
      [...ofOwnIssuer, ...ofPagesWithIssuer, "web-certificate", "web-site"],
      {
        webSite: {
          domain: {
            name: "tracker.maple-run.example",
            hostedZone: { id: "Z0EXAMPLE0MAPLE", name: "maple-run.example" },
          },
        },
        allowedOrigins: ["https://tracker.maple-run.example"],
      },
    ],
    [
      "at a domain with a certificate of its own",
      {
        "web-certificate": "arn:aws:acm:us-east-1:123456789012:certificate/abc",
        "web-domain": ["", "pages.maple-run.example"],
      },
      [...ofOwnIssuer, ...ofPagesWithIssuer, "web-zone-name", "web-site"],
      {
        webSite: {
          domain: {
            name: "pages.maple-run.example",
            certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/abc",
          },
        },
        allowedOrigins: ["https://pages.maple-run.example"],
      },
    ],
    [
      "at an address of CloudFront's",
      { ...origins, records: "invented", "web-site": ["perhaps", "yes"] },
      atCloudFronts,
      { webSite: {} },
    ],
    [
      "with the client that they have with an issuer of the agency's own",
      {
        ...origins,
        records: "invented",
        issuer: "https://login.example.org",
        "web-site": "yes",
        "web-client-id": ["", "pages"],
        "web-issuer-origins": "https://tokens.example.org",
      },
      [...ofOwnPool, "agency-claim-value", ...ofDomain],
      { webSite: { clientId: "pages", scopes: ["openid"], issuerOrigins: ["https://tokens.example.org"] } },
    ],
  ])("asks about pages %s", (_, answers, unasked, fields) => {
    const { status, stdout } = agencyNew([], typedAnswers({ ...mapleRun, ...answers }, unasked));
    expect(status, stdout).toBe(0);
    expect(readAgencyConfig("maple-run", directory)).toMatchObject(fields);
  });

  it.each([0, 1, 2, 8, 15])("writes nothing when the answers end after %i", (count) => {
    const typed = typedAnswers({ ...mapleRun, ...origins }, withOwnPool)
      .split("\n")
      .slice(0, count);
    const { status, stderr } = agencyNew([], typed.map((line) => `${line}\n`).join(""));
    expect([status, stderr]).toEqual([1, "The answers ended before the questions: nothing was written.\n"]);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("takes no id that another agency has, whatever that one's file is called", () => {
    writeFileSync(join(directory, "first.json"), JSON.stringify({ agencyId: "maple-run" }));
    const { status, stdout } = agencyNew(
      [],
      typedAnswers({ ...mapleRun, ...origins, "agency-id": ["maple-run", "first", "oak-hill"] }, withOwnPool),
    );
    expect(status).toBe(0);
    expect(stdout.match(/agencyId is taken by first\.json/g)).toHaveLength(2);
    expect(readdirSync(directory).sort()).toEqual(["first.json", "oak-hill.json"]);
  });
});

describe("npm run agency:new with flags", () => {
  const flags = [
    "--agency-id",
    "maple-run",
    "--name",
    "Maple Run",
    "--stage",
    "demo",
    "--time-zone",
    "America/Chicago",
  ];

  it("asks nothing and takes defaults for the rest", () => {
    expect(agencyNew([...flags, "--billing-engine", "no"]).status).toBe(0);
    expect(readAgencyConfig("maple-run", directory)).toMatchObject({
      stage: "demo",
      removalPolicy: "destroy",
      billingEngine: false,
      allowedOrigins: ["http://localhost:3000"],
    });
  });

  it.each<[string, readonly string[], readonly string[]]>([
    [
      "every fault",
      ["--region", "Virginia", "--mfa", "sms", "--log-retention-days", "31"],
      ["--region must be", "--mfa must be", "--log-retention-days must be"],
    ],
    ["an audience without its issuer", ["--audience", "tracker"], ["--issuer is missing"]],
    ["a second factor beside an issuer", ["--issuer", "https://x.example", "--mfa", "required"], ["--mfa must not"]],
    ["what only real records demand", ["--stage", "production"], ["--account must be", "--alarm-email must be"]],
    [
      "pages without a domain in production",
      ["--stage", "production", "--web-site", "yes"],
      ["--web-site must have a domain"],
    ],
    ["a domain that nothing proves", ["--web-domain", "a.example"], ["must have certificateArn, or hostedZone"]],
    ["a flag that it does not know", ["--colour", "green"], ["Unknown option '--colour'"]],
  ])("writes nothing and names %s", (_, more, faults) => {
    const { status, stderr } = agencyNew([...flags, ...more]);
    expect(status).toBe(1);
    for (const fault of faults) expect(stderr).toContain(fault);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("never writes over a file", () => {
    agencyNew(flags);
    const written = readFileSync(join(directory, "maple-run.json"), "utf8");
    const { status, stderr } = agencyNew([...flags, "--region", "eu-west-1"]);
    expect([status, stderr]).toEqual([1, expect.stringContaining("--agency-id is taken by maple-run.json")]);
    expect(readFileSync(join(directory, "maple-run.json"), "utf8")).toBe(written);
  });

  it("writes what the formatter would leave as it is", () => {
    const bus = "arn:aws:events:us-east-1:222222222222:event-bus/billing";
    agencyNew([
      ...flags,
      ...[
        "--issuer",
        "https://login.example.org/realms/a-long-name-of-a-realm",
        "--audience",
        "tracker,billing,reports",
      ],
      ...["--subscriber-buses", `${bus}-a,${bus}-b`],
    ]);
    const file = join(directory, "maple-run.json");
    expect(existsSync(file)).toBe(true);
    const text = readFileSync(file, "utf8");
    const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
    const { stdout } = spawnSync(
      process.execPath,
      [biome, "format", "--stdin-file-path=config/agencies/maple-run.json"],
      {
        cwd: root,
        input: text,
        encoding: "utf8",
      },
    );
    expect(stdout).toBe(text);
  });
});
