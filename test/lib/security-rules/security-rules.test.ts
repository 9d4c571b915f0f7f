import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, RemovalPolicy, type Stack } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import cdk from "../../../cdk.json" with { type: "json" };
import { agencyStacks } from "../../../lib/agency.ts";
import type { AgencyConfig } from "../../../lib/agency-file/agency-config.ts";
import { readAgencyConfig } from "../../../lib/agency-file/agency-files.ts";
import { acknowledgements } from "../../../lib/security-rules/security-rule-acknowledgements.ts";
import {
  acknowledge,
  acknowledgedResources,
  addSecurityRules,
  rulesFor,
} from "../../../lib/security-rules/security-rules.ts";
import { production } from "../synthesized-agency.ts";

/** Agencies that together have every kind of resource that an agency's file can ask for. */
const agencies: readonly [string, Partial<AgencyConfig>][] = [
  ["for demonstrations", {}],
  [
    "in production, with all that can be switched on",
    {
      ...production,
      subscriberBuses: ["arn:aws:events:us-east-1:999999999999:event-bus/their-bus"],
      reservedConcurrency: true,
    },
  ],
  [
    "that works on a restored table",
    { removalPolicy: "retain", restoredTable: "PriorAuthTracker-willow-creek-Data-Table-restored" },
  ],
  ["with pages at an address of CloudFront's", { webSite: {} }],
  [
    "in production with pages, far from where CloudFront has its certificates",
    {
      ...production,
      region: "us-west-2",
      webSite: { domain: { name: "t.example.org", hostedZone: { id: "Z0123456789", name: "example.org" } } },
    },
  ],
  [
    "with its own token issuer and without billing",
    {
      tokenIssuer: { issuer: "https://id.example.org/", audience: ["tracker"] },
      billingEngine: false,
      eventSchemas: false,
    },
  ],
];

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath: string }[];
    }[];
  }[];
}

/** An app whose report is read after its synthesis. */
class InspectedApp {
  readonly app: App;
  private readonly outdir = mkdtempSync(join(tmpdir(), "security-rules-"));

  constructor(overrides: Partial<AgencyConfig> = {}) {
    this.app = new App({
      context: { ...cdk.context, "aws:cdk:bundling-stacks": [] },
      analyticsReporting: false,
      outdir: this.outdir,
    });
    agencyStacks(this.app, {
      config: { ...readAgencyConfig("demo"), ...overrides },
      functionCode: (name) => Code.fromInline(`exports.handler = () => "${name}";`),
    });
  }

  /** What the packs find and nobody has acknowledged, as `<rule> <path of the construct>`. */
  findings(): string[] {
    addSecurityRules(this.app);
    try {
      this.app.synth();
    } catch {
      // The report says what is wrong.
    }
    const report: Report = JSON.parse(readFileSync(join(this.outdir, "validation-report.json"), "utf8"));
    rmSync(this.outdir, { recursive: true });
    expect(report.pluginReports.map(({ pluginName }) => pluginName)).toEqual(
      expect.arrayContaining(["AwsSolutions", "HIPAA.Security", "NIST.800.53.R5", "Serverless"]),
    );
    return report.pluginReports.flatMap(({ pluginName, violations }) =>
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${pluginName}::${ruleName} ${constructPath}`),
      ),
    );
  }
}

beforeEach(() => {
  // Other tests switch it off, and it talks of every finding.
  vi.stubEnv("CDK_VALIDATION", "true");
  vi.spyOn(console, "error").mockReturnValue();
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("AwsSolutions, HIPAA, NIST 800-53 R5 and Serverless", () => {
  it.each(agencies)("find nothing unacknowledged in an agency %s", (_, overrides) => {
    const inspected = new InspectedApp(overrides);
    acknowledge(inspected.app);
    expect(inspected.findings()).toEqual([]);
  });

  it("find what is neither right nor acknowledged", () => {
    const inspected = new InspectedApp();
    acknowledge(inspected.app);
    new Bucket(inspected.app.node.children[0] as Stack, "Open", { removalPolicy: RemovalPolicy.DESTROY });
    expect(inspected.findings()).toContainEqual(expect.stringMatching(/^AwsSolutions::AwsSolutions-S10 .*\/Open\//));
  });

  it("are acknowledged only where they really find something", () => {
    const inspected = agencies.map(([, overrides]) => new InspectedApp(overrides));
    const found = new Set(inspected.flatMap((one) => one.findings()));
    const useless = acknowledgements.filter((acknowledgement) => {
      const resources = inspected.flatMap(({ app }) => acknowledgedResources(app, acknowledgement));
      return !resources.some((resource) =>
        rulesFor(resource, acknowledgement).every((rule) => found.has(`${rule} ${resource.node.path}`)),
      );
    });
    expect(useless.map(({ on, reason }) => `${on}: ${reason}`)).toEqual([]);
  });
});
