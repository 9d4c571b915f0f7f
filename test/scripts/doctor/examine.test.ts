import { describe, expect, it } from "vitest";
import type { SynthesizedStack } from "../../../scripts/aws/synthesized-stacks.ts";
import { type Answers, answering, refusal } from "../aws/answering-aws.ts";
import { about, findingsOf, ready, running, stackName, stacks, template } from "./examined-account.ts";

describe("an account that is ready", () => {
  it.each([
    ["for a first deployment", ready],
    ["and runs the agency", running],
  ])("%s has no fault, and everything was checked", async (_, answers) => {
    const findings = await findingsOf(answers);
    expect(findings.filter(({ state }) => state !== "OK")).toEqual([]);
    expect(findings.length).toBeGreaterThan(9);
  });
});

it("asks about each stack, and for the bootstrap, in the region of that stack", async () => {
  const web: SynthesizedStack = {
    ...(stacks[0] as SynthesizedStack),
    stackName: `${stackName}-Web`,
    region: "us-east-1",
  };
  const elsewhere: Answers = {
    ...ready,
    "ssm get-parameter": refusal("ParameterNotFound"),
    "cloudformation describe-stacks": { Stacks: [{ StackStatus: "ROLLBACK_COMPLETE" }] },
  };
  const findings = await findingsOf(ready, {
    awsIn: (region) => answering(region === "us-east-1" ? elsewhere : ready),
    synthesize: () => [...stacks, web],
  });
  expect(findings.filter(({ state }) => state === "FAULT")).toEqual([
    expect.objectContaining({ subject: "bootstrap", todo: expect.stringMatching(/aws:\/\/111122223333\/us-east-1 /) }),
    expect.objectContaining({
      subject: "stack",
      says: expect.stringContaining(`${stackName}-Web is ROLLBACK_COMPLETE`),
    }),
  ]);
});

describe("what can't be checked is no fault", () => {
  it("without credentials, or offline: nothing on AWS is asked any more", async () => {
    const offline = new Error('aws sts: Could not connect to the endpoint URL: "https://sts.amazonaws.com/"');
    const findings = await findingsOf({ "sts get-caller-identity": offline });
    expect(findings.at(-1)).toMatchObject({ subject: "account", state: "NOT_CHECKED" });
    expect(findings.filter(({ state }) => state === "FAULT")).toEqual([]);
  });

  it("with rights that are missing: each is named, and the rest is checked", async () => {
    const denied = refusal("AccessDenied");
    const answers = Object.fromEntries(
      Object.keys(running).map((command) => [command, command === "sts get-caller-identity" ? ready[command] : denied]),
    );
    const findings = await findingsOf({
      ...(answers as Answers),
      "cloudformation describe-stacks": refusal("ValidationError", "Stack with id x does not exist"),
    });
    const unchecked = findings.filter(({ state }) => state === "NOT_CHECKED").map(({ subject }) => subject);
    expect(unchecked).toEqual([
      "region",
      "bootstrap",
      // Logs, buses, vaults and the sign-in domain.
      ...Array(4).fill("leftovers"),
      "concurrency",
      "roles",
      "event buses",
      "registries",
      "backups",
    ]);
    expect(findings.filter(({ state }) => state === "FAULT")).toEqual([]);
  });

  it.each<[string, Answers, string]>([
    [
      "a stack that is being deployed",
      { "cloudformation describe-stacks": { Stacks: [{ StackStatus: "UPDATE_IN_PROGRESS" }] } },
      "stack",
    ],
    [
      "a quota that may have been raised",
      { ...ready, "schemas list-registries": { Registries: Array(10).fill({}) } },
      "registries",
    ],
    ["the stack's state", { "cloudformation describe-stacks": refusal("AccessDenied") }, "stack"],
    ["the deployed template", { "cloudformation get-template": refusal("AccessDenied") }, "stack"],
    ["the alarms", { "cloudwatch describe-alarms": refusal("AccessDenied") }, "alarms"],
    ["the subscriptions", { "sns list-subscriptions-by-topic": refusal("AccessDenied") }, "alarm mail"],
  ])("%s", async (_, answers, subject) => {
    expect(about(await findingsOf({ ...running, ...answers }), subject)?.state).toBe("NOT_CHECKED");
  });
});

it("says how much a deployment would change", async () => {
  const { Bus: _, ...others } = template.Resources;
  const before = { Resources: { ...others, Role: { Type: "AWS::IAM::Role", Properties: { Path: "/" } } } };
  const findings = await findingsOf({ ...running, "cloudformation get-template": { TemplateBody: before } });
  expect(about(findings, "stack")?.says).toContain("changes 2 resources: npx cdk diff -c agency=juniper-ridge");
});

it("counts no note of the CDK's as a change, which its command line writes and a release's assembly has not", async () => {
  const noted = Object.entries(template.Resources).map(([id, resource]) => [
    id,
    { ...resource, Metadata: { "aws:cdk:path": `PriorAuthTracker-juniper-ridge/${id}/Resource` } },
  ]);
  const before = { Resources: Object.fromEntries(noted) };
  const findings = await findingsOf({ ...running, "cloudformation get-template": { TemplateBody: before } });
  expect(about(findings, "stack")?.says).toBe(`${stackName} is UPDATE_COMPLETE, as this checkout has it.`);
});

it("takes what the agency has reserved already for free when it is deployed anew", async () => {
  const findings = await findingsOf({
    ...running,
    "lambda get-account-settings": {
      AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 100 },
    },
  });
  expect(about(findings, "concurrency")?.state).toBe("OK");
});

it("asks in the agency's region, and about the account in the home of its partition", async () => {
  const asked = new Map<string, string>();
  const awsIn = (region: string) => (args: readonly string[]) => {
    const command = args.slice(0, 2).join(" ");
    asked.set(command, region);
    return answering(running)(args);
  };
  await findingsOf(ready, { awsIn });
  const inHome = [...asked].filter(([, region]) => region === "us-east-1").map(([command]) => command);
  expect(inHome).toEqual(["sts get-caller-identity", "ec2 describe-regions"]);
  expect(new Set(asked.values())).toEqual(new Set(["us-east-1", "us-west-2"]));
});

it("asks for no alarm of an agency whose id begins like this one's", async () => {
  let names: string[] = [];
  await findingsOf({
    ...running,
    "cloudwatch describe-alarms": (args) => {
      names = args.slice(args.indexOf("--alarm-names") + 1);
      return { MetricAlarms: [] };
    },
  });
  expect(names).toEqual(["UnsentEvents"]);
});
