import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type AwsInput, awsIn } from "../../scripts/aws/command-line-tool.ts";
import { fakeAws } from "./aws/fake-aws.ts";

const deadLetters = {
  ResourceType: "AWS::SQS::Queue",
  LogicalResourceId: "CapsDeadLettersA1B2C3D4",
  PhysicalResourceId: "https://sqs.us-east-1.amazonaws.com/000000000000/dead",
};

describe("the AWS command line tool", () => {
  it.each<[string, AwsInput, string]>([
    ["a command's input", { json: { MessageBody: "secret" } }, '{"MessageBody":"secret"}'],
    ["a function's event", { payload: '{"job":"secret"}' }, '{"job":"secret"}'],
  ])("gets %s by a file that is gone afterwards, so that it is in no list of processes", (_, input, expected) => {
    const { PATH, calls } = fakeAws({ "sqs send-message": { MessageId: "new" } });
    vi.stubEnv("PATH", PATH);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    expect(awsIn("eu-west-1")(["sqs", "send-message"], input)).toEqual({ MessageId: "new" });
    const [call] = calls();
    expect(call?.input).toBe(expected);
    expect(call?.args.join(" ")).not.toContain("secret");
    expect(call?.args).toEqual(expect.arrayContaining(["--region", "eu-west-1", "--output", "json"]));
    expect(existsSync(call?.file ?? "")).toBe(false);
  });
});

it.each([
  ["at AWS's own address", "", []],
  [
    "where the environment says, which version 1 of the tool does not heed by itself",
    "http://127.0.0.1:4566",
    ["http://127.0.0.1:4566"],
  ],
])("AWS is asked %s", (_, endpoint, expected) => {
  const { PATH, calls } = fakeAws({ "sqs list-queues": {} });
  vi.stubEnv("PATH", PATH).stubEnv("AWS_ENDPOINT_URL", endpoint);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  awsIn("us-east-1")(["sqs", "list-queues"]);
  const { args = [] } = calls()[0] ?? {};
  expect(args.filter((_, index) => args[index - 1] === "--endpoint-url")).toEqual(expected);
});

describe("npm run dead-letters", () => {
  const script = join(import.meta.dirname, "..", "..", "scripts", "dead-letters.ts");

  function run(args: readonly string[], answers: Record<string, unknown> = {}) {
    const { PATH, calls } = fakeAws(answers);
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      env: { ...process.env, PATH },
      encoding: "utf8",
    });
    return { status, stdout, stderr, calls: calls() };
  }

  it("asks the agency's own stack in its region, and redrives only when told to", () => {
    const answers = {
      "cloudformation list-stack-resources": { StackResourceSummaries: [deadLetters] },
      "sqs receive-message": {},
      "sqs get-queue-attributes": {
        Attributes: { QueueArn: "arn:aws:sqs:us-east-1:000000000000:dead", ApproximateNumberOfMessages: "1" },
      },
      "sqs start-message-move-task": { TaskHandle: "t" },
    };
    const looked = run(["--agency", "demo"], answers);
    expect([looked.status, looked.stdout]).toEqual([0, "0 dead letters.\n"]);
    expect(looked.calls[0]?.args).toEqual(expect.arrayContaining(["PriorAuthTracker-willow-creek", "us-east-1"]));
    const verbs = ({ calls }: typeof looked) => new Set(calls.map(({ args }) => args[1]));
    expect(verbs(looked)).toEqual(new Set(["list-stack-resources", "receive-message"]));

    const redriven = run(["--agency", "demo", "--redrive"], answers);
    expect(redriven.stdout).toContain("CapsDeadLetters: 1 sent again.");
    expect(verbs(redriven)).toContain("start-message-move-task");
  });

  it.each<[string, string[], string]>([
    ["an agency without a file", ["--agency", "nowhere"], 'Unknown agency "nowhere"'],
    ["both at once", ["--agency", "demo", "--base-url", "http://127.0.0.1:1"], "exclude each other"],
    ["a stack that can't be read", ["--agency", "demo"], "aws cloudformation list-stack-resources: AccessDenied"],
    ["a local server that is not there", ["--base-url", "http://127.0.0.1:1"], "is npm start running there?"],
  ])("%s: says so and exits with 2", (_, args, sentence) => {
    const { status, stderr } = run(args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(sentence)]);
  });
});
