import { describe, expect, it } from "vitest";
import type { SynthesizedStack } from "../../../scripts/aws/synthesized-stacks.ts";
import { type Answers, answering, refusal } from "../aws/answering-aws.ts";
import { about, findingsOf, ready, running, stackName, stacks, subscription } from "./examined-account.ts";

const headerPolicies = (count: number): Answers => ({
  "cloudfront list-response-headers-policies": { ResponseHeadersPolicyList: { Items: Array(count).fill({}) } },
});
const firewallLogs = (length: number): Answers => ({
  "logs describe-resource-policies": {
    resourcePolicies: [{ policyName: "AWSWAF-LOGS", policyDocument: "x".repeat(length) }],
  },
});

describe("an agency with pages", () => {
  const site: SynthesizedStack = {
    ...(stacks[0] as SynthesizedStack),
    stackName: `${stackName}-Web`,
    region: "us-east-1",
    template: { Resources: { Topic: { Type: "AWS::SNS::Topic" } } },
  };
  const ofSite = (answers: Answers): Answers => ({
    ...running,
    "cloudformation get-template": { TemplateBody: site.template },
    "cloudwatch describe-alarms": { MetricAlarms: [{ AlarmName: "SiteFails", StateValue: "OK" }] },
    ...answers,
  });
  const findingsWith = (answers: Answers) =>
    findingsOf(running, {
      awsIn: (region) => answering(region === "us-east-1" ? ofSite(answers) : running),
      synthesize: () => [...stacks, site],
    });

  it("is asked for its alarms in both regions", async () => {
    expect(about(await findingsWith({}), "alarms")?.says).toBe("None of 2 rings.");
    const rings = { AlarmName: "SiteFails", StateValue: "ALARM", AlarmDescription: "Users see errors." };
    const findings = await findingsWith({ "cloudwatch describe-alarms": { MetricAlarms: [rings] } });
    expect(about(findings, "alarms")).toMatchObject({ state: "FAULT", says: "SiteFails: Users see errors." });
  });

  it("may have left logs of its pages behind, although all else of it runs", async () => {
    const log = {
      Type: "AWS::Logs::LogGroup",
      Properties: { LogGroupName: "aws-waf-logs-prior-auth-tracker-juniper-ridge" },
    };
    const again: SynthesizedStack = { ...site, template: { Resources: { ...site.template.Resources, Log: log } } };
    const without: Answers = {
      ...ready,
      "logs describe-log-groups": (args) => ({
        logGroups: [{ logGroupName: args[3] }, { logGroupName: `${args[3]}-2` }],
      }),
    };
    const findings = await findingsOf(running, {
      awsIn: (region) => answering(region === "us-east-1" ? without : running),
      synthesize: () => [...stacks, again],
    });
    expect(findings.filter(({ subject }) => subject === "leftovers").map(({ says }) => says)).toEqual([
      expect.stringMatching(/^1 log groups .*: aws-waf-logs-prior-auth-tracker-juniper-ridge$/),
    ]);
  });

  it.each<[string, Answers, subject: string, state: string, says: RegExp]>([
    [
      "takes the account's last policy for headers",
      headerPolicies(19),
      "header policies",
      "OK",
      /^19 are there and 1 to be made/,
    ],
    ["may be one too many of them", headerPolicies(20), "header policies", "NOT_CHECKED", /an account has 20/],
    ["finds room for the log of its firewall", firewallLogs(5000), "firewall logs", "OK", /5000 of 5120/],
    ["is the first that writes one", { "logs describe-resource-policies": {} }, "firewall logs", "OK", /0 of 5120/],
    ["finds none any more", firewallLogs(5001), "firewall logs", "FAULT", /5001 of 5120/],
    [
      "says when it can't be told",
      { "logs describe-resource-policies": refusal("AccessDenied") },
      "firewall logs",
      "NOT_CHECKED",
      /AccessDenied/,
    ],
  ])("before its first deployment %s", async (_, answers, subject, state, says) => {
    const Resources = {
      Headers: { Type: "AWS::CloudFront::ResponseHeadersPolicy" },
      Logging: { Type: "AWS::WAFv2::LoggingConfiguration" },
    };
    const all: Answers = { ...ready, ...headerPolicies(0), ...firewallLogs(0), ...answers };
    const findings = await findingsOf(all, { synthesize: () => [...stacks, { ...site, template: { Resources } }] });
    expect(about(findings, subject)).toMatchObject({ state, says: expect.stringMatching(says) });
  });

  it("has two mails to confirm, and neither stands for the other", async () => {
    const findings = await findingsWith({ "sns list-subscriptions-by-topic": subscription("PendingConfirmation") });
    expect(findings.filter(({ subject }) => subject === "alarm mail").map(({ state, says }) => [state, says])).toEqual([
      ["OK", `on-call@juniper-ridge.example is told of alarms of ${stackName}.`],
      ["FAULT", `on-call@juniper-ridge.example has not confirmed: nobody is told of alarms of ${stackName}-Web.`],
    ]);
  });
});
