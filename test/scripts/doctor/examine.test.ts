import { describe, expect, it } from "vitest";
import type { SynthesizedStack } from "../../../scripts/aws/synthesized-stacks.ts";
import { examine } from "../../../scripts/doctor/examine.ts";
import { type Finding, lineOf, summaryOf } from "../../../scripts/doctor/finding.ts";
import { examineTokenIssuer } from "../../../scripts/doctor/token-issuer.ts";
import { type Answers, answering, refusal } from "../aws/answering-aws.ts";

const stackName = "PriorAuthTracker-juniper-ridge";
const template = {
  Resources: {
    Plan: { Type: "AWS::Backup::BackupPlan" },
    Topic: { Type: "AWS::SNS::Topic" },
    Bus: { Type: "AWS::Events::EventBus" },
    Registry: { Type: "AWS::EventSchemas::Registry" },
    Role: { Type: "AWS::IAM::Role" },
    Billing: { Type: "AWS::Lambda::Function", Properties: { ReservedConcurrentExecutions: 20 } },
    Tracker: { Type: "AWS::Lambda::Function", Properties: {} },
  },
};
const stacks: SynthesizedStack[] = [
  { id: stackName, stackName, agencyId: "juniper-ridge", region: "us-west-2", template, bootstrapVersion: 6 },
];

/** An account that is ready for a first deployment. */
const ready: Answers = {
  "sts get-caller-identity": { Account: "111122223333", Arn: "arn:aws:sts::111122223333:assumed-role/ops/lee" },
  "ec2 describe-regions": { Regions: [{ OptInStatus: "opt-in-not-required" }] },
  "ssm get-parameter": { Parameter: { Value: "27" } },
  "cloudformation describe-stacks": refusal("ValidationError", `Stack with id ${stackName} does not exist`),
  "logs describe-log-groups": { logGroups: [] },
  "events list-event-buses": { EventBuses: [{ Name: "default" }] },
  "cognito-idp describe-user-pool-domain": { DomainDescription: {} },
  "lambda get-account-settings": { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 } },
  "iam get-account-summary": { SummaryMap: { Roles: 40, RolesQuota: 1000 } },
  "schemas list-registries": { Registries: [] },
  "backup describe-region-settings": { ResourceTypeManagementPreference: { DynamoDB: true, EFS: true } },
};

const resources = [
  { ResourceType: "AWS::SNS::Topic", PhysicalResourceId: "arn:aws:sns:us-west-2:111122223333:topic" },
  { ResourceType: "AWS::CloudWatch::Alarm", PhysicalResourceId: "UnsentEvents" },
];
const subscription = (SubscriptionArn: string) => ({
  Subscriptions: [{ Endpoint: "on-call@juniper-ridge.example", SubscriptionArn }],
});

/** The same account with the agency in it. */
const running: Answers = {
  ...ready,
  "cloudformation describe-stacks": { Stacks: [{ StackStatus: "UPDATE_COMPLETE" }] },
  "cloudformation get-template": { TemplateBody: template },
  "cloudformation list-stack-resources": { StackResourceSummaries: resources },
  "sns list-subscriptions-by-topic": subscription("arn:aws:sns:us-west-2:111122223333:topic:1"),
  "cloudwatch describe-alarms": { MetricAlarms: [{ AlarmName: "UnsentEvents", StateValue: "OK" }] },
};

async function findingsOf(answers: Answers, name = "juniper-ridge", nodeVersion = "24.21.0"): Promise<Finding[]> {
  const findings: Finding[] = [];
  const surroundings = { nodeVersion, awsIn: () => answering(answers), synthesize: () => stacks };
  for await (const finding of examine(name, surroundings)) findings.push(finding);
  return findings;
}

const about = (findings: readonly Finding[], subject: string) =>
  findings.find((finding) => finding.subject === subject);

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
  const findings: Finding[] = [];
  const surroundings = {
    nodeVersion: "24.21.0",
    awsIn: (region: string) => answering(region === "us-east-1" ? elsewhere : ready),
    synthesize: () => [...stacks, web],
  };
  for await (const finding of examine("juniper-ridge", surroundings)) findings.push(finding);
  expect(findings.filter(({ state }) => state === "FAULT")).toEqual([
    expect.objectContaining({ subject: "bootstrap", todo: expect.stringMatching(/aws:\/\/111122223333\/us-east-1 /) }),
    expect.objectContaining({
      subject: "stack",
      says: expect.stringContaining(`${stackName}-Web is ROLLBACK_COMPLETE`),
    }),
  ]);
});

describe("a fault", () => {
  const described = (stack: object) => ({ "cloudformation describe-stacks": { Stacks: [stack] } });

  it.each<[string, Answers, subject: string, says: RegExp, todo: RegExp]>([
    [
      "is another account than the file's",
      { ...ready, "sts get-caller-identity": { Account: "999999999999", Arn: "arn" } },
      "account",
      /Signed in to 999999999999.*says 111122223333/,
      /Sign in to the agency's account/,
    ],
    [
      "is a sign-in that has ended",
      { ...ready, "sts get-caller-identity": refusal("ExpiredToken") },
      "account",
      /ExpiredToken/,
      /Sign in again/,
    ],
    [
      "is a region that is switched off",
      { ...ready, "ec2 describe-regions": { Regions: [{ OptInStatus: "not-opted-in" }] } },
      "region",
      /us-west-2 is switched off/,
      /enable-region --region-name us-west-2/,
    ],
    [
      "is a region that does not exist",
      { ...ready, "ec2 describe-regions": refusal("InvalidParameterValue") },
      "region",
      /no region us-west-2/,
      /file/,
    ],
    [
      "is a missing bootstrap stack",
      { ...ready, "ssm get-parameter": refusal("ParameterNotFound") },
      "bootstrap",
      /not bootstrapped in us-west-2/,
      /npx cdk bootstrap aws:\/\/111122223333\/us-west-2 -c agency=juniper-ridge/,
    ],
    [
      "is a bootstrap stack that is too old",
      { ...ready, "ssm get-parameter": { Parameter: { Value: "5" } } },
      "bootstrap",
      /version 5, and 6 is needed/,
      /npx cdk bootstrap/,
    ],
    [
      "is a first deployment that failed",
      { ...running, ...described({ StackStatus: "ROLLBACK_COMPLETE" }) },
      "stack",
      /ROLLBACK_COMPLETE/,
      /delete-stack/,
    ],
    [
      "is an update that could not be taken back",
      { ...running, ...described({ StackStatus: "UPDATE_ROLLBACK_FAILED", StackStatusReason: "a queue" }) },
      "stack",
      /UPDATE_ROLLBACK_FAILED: a queue/,
      /continue-update-rollback/,
    ],
    [
      "is a stack that was changed by hand",
      {
        ...running,
        ...described({ StackStatus: "UPDATE_COMPLETE", DriftInformation: { StackDriftStatus: "DRIFTED" } }),
      },
      "stack",
      /changed by hand/,
      /describe-stack-resource-drifts/,
    ],
    [
      "is a log group that an earlier stack left behind",
      {
        ...ready,
        "logs describe-log-groups": { logGroups: [{ logGroupName: "/prior-auth-tracker/juniper-ridge/x" }] },
      },
      "leftovers",
      /1 log groups.*juniper-ridge\/x/,
      /runbook/,
    ],
    [
      "is a bus that an earlier stack left behind",
      { ...ready, "events list-event-buses": { EventBuses: [{ Name: "prior-auth-tracker-juniper-ridge" }] } },
      "leftovers",
      /event buses/,
      /runbook/,
    ],
    [
      "is a sign-in domain of an earlier user pool",
      { ...ready, "cognito-idp describe-user-pool-domain": { DomainDescription: { UserPoolId: "us-west-2_old" } } },
      "leftovers",
      /prior-auth-\w{8}-111122223333, of the user pool us-west-2_old/,
      /runbook/,
    ],
    [
      "is a new account's limit of functions at once",
      {
        ...ready,
        "lambda get-account-settings": {
          AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 },
        },
      },
      "concurrency",
      /10 functions at once, 20 of them reserved/,
      /Service Quotas/,
    ],
    [
      "is a reservation that leaves the others too little",
      {
        ...ready,
        "lambda get-account-settings": {
          AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 119 },
        },
      },
      "concurrency",
      /99 left/,
      /Service Quotas/,
    ],
    [
      "is an account that has no room for its roles",
      { ...ready, "iam get-account-summary": { SummaryMap: { Roles: 1000, RolesQuota: 1000 } } },
      "roles",
      /1000 of 1000/,
      /another account/,
    ],
    [
      "is an address that has not confirmed",
      { ...running, "sns list-subscriptions-by-topic": subscription("PendingConfirmation") },
      "alarm mail",
      /has not confirmed/,
      /link in the mail/,
    ],
    [
      "is an address that nobody subscribed",
      { ...running, "sns list-subscriptions-by-topic": { Subscriptions: [] } },
      "alarm mail",
      /is not subscribed/,
      /Deploy/,
    ],
    [
      "is a switch that leaves backups under the table's key",
      { ...ready, "backup describe-region-settings": { ResourceTypeManagementPreference: { DynamoDB: false } } },
      "backups",
      /off in us-west-2.*lock does not hold them/,
      /update-region-settings --region us-west-2 --resource-type-management-preference DynamoDB=true/,
    ],
    [
      "is an alarm that rings",
      {
        ...running,
        "cloudwatch describe-alarms": {
          MetricAlarms: [{ AlarmName: "UnsentEvents", StateValue: "ALARM", AlarmDescription: "Nobody hears." }],
        },
      },
      "alarms",
      /UnsentEvents: Nobody hears\./,
      /runbook/,
    ],
  ])("%s", async (_, answers, subject, says, todo) => {
    const found = about(await findingsOf(answers), subject);
    expect(found).toMatchObject({
      state: "FAULT",
      says: expect.stringMatching(says),
      todo: expect.stringMatching(todo),
    });
  });

  it("is a file that can't be used, and nothing else is looked at", async () => {
    const findings = await findingsOf({}, "nowhere");
    expect(findings.map(({ subject, state }) => [subject, state])).toEqual([
      ["node", "OK"],
      ["file", "FAULT"],
    ]);
  });

  it("is a Node that runs none of this", async () => {
    expect(about(await findingsOf(ready, "juniper-ridge", "22.1.0"), "node")?.state).toBe("FAULT");
  });

  it("is a stack that can't be synthesized", async () => {
    const findings: Finding[] = [];
    const synthesize = () => {
      throw new Error("no bundle");
    };
    const surroundings = { nodeVersion: "24.0.0", awsIn: () => answering(ready), synthesize };
    for await (const finding of examine("juniper-ridge", surroundings)) findings.push(finding);
    expect(findings.at(-1)).toMatchObject({ subject: "templates", state: "FAULT", says: "no bundle" });
  });
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
      "leftovers",
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
  const findingsWith = async (answers: Answers) => {
    const findings: Finding[] = [];
    const surroundings = {
      nodeVersion: "24.21.0",
      awsIn: (region: string) => answering(region === "us-east-1" ? ofSite(answers) : running),
      synthesize: () => [...stacks, site],
    };
    for await (const finding of examine("juniper-ridge", surroundings)) findings.push(finding);
    return findings;
  };

  it("is asked for its alarms in both regions", async () => {
    expect(about(await findingsWith({}), "alarms")?.says).toBe("None of 2 rings.");
    const rings = { AlarmName: "SiteFails", StateValue: "ALARM", AlarmDescription: "Users see errors." };
    const findings = await findingsWith({ "cloudwatch describe-alarms": { MetricAlarms: [rings] } });
    expect(about(findings, "alarms")).toMatchObject({ state: "FAULT", says: "SiteFails: Users see errors." });
  });

  it("has two mails to confirm, and neither stands for the other", async () => {
    const findings = await findingsWith({ "sns list-subscriptions-by-topic": subscription("PendingConfirmation") });
    expect(findings.filter(({ subject }) => subject === "alarm mail").map(({ state, says }) => [state, says])).toEqual([
      ["OK", `on-call@juniper-ridge.example is told of alarms of ${stackName}.`],
      ["FAULT", `on-call@juniper-ridge.example has not confirmed: nobody is told of alarms of ${stackName}-Web.`],
    ]);
  });
});

it("says how much a deployment would change", async () => {
  const { Bus: _, ...others } = template.Resources;
  const before = { Resources: { ...others, Role: { Type: "AWS::IAM::Role", Properties: { Path: "/" } } } };
  const findings = await findingsOf({ ...running, "cloudformation get-template": { TemplateBody: before } });
  expect(about(findings, "stack")?.says).toContain("changes 2 resources: npx cdk diff -c agency=juniper-ridge");
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
  for await (const _ of examine("juniper-ridge", { nodeVersion: "24.0.0", awsIn, synthesize: () => stacks }));
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

describe("a token issuer", () => {
  const issuer = "https://login.example.org/realms/staff";
  const config = { tokenIssuer: { issuer, audience: ["tracker"] } } as Parameters<typeof examineTokenIssuer>[0];
  const answer =
    (body: unknown, status = 200) =>
    async () =>
      new Response(JSON.stringify(body), { status });

  it.each<[string, () => Promise<Response>, Finding["state"]]>([
    ["that names itself and its keys can be used", answer({ issuer, jwks_uri: `${issuer}/keys` }), "OK"],
    ["that names another issuer is a fault", answer({ issuer: `${issuer}/`, jwks_uri: "x" }), "FAULT"],
    ["without keys is a fault", answer({ issuer }), "FAULT"],
    ["that answers 404 is a fault", answer({}, 404), "FAULT"],
    ["that answers no JSON is a fault", async () => new Response("<html>"), "FAULT"],
    ["that can't be reached is not checked", () => Promise.reject(new TypeError("fetch failed")), "NOT_CHECKED"],
  ])("%s", async (_, get, state) => {
    const [finding] = await examineTokenIssuer(config, get);
    expect(finding?.state).toBe(state);
  });

  it("is asked at its own address", async () => {
    const urls: string[] = [];
    await examineTokenIssuer(config, async (url) => {
      urls.push(url);
      return new Response("{}");
    });
    expect(urls).toEqual([`${issuer}/.well-known/openid-configuration`]);
  });
});

it("tells each finding on a line, with what to do below it, and counts them", () => {
  const findings: Finding[] = [
    { subject: "node", state: "OK", says: "24.21.0" },
    { subject: "bootstrap", state: "FAULT", says: "None.", todo: "npx cdk bootstrap" },
  ];
  expect(findings.map(lineOf).join("\n")).toBe(
    "ok           node          24.21.0\nFAULT        bootstrap     None.\n                           -> npx cdk bootstrap",
  );
  expect(summaryOf(findings)).toBe("1 fault, 0 not checked, 1 ok.");
});
