import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SynthesizedStack, synthesizedStacks } from "../../../scripts/aws/synthesized-stacks.ts";
import { fakeAws } from "../aws/fake-aws.ts";

const scripts = join(import.meta.dirname, "..", "..", "..", "scripts");
const directory = mkdtempSync(join(tmpdir(), "release-"));
const assembly = join(directory, "assembly");
let stacks: readonly SynthesizedStack[];

function run(script: string, args: readonly string[], PATH = process.env["PATH"] ?? "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(scripts, script), ...args], {
    env: { ...process.env, PATH },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  expect(run("synth.ts", ["--agency", "cedar-hollow", "--agency", "juniper-ridge", "--into", assembly]).status).toBe(0);
  stacks = synthesizedStacks(assembly);
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true }));

describe("one assembly of several agencies", () => {
  it("has the stacks of each, which say whose they are and where they go", () => {
    expect(stacks.map(({ stackName, agencyId, region }) => [stackName, agencyId, region])).toEqual([
      ["PriorAuthTracker-cedar-hollow-Data", "cedar-hollow", "us-east-2"],
      ["PriorAuthTracker-cedar-hollow", "cedar-hollow", "us-east-2"],
      ["PriorAuthTracker-juniper-ridge-Data", "juniper-ridge", "us-west-2"],
      ["PriorAuthTracker-juniper-ridge", "juniper-ridge", "us-west-2"],
      // The pages: where CloudFront looks for certificates and firewalls.
      ["PriorAuthTracker-juniper-ridge-Web", "juniper-ridge", "us-east-1"],
    ]);
  });

  it("gives every agency the same code", () => {
    const codeOf = (agency: string) =>
      stacks
        .filter(({ agencyId }) => agencyId === agency)
        .flatMap(({ template }) => Object.values(template.Resources))
        .filter(({ Type }) => Type === "AWS::Lambda::Function")
        // CDK adds some of its own for pages, which say nothing of a folder in functions/.
        .filter(({ Properties }) => String(Properties?.["Description"]).includes("functions/"))
        .map(({ Properties = {} }) => (Properties["Code"] as { S3Key?: string }).S3Key);
    expect(codeOf("cedar-hollow").length).toBeGreaterThan(10);
    expect(codeOf("cedar-hollow")).toEqual(codeOf("juniper-ridge"));
  });
});

it("a way of releasing that there is not is refused before anything is made", () => {
  const { status, stderr } = run("synth.ts", [
    "--agency",
    "demo",
    "--into",
    join(directory, "none"),
    "--deployment",
    "slowly",
  ]);
  expect([status, stderr]).toEqual([1, "deployment must be canary or all-at-once\n"]);
});

describe("npm run release:diff", () => {
  const diff = (answers: Record<string, unknown>) => {
    const { PATH, calls } = fakeAws(answers);
    const out = join(directory, "diff.md");
    const ran = run("release-diff.ts", ["--agency", "cedar-hollow", "--assembly", assembly, "--out", out], PATH);
    return { ...ran, report: () => readFileSync(out, "utf8"), calls: calls() };
  };

  it("says what a deployment would change, from the deployed templates alone", () => {
    const templateOf = (name: string) => stacks.find(({ stackName }) => stackName === name)?.template;
    const before = JSON.stringify(templateOf("PriorAuthTracker-cedar-hollow"));
    const { status, report, calls } = diff({
      "cloudformation describe-stacks": { Stacks: [{ StackStatus: "UPDATE_COMPLETE" }] },
      "cloudformation get-template PriorAuthTracker-cedar-hollow-Data": {
        TemplateBody: templateOf("PriorAuthTracker-cedar-hollow-Data"),
      },
      "cloudformation get-template PriorAuthTracker-cedar-hollow": {
        TemplateBody: JSON.parse(before.replace('"ThrottlingBurstLimit":200', '"ThrottlingBurstLimit":100')),
      },
    });
    expect(status).toBe(0);
    expect(report()).toContain("<summary><b>cedar-hollow</b>: PriorAuthTracker-cedar-hollow</summary>");
    expect(report()).toMatch(/ThrottlingBurstLimit:\s.*\[-\] 100\s.*\[\+\] 200/);
    expect(report().match(/\[[-+~]\] AWS::/g)).toHaveLength(1);
    expect(new Set(calls.map(({ args }) => args[1]))).toEqual(new Set(["describe-stacks", "get-template"]));
  }, 60_000);

  it("fails when it may not read, rather than say that nothing changes", () => {
    const { status, stderr } = diff({});
    expect([status, stderr]).toEqual([2, expect.stringContaining("AccessDenied")]);
  });
});

describe("npm run release:deploy", () => {
  it("deploys nothing into another account than the agency's", () => {
    const { PATH, calls } = fakeAws({ "sts get-caller-identity": { Account: "999999999999", Arn: "arn" } });
    const { status, stdout, stderr } = run(
      "release-deploy.ts",
      ["--agency", "cedar-hollow", "--assembly", assembly],
      PATH,
    );
    expect(stdout).toContain("the agency's file says 222233334444");
    expect([status, stderr]).toEqual([2, "Nothing was deployed.\n"]);
    expect(calls()).toHaveLength(1);
  });

  it("begins nothing while an alarm rings that CodeDeploy would stop at, and says what to do", () => {
    const stackName = "PriorAuthTracker-cedar-hollow";
    const { Resources = {} } = stacks.find((stack) => stack.stackName === stackName)?.template ?? {};
    const { PATH, calls } = fakeAws({
      "sts get-caller-identity": { Account: "222233334444", Arn: "arn" },
      [`cloudformation list-stack-resources ${stackName}`]: {
        // As it is deployed, in older versions.
        StackResourceSummaries: Object.entries(Resources)
          .filter(([, { Type }]) => Type !== "AWS::Lambda::Version")
          .map(([id, { Type }]) => ({ LogicalResourceId: id, ResourceType: Type, PhysicalResourceId: id })),
      },
      "cloudwatch describe-alarms": { MetricAlarms: [{ AlarmName: "ApiFails", StateValue: "ALARM" }] },
    });
    const { status, stdout, stderr } = run(
      "release-deploy.ts",
      ["--agency", "cedar-hollow", "--assembly", assembly],
      PATH,
    );
    expect(stdout).toMatch(/^FAULT +alarms +ApiFails rings/m);
    expect(stdout).toMatch(/^ +-> .*docs\/deploying\.md/m);
    expect([status, stderr]).toEqual([2, "Nothing was deployed.\n"]);
    const asked = calls().find(({ args }) => args[1] === "describe-alarms")?.args ?? [];
    expect(asked.filter((arg) => /^AlarmsApiFails/.test(arg))).toHaveLength(1);
  });

  it("deploys no agency that the assembly does not have", () => {
    const { status, stderr } = run("release-deploy.ts", ["--agency", "demo", "--assembly", assembly]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("has no stack of demo")]);
  });
});

describe("npm run release:gate", () => {
  const stack = {
    "cloudformation describe-stacks": {
      Stacks: [{ StackStatus: "UPDATE_COMPLETE", CreationTime: "2026-01-01T00:00:00Z" }],
    },
    "cloudformation list-stack-resources": {
      StackResourceSummaries: [{ ResourceType: "AWS::CloudWatch::Alarm", PhysicalResourceId: "ApiFails" }],
    },
  };
  const alarm = (StateValue: string) => ({
    "cloudwatch describe-alarms": {
      MetricAlarms: [{ AlarmName: "ApiFails", StateValue, StateUpdatedTimestamp: "2026-03-16T14:00:00Z" }],
    },
  });

  it.each<[string, Record<string, unknown>, readonly string[], number]>([
    ["goes on when all are quiet", alarm("OK"), [], 0],
    ["stops at an alarm", alarm("ALARM"), [], 1],
    ["goes on when the alarm was accepted", alarm("ALARM"), ["--accept", "ApiFails"], 0],
    ["stops when alarms can't be read", {}, [], 1],
    ["is told an instant and minutes", alarm("OK"), ["--since", "yesterday"], 2],
  ])("%s", (_, answers, args, expected) => {
    const { PATH } = fakeAws({ ...stack, ...answers });
    expect(run("release-gate.ts", ["--agency", "cedar-hollow", "--minutes", "0", ...args], PATH).status).toBe(expected);
  });

  it("needs deployed stacks, those of the pages as well", () => {
    const missing = (stackName: string, agency: string) => {
      const { PATH } = fakeAws({ ...stack, [`cloudformation describe-stacks ${stackName}`]: { Stacks: [] } });
      return run("release-gate.ts", ["--agency", agency, "--minutes", "0"], PATH);
    };
    for (const [stackName, agency] of [
      ["PriorAuthTracker-cedar-hollow", "cedar-hollow"],
      ["PriorAuthTracker-juniper-ridge-Web", "juniper-ridge"],
    ] as const) {
      const { status, stderr } = missing(stackName, agency);
      expect([status, stderr]).toEqual([2, `${stackName} is not deployed.\n`]);
    }
  });

  it("watches the alarms of each stack in its region", () => {
    const { PATH, calls } = fakeAws({ ...stack, ...alarm("OK") });
    expect(run("release-gate.ts", ["--agency", "juniper-ridge", "--minutes", "0"], PATH).status).toBe(0);
    const asked = calls().flatMap(({ args }) =>
      args[1] === "list-stack-resources" ? `${args[3]} in ${args[args.indexOf("--region") + 1]}` : [],
    );
    expect(asked).toEqual([
      "PriorAuthTracker-juniper-ridge-Data in us-west-2",
      "PriorAuthTracker-juniper-ridge in us-west-2",
      "PriorAuthTracker-juniper-ridge-Web in us-east-1",
    ]);
  });
});
