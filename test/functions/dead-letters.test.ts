import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import confirmedSample from "../../events/samples/AuthorizationConfirmed.v1.json" with { type: "json" };
import renderedSample from "../../events/samples/ServiceRendered.v1.json" with { type: "json" };
import { failure } from "../store/mocked-table.ts";
import { batchOf, confirmedEvent, dynamo, failedOf, logged, message, queue, startBilling } from "./billing-function.ts";
import { context } from "./requests.ts";

startBilling();

/** What was put among the dead letters: its body, and what is said of it. */
const deadLetters = () =>
  queue.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => ({
    to: input.QueueUrl,
    body: input.MessageBody,
    ...Object.fromEntries(
      Object.entries(input.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  }));

const to = "https://sqs/dead-letters";

describe("a poison event ends in the dead-letter queue, not in a loop: Each message by itself", () => {
  const changed = (changes: object) => JSON.stringify({ ...confirmedSample, ...changes });
  it.each<[what: string, poison: string, pointer: string | undefined]>([
    ["no JSON", "{", undefined],
    ["nothing", "", undefined],
    ["null", "null", undefined],
    ["an event that we don't handle", changed({ "detail-type": "PayerChanged" }), "/detail-type"],
    ["an event of somebody else", changed({ source: "somebody-else" }), "/source"],
    ["no detail", changed({ detail: {} }), "/detail/metadata"],
    ["a detail that is not well formed", confirmedEvent("A#3003"), "/detail/data/authorizationId"],
    [
      "another schemaVersion",
      confirmedEvent("A3003").replace('"schemaVersion":1', '"schemaVersion":2'),
      "/detail/metadata/schemaVersion",
    ],
  ])("%s goes there at once, with the field, and does not hold up the others", async (_, poison, pointer) => {
    const failed = await failedOf(
      message("m1", confirmedEvent("A1")),
      message("m2", poison),
      message("m3", confirmedEvent("A3")),
    );
    expect(failed).toEqual([]);
    const [letter, ...more] = deadLetters();
    expect(more).toEqual([]);
    expect(letter).toMatchObject({ to, body: poison, code: "VALIDATION_FAILED", attempts: "1" });
    expect(letter).toHaveProperty("reason", expect.stringContaining(pointer ?? "the message"));
    expect(letter && "pointer" in letter ? letter.pointer : undefined).toBe(pointer);
    const stored = dynamo
      .commandCalls(TransactWriteCommand)
      .map(({ args: [command] }) => command.input.TransactItems?.[1]);
    expect(stored.map((write) => write?.Put?.Item?.["authorizationId"]).toSorted()).toEqual(["A1", "A3"]);
  });

  it("what can't be put there now comes again, as if nobody had tried", async () => {
    queue.on(SendMessageCommand).rejectsOnce(failure("AccessDenied"));
    await expect(failedOf(message("m1", "{"), message("m2", confirmedEvent("A1")))).resolves.toEqual(["m1"]);
    await expect(failedOf(message("m1", "{", 2))).resolves.toEqual([]);
    expect(deadLetters().at(-1)).toMatchObject({ body: "{", attempts: "2" });
  });

  it("no log and no attribute holds what a field held", async () => {
    await failedOf(message("m1", confirmedEvent("Marisol Quintero")), message("m2", '{ "Marisol'));
    const told = deadLetters().map(({ body: _, ...said }) => said);
    expect(told).toHaveLength(2);
    expect(JSON.stringify([told, logged()])).not.toContain("Marisol");
  });
});

describe("what may yet be done comes again, and is given up with its code when it failed for the last time", () => {
  const rendered = JSON.stringify(renderedSample);

  it("a refusal by the rules", async () => {
    for (const attempt of [1, 4]) await expect(failedOf(message("m1", rendered, attempt))).resolves.toEqual(["m1"]);
    expect(deadLetters()).toEqual([]);
    await expect(failedOf(message("m1", rendered, 5))).resolves.toEqual([]);
    const reason = "There is no client C1001.";
    expect(deadLetters()).toEqual([{ to, body: rendered, code: "NOT_FOUND", reason, attempts: "5" }]);
  });

  it("but not what the call had no time left for, which is not even tried", async () => {
    const noTime = { ...context, getRemainingTimeInMillis: () => 3000 };
    const messages = [message("m1", rendered, 5), message("m2", confirmedEvent("A1"), 9)];
    const { batchItemFailures } = await batchOf(messages, noTime);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual(["m1", "m2"]);
    expect(deadLetters()).toEqual([]);
    expect(dynamo.calls()).toEqual([]);
  });

  it("a failure of ours, by its name alone", async () => {
    dynamo.on(GetCommand).rejects(failure("AccessDeniedException"));
    await expect(failedOf(message("m1", confirmedEvent("A1"), 5))).resolves.toEqual([]);
    expect(deadLetters()).toMatchObject([{ code: "INTERNAL", reason: "AccessDeniedException", attempts: "5" }]);
  });

  it("a service from more than five minutes ahead is given up at once, and counted", async () => {
    const ahead = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    const told = (occurredAt: string | null, time = renderedSample.time) => {
      const detail = { ...renderedSample.detail, metadata: { eventId: "e1", occurredAt } };
      return JSON.stringify({ ...renderedSample, time, detail });
    };
    await expect(failedOf(message("m1", told(ahead(4))))).resolves.toEqual(["m1"]);
    expect(logged().filter((line) => "EventsAheadOfClock" in line)).toEqual([]);
    const messages = [message("m2", told(ahead(6))), message("m3", told(null, ahead(6)))];
    await expect(failedOf(...messages)).resolves.toEqual([]);
    expect(deadLetters()).toMatchObject([
      {
        code: "VALIDATION_FAILED",
        pointer: "/detail/metadata/occurredAt",
        reason: expect.stringContaining("(AHEAD_OF_CLOCK)"),
      },
      { code: "VALIDATION_FAILED", pointer: "/time" },
    ]);
    expect(logged().filter((line) => "EventsAheadOfClock" in line)).toHaveLength(2);
  });
});
