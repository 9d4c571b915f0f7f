import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openDurableState } from "../../../local/kept/durable-state.ts";
import { type AttemptOutcome, EventSource, failedMessages } from "../../../local/messaging/event-source.ts";
import { Queue } from "../../../local/messaging/queue.ts";
import { eventually, temporaryDirectory } from "../hand-made-stack.ts";

const local = join(import.meta.dirname, "..", "..", "..", "local");

interface Batch {
  readonly Records: readonly { readonly messageId: string; readonly body: string; readonly attributes: object }[];
}

interface Settings {
  readonly reportsItemFailures?: boolean;
  readonly batchSize?: number;
  readonly mostBatchesAtOnce?: number;
  readonly batchingWindowMillis?: number;
}

/** A queue that hands its messages to `work` until the test is over, and what became of each attempt. */
function worked(work: (batch: Batch) => unknown, settings: Settings = {}) {
  const database = openDurableState();
  const deadLetters = new Queue("DeadLetters", "arn:dead", database);
  const queue = new Queue("Queue", "arn:queue", database);
  queue.redriveTo({ deadLetters, maxReceiveCount: 3 });
  const outcomes: [body: string, outcome: AttemptOutcome, attempt: number][] = [];
  const source = new EventSource(
    queue,
    {
      batchSize: 10,
      batchingWindowMillis: 0,
      mostBatchesAtOnce: 2,
      reportsItemFailures: true,
      region: "eu-central-1",
      ...settings,
    },
    {
      invoke: async (event) => work(event as Batch),
      onOutcome: ({ body, receiveCount }, outcome) => outcomes.push([body, outcome, receiveCount]),
    },
  );
  onTestFinished(() => {
    source.stop();
    queue.stop();
    database.close();
  });
  source.start();
  const send = (...bodies: string[]) => {
    for (const body of bodies) {
      queue.send(body);
    }
    queue.announce();
  };
  const idle = () => eventually(() => source.isIdle(), "the queue is empty");
  return { queue, deadLetters, outcomes, send, idle };
}

it("hands messages over in batches of the size that the stack says", async () => {
  const batches: string[][] = [];
  const { send, idle } = worked(
    ({ Records }) => {
      batches.push(Records.map(({ body }) => body));
    },
    { batchSize: 2, mostBatchesAtOnce: 1 },
  );
  send("1", "2", "3");
  await idle();
  expect(batches).toEqual([["1", "2"], ["3"]]);
});

it("waits a little for a fuller batch when the stack says so", async () => {
  const batches: string[][] = [];
  const { send, idle } = worked(
    ({ Records }) => {
      batches.push(Records.map(({ body }) => body));
    },
    { batchingWindowMillis: 5000 },
  );
  send("1");
  send("2");
  await idle();
  expect(batches).toEqual([["1", "2"]]);
});

it("never has more batches in hand than the stack says", async () => {
  let inHand = 0;
  let most = 0;
  const { send, idle } = worked(
    async () => {
      most = Math.max(most, ++inHand);
      await new Promise(setImmediate);
      inHand--;
    },
    { batchSize: 1, mostBatchesAtOnce: 2 },
  );
  send("1", "2", "3", "4", "5");
  await idle();
  expect(most).toBe(2);
});

it("hands only those messages out again that the function named as failed", async () => {
  const { send, idle, outcomes, deadLetters } = worked(({ Records }) => ({
    batchItemFailures: Records.filter(({ body }) => body === "bad").map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  }));
  send("good", "bad");
  await idle();
  expect(outcomes).toEqual([
    ["good", "processed", 1],
    ["bad", "failed", 1],
    ["bad", "failed", 2],
    ["bad", "dead-lettered", 3],
  ]);
  expect(deadLetters.deadLetters()).toMatchObject([{ queue: "DeadLetters", body: "bad", receiveCount: 3 }]);
});

it("hands all of a batch out again when the function throws, and tells how often it was received", async () => {
  const counts: unknown[] = [];
  const { send, idle, deadLetters } = worked(({ Records }) => {
    counts.push(...Records.map(({ attributes }) => (attributes as Record<string, string>)["ApproximateReceiveCount"]));
    throw new Error("not today");
  });
  send("1", "2");
  await idle();
  expect(counts.sort()).toEqual(["1", "1", "2", "2", "3", "3"]);
  expect(deadLetters.deadLetters().map(({ body, error }) => [body, error])).toEqual([
    [1, "not today"],
    [2, "not today"],
  ]);
});

it("takes any answer as success when the stack doesn't ask for failures item by item", async () => {
  const { send, idle, outcomes } = worked(
    ({ Records }) => ({ batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) }),
    { reportsItemFailures: false },
  );
  send("1");
  await idle();
  expect(outcomes).toEqual([["1", "processed", 1]]);
});

it("tries dead letters anew from the first attempt once they are redriven", async () => {
  let broken = true;
  const { queue, send, idle, outcomes, deadLetters } = worked(() => {
    if (broken) {
      throw new Error("broken");
    }
  });
  send("1");
  await idle();
  broken = false;
  outcomes.length = 0;
  expect(queue.takeBackDeadLetters()).toHaveLength(1);
  queue.announce();
  await idle();
  expect(outcomes).toEqual([["1", "processed", 1]]);
  expect(deadLetters.deadLetters()).toEqual([]);
});

it.each<[string, unknown, readonly string[]]>([
  ["nothing", undefined, []],
  ["null", null, []],
  ["an empty object", {}, []],
  ["no list", { batchItemFailures: null }, []],
  ["an empty list", { batchItemFailures: [] }, []],
  ["one of them", { batchItemFailures: [{ itemIdentifier: "b" }] }, ["b"]],
  ["an unknown one", { batchItemFailures: [{ itemIdentifier: "b" }, { itemIdentifier: "x" }] }, ["a", "b"]],
  ["an empty one", { batchItemFailures: [{ itemIdentifier: "" }] }, ["a", "b"]],
  ["a null", { batchItemFailures: [null] }, ["a", "b"]],
  ["another key", { batchItemFailures: [{ id: "a" }] }, ["a", "b"]],
  ["a text for a list", { batchItemFailures: "a" }, ["a", "b"]],
])("an answer that names %s as failed", (_, answer, failed) => {
  expect(failedMessages(answer, ["a", "b"])).toEqual(failed);
});

/** Puts two messages into a queue, takes one in hand, says so, and waits to be killed. */
const inOwnProcess = `
  import { openDurableState } from ${JSON.stringify(join(local, "kept", "durable-state.ts"))};
  import { Queue } from ${JSON.stringify(join(local, "messaging", "queue.ts"))};
  const queue = new Queue("Queue", "arn:queue", openDurableState(process.argv[1]));
  queue.send("first");
  queue.send("second");
  process.stdout.write("in hand: " + queue.receive(1)[0].body);
  setInterval(() => {}, 60_000);
`;

it("loses no message when the process is killed, not even one that was in hand", async () => {
  const file = join(temporaryDirectory(), "queues.db");
  const child = spawn(process.execPath, ["--input-type=module", "--eval", inOwnProcess, file]);
  const [printed] = await once(child.stdout, "data");
  expect(String(printed)).toBe("in hand: first");
  child.kill("SIGKILL");
  await once(child, "exit");
  const database = openDurableState(file);
  const received = new Queue("Queue", "arn:queue", database).receive(10);
  expect(received.map(({ body, receiveCount }) => [body, receiveCount])).toEqual([
    ["first", 2],
    ["second", 1],
  ]);
  database.close();
});

it("lets no second server at the same file", () => {
  const file = join(temporaryDirectory(), "queues.db");
  const database = openDurableState(file);
  expect(() => openDurableState(file)).toThrow(/end the other server that uses this --data-dir/);
  database.close();
});
