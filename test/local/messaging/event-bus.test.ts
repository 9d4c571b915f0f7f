import { join } from "node:path";
import { expect, it } from "vitest";
import type { LocalStack } from "../../../local/local-stack.ts";
import {
  busName,
  call,
  eventually,
  type HandMadeStack,
  puttingEvent,
  runStack,
  temporaryDirectory,
} from "../hand-made-stack.ts";

const sdk = join(import.meta.dirname, "..", "..", "..", "node_modules", "@aws-sdk", "client-eventbridge");

/** A worker that fails for good as long as the event says so. */
const worker = `exports.handler = async ({ Records }) => ({
  batchItemFailures: Records.filter(({ body }) => JSON.parse(body).detail.poison).map(({ messageId }) => ({ itemIdentifier: messageId })),
});`;

/** The answer of PutEvents is the answer of the route. */
const answering = "return { statusCode: reply.status, body: JSON.stringify(result) };";

function stackWith(putter: string, more: Partial<HandMadeStack> = {}): Promise<LocalStack> {
  return runStack({
    functions: { putter: { code: putter, routes: ["public POST /put"] }, worker: { code: worker } },
    worker: "worker",
    ...more,
  });
}

function put(stack: LocalStack): Promise<Response> {
  return fetch(`${stack.baseUrl}/put`, { method: "POST" });
}

function entry(detailType: string, detail: object = {}) {
  return { Source: "tests", DetailType: detailType, Detail: JSON.stringify(detail) };
}

it("brings an event from a function's own SDK client by the stack's rule through the queue to its worker", async () => {
  const code = `
    const { EventBridgeClient, PutEventsCommand } = require(${JSON.stringify(sdk)});
    const client = new EventBridgeClient({});
    exports.handler = async () => {
      const Entries = [{ EventBusName: "${busName}", Source: "tests", DetailType: "Wanted", Detail: '{"a":1}', Time: new Date("2026-03-16T12:00:00.500Z") }];
      return client.send(new PutEventsCommand({ Entries }));
    };`;
  const stack = await stackWith(code);
  const answer = (await (await put(stack)).json()) as object;
  expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
  await stack.settled();
  expect(stack.bus.events()).toEqual([
    {
      eventId: expect.any(String),
      receivedAt: expect.stringMatching(/Z$/),
      source: "tests",
      detailType: "Wanted",
      detail: { a: 1 },
      deliveries: [{ target: "Queue", outcome: "processed", attempts: 1 }],
    },
  ]);
});

it("hands the worker the whole event as EventBridge writes it", async () => {
  const lines: string[] = [];
  const stack = await runStack(
    {
      functions: { worker: { code: "exports.handler = async ({ Records }) => { console.log(Records[0].body); }" } },
      worker: "worker",
    },
    { log: (line) => lines.push(line) },
  );
  stack.bus.put([{ ...entry("WantedToo", { b: 2 }), Time: 1_773_662_400.5, Resources: ["r"] }]);
  await stack.settled();
  await eventually(() => lines.length === 1, "the worker printed the event");
  expect(JSON.parse(lines[0]?.replace("[worker] ", "") ?? "")).toEqual({
    version: "0",
    id: expect.any(String),
    "detail-type": "WantedToo",
    source: "tests",
    account: "000000000000",
    time: "2026-03-16T12:00:00Z",
    region: "eu-central-1",
    resources: ["r"],
    detail: { b: 2 },
  });
});

it("logs an event that no rule wants, and delivers it to nobody", async () => {
  const stack = await stackWith(puttingEvent("Unwanted"));
  await put(stack);
  expect(stack.bus.events()).toMatchObject([{ detailType: "Unwanted", deliveries: [] }]);
});

it("accepts and refuses entry by entry", async () => {
  const stack = await stackWith(puttingEvent("Any"));
  expect(
    stack.bus.put([
      entry("Good"),
      { ...entry("Bad"), EventBusName: "nowhere" },
      { Source: "tests", DetailType: "Bad" },
      { ...entry("Bad"), Detail: "{" },
      { ...entry("Bad"), Detail: "[]" },
      { ...entry("Bad"), Source: "aws.events" },
      { ...entry("Good"), EventBusName: `arn:aws:events:eu-central-1:000000000000:event-bus/${busName}` },
    ]),
  ).toMatchObject([
    { EventId: expect.any(String) },
    { ErrorCode: "ResourceNotFoundException" },
    { ErrorCode: "InvalidArgument" },
    { ErrorCode: "MalformedDetail" },
    { ErrorCode: "MalformedDetail" },
    { ErrorCode: "NotAuthorizedForSourceException" },
    { EventId: expect.any(String) },
  ]);
  expect(stack.bus.events().map(({ detailType }) => detailType)).toEqual(["Good", "Good"]);
});

it.each<[string, object[], string]>([
  ["no entries", [], "ValidationException"],
  ["eleven entries", Array.from({ length: 11 }, () => entry("Wanted")), "ValidationException"],
  ["more than 256 KB", [entry("Wanted", { x: "x".repeat(256 * 1024) })], "ValidationException"],
])("refuses a request with %s as a whole", async (_, entries, type) => {
  const stack = await stackWith(puttingEvent("Any"));
  const endpoint = stack.environmentOf("putter")["AWS_ENDPOINT_URL_EVENTBRIDGE"] ?? "";
  const ask = (target: string) =>
    fetch(endpoint, {
      method: "POST",
      headers: { "x-amz-target": target },
      body: JSON.stringify({ Entries: entries }),
    });
  const refused = await ask("AWSEvents.PutEvents");
  expect([refused.status, await refused.json()]).toMatchObject([400, { __type: type }]);
  expect((await ask("AWSEvents.PutRule")).status).toBe(400);
  expect(stack.bus.events()).toEqual([]);
});

it("lets a test refuse entries, or fail a request", async () => {
  const stack = await stackWith(puttingEvent("Wanted", answering));
  stack.bus.onPutEvents((entries) =>
    entries.map(() => ({ ErrorCode: "ThrottlingException", ErrorMessage: "slow down" })),
  );
  expect(await (await put(stack)).json()).toMatchObject({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode: "ThrottlingException" }],
  });
  stack.bus.onPutEvents(() => {
    throw new Error("down");
  });
  expect((await put(stack)).status).toBe(500);
  stack.bus.onPutEvents(undefined);
  expect((await put(stack)).status).toBe(200);
  expect(stack.bus.events()).toHaveLength(1);
});

it("drops what a function wanted to publish when it is killed before the bus took it", async () => {
  const stack = await stackWith(puttingEvent("Wanted", answering));
  stack.bus.pause();
  const putting = put(stack);
  await eventually(() => stack.bus.waitingRequests() === 1, "the request waits");
  expect(stack.functions.kill("putter")).toBe(1);
  expect((await putting).status).toBe(500);
  stack.bus.resume();
  await stack.settled();
  expect(stack.bus.events()).toEqual([]);
  expect((await put(stack)).status).toBe(200);
});

it("keeps what the bus took before the function was killed without an answer", async () => {
  const stack = await stackWith(puttingEvent("Wanted", answering));
  stack.bus.pause("before-answering");
  const putting = put(stack);
  await eventually(() => stack.bus.waitingRequests() === 1, "the request waits");
  stack.functions.kill("putter");
  await putting;
  stack.bus.resume();
  await stack.settled();
  expect(stack.bus.events()).toMatchObject([{ deliveries: [{ outcome: "processed" }] }]);
});

it("delivers again after the worker was killed in the middle of a batch", async () => {
  const stack = await stackWith(puttingEvent("Wanted"), {
    functions: {
      worker: {
        code: `exports.handler = async ({ Records }) =>
          Records[0].attributes.ApproximateReceiveCount === "1" ? new Promise(() => setInterval(() => {}, 1000)) : {}`,
      },
    },
  });
  stack.bus.put([entry("Wanted")]);
  await eventually(() => stack.functions.pids().length === 1, "the worker works");
  expect(stack.functions.kill("worker")).toBe(1);
  await stack.settled();
  expect(stack.bus.events()).toMatchObject([{ deliveries: [{ outcome: "processed", attempts: 2 }] }]);
});

it("ends a poison event among the dead letters after as many attempts as the stack allows, and redrives it", async () => {
  const stack = await stackWith(puttingEvent("Any"), { maxReceiveCount: 2 });
  stack.bus.put([entry("Wanted", { poison: true }), entry("Wanted", {})]);
  await stack.settled();
  expect(stack.bus.events().map(({ deliveries }) => deliveries)).toMatchObject([
    [{ outcome: "dead-lettered", attempts: 2, error: expect.any(String) }],
    [{ outcome: "processed", attempts: 1 }],
  ]);
  const deadLetters = (await (await call(stack, "/local/dead-letters")).json()) as { items: object[] };
  expect(deadLetters.items).toMatchObject([
    { queue: "DeadLetters", receiveCount: 2, body: { "detail-type": "Wanted", detail: { poison: true } } },
  ]);
  const redriven = await call(stack, "/local/dead-letters/redrive", { method: "POST" });
  expect(await redriven.json()).toEqual({ redriven: 1 });
  await stack.settled();
  expect(stack.queues.deadLetters()).toHaveLength(1);
  expect(stack.bus.events()[0]?.deliveries).toMatchObject([{ outcome: "dead-lettered", attempts: 2 }]);
});

it("redrives the dead letters of one event alone", async () => {
  const stack = await stackWith(puttingEvent("Any"), { maxReceiveCount: 1 });
  stack.bus.put([entry("Wanted", { poison: 1 }), entry("Wanted", { poison: 2 })]);
  await stack.settled();
  const [{ eventId } = {}, ...others] = stack.queues.deadLetters();
  const redrive = async (ofEvent?: string) =>
    (await call(stack, `/local/dead-letters/${ofEvent}/redrive`, { method: "POST" })).json();
  expect(await redrive("nothing")).toEqual({ redriven: 0 });
  expect(await redrive(eventId)).toEqual({ redriven: 1 });
  expect(stack.queues.deadLetters()).toEqual(others);
});

it("keeps table, queues, log and keys in a data directory", async () => {
  const dataDir = temporaryDirectory();
  const broken = { worker: { code: `exports.handler = async () => { throw new Error("broken"); }` } };
  const first = await runStack({ functions: broken, worker: "worker", maxReceiveCount: 1 }, { dataDir });
  const token = await first.issueToken({ userId: "u", permissions: [] });
  first.bus.put([entry("Wanted")]);
  await first.settled();
  const { tableName } = first;
  await first.stop();
  const mended = {
    worker: { code: worker },
    echo: { code: "exports.handler = async () => 'well'", routes: ["GET /things"] },
  };
  const second = await runStack({ functions: mended, worker: "worker", maxReceiveCount: 1 }, { dataDir });
  expect(second.tableName).toBe(tableName);
  expect((await call(second, "/things", { headers: { authorization: token } })).status).toBe(200);
  expect(second.queues.redrive()).toBe(1);
  await second.settled();
  expect(second.bus.events()).toMatchObject([{ deliveries: [{ outcome: "processed", attempts: 1 }] }]);
});
