import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import type { GrantsRecord } from "../../../local/roles/grants.ts";
import { call, type HandMadeStack, runStack, temporaryDirectory } from "../hand-made-stack.ts";

/** A worker that puts what it gives up into a queue, with the reason, as the SDK would ask it; of itself it says that it is done. */
const code = `exports.handler = async ({ Records }) => {
  for (const { body } of Records) {
    const { id, detail } = JSON.parse(body);
    if (!detail.poison) continue;
    const attribute = (StringValue) => ({ DataType: "String", StringValue });
    const reply = await fetch(process.env.AWS_ENDPOINT_URL_SQS, {
      method: "POST",
      headers: { "x-amz-target": "AmazonSQS.SendMessage", "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify({
        QueueUrl: process.env[detail.to ?? "DEAD_LETTERS"],
        MessageBody: body,
        MessageAttributes: { code: attribute("BAD"), pointer: attribute("/detail/poison"), reason: attribute("must be left out"), attempts: attribute("1") },
      }),
    });
    if (!reply.ok) throw new Error((await reply.json()).__type);
  }
};`;

const handMade = (statement: object): HandMadeStack => ({
  functions: {
    worker: {
      code,
      environment: { DEAD_LETTERS: { Ref: "DeadLetters" }, QUEUE: { Ref: "Queue" }, NOWHERE: "https://sqs/0/nowhere" },
    },
  },
  worker: "worker",
  maxReceiveCount: 1,
  resources: {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        Policies: [{ PolicyName: "Grants", PolicyDocument: { Statement: [{ Effect: "Allow", ...statement }] } }],
      },
    },
  },
});
const toDeadLetters = { Action: "sqs:SendMessage", Resource: { "Fn::GetAtt": ["DeadLetters", "Arn"] } };
const entry = (detail: object) => ({ Source: "tests", DetailType: "Wanted", Detail: JSON.stringify(detail) });

it("a function puts what it gives up among the dead letters, with the reason; redriven it is tried anew", async () => {
  const stack = await runStack(handMade(toDeadLetters));
  stack.bus.put([entry({ poison: true }), entry({})]);
  await stack.settled();
  const { items } = (await (await call(stack, "/local/dead-letters")).json()) as { items: { eventId: string }[] };
  expect(items).toMatchObject([
    {
      ...{ queue: "DeadLetters", receiveCount: 1, code: "BAD", pointer: "/detail/poison", error: "must be left out" },
      body: { detail: { poison: true } },
    },
  ]);
  const deliveries = () => stack.bus.events().map(({ deliveries: each }) => each);
  const ended = [
    [{ target: "Queue", outcome: "dead-lettered", attempts: 1, error: "must be left out" }],
    [{ target: "Queue", outcome: "processed", attempts: 1 }],
  ];
  expect(deliveries()).toEqual(ended);
  expect(stack.queues.redrive()).toBe(1);
  await stack.settled();
  expect(deliveries()).toEqual(ended);
  expect(stack.queues.deadLetters()).toHaveLength(1);
});

it("what is sent is written down as used of the role, by no name that another stack would not have", async () => {
  const directory = temporaryDirectory();
  vi.stubEnv("GRANTS_USED_DIR", directory);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const stack = await runStack(handMade(toDeadLetters));
  stack.bus.put([entry({ poison: true })]);
  await stack.settled();
  await stack.stop();
  const [file = ""] = readdirSync(directory);
  const { uses } = JSON.parse(readFileSync(join(directory, file), "utf8")) as GrantsRecord;
  expect(uses).toEqual([
    { functionName: "worker", action: "sqs:SendMessage", resource: "queue", pattern: "", times: 1 },
  ]);
});

it.each([
  ["its role does not allow", { to: "QUEUE" }, "AccessDeniedException"],
  ["is not there", { to: "NOWHERE" }, "QueueDoesNotExist"],
])("a queue that %s takes nothing, and the message is given up as any that failed", async (_, to, type) => {
  const stack = await runStack(handMade(toDeadLetters));
  stack.bus.put([entry({ poison: true, ...to })]);
  await stack.settled();
  expect(stack.queues.deadLetters()).toMatchObject([{ error: expect.stringContaining(type) }]);
  expect(stack.queues.deadLetters()[0]).not.toHaveProperty("code");
});
