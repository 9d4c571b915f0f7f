import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { DeleteCommand, GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it } from "vitest";
import type { Cap } from "../../domain/cap.ts";
import { CapUpdated } from "../../events/cap-updated.ts";
import confirmedSample from "../../events/samples/AuthorizationConfirmed.v1.json" with { type: "json" };
import { item } from "../../store/items.ts";
import { awaitedKey, capKey } from "../../store/keys.ts";
import { cap, confirmedVersion } from "../domain/examples.ts";
import { cancelled, failure } from "../store/mocked-table.ts";
import { batchOf, bus, confirmedEvent, dynamo, failedOf, logged, message, startBilling } from "./billing-function.ts";
import { context } from "./requests.ts";

startBilling();

type Key = Record<string, unknown>;
/** The cap of A3003 as it stands; nothing else is there. */
const holds = (known: Cap) =>
  dynamo
    .on(GetCommand, { Key: capKey("C1002", "A3003") as unknown as Key })
    .resolves({ Item: item(capKey("C1002", "A3003"), "cap", known) });
const published = () =>
  bus.commandCalls(PutEventsCommand).flatMap(({ args: [command] }) => command.input.Entries ?? []);

describe("an event that billing is told of", () => {
  it("makes the cap and is acknowledged, in the same transaction", async () => {
    await expect(failedOf(message("m1", confirmedEvent("A3003")))).resolves.toEqual([]);
    const [call, ...more] = dynamo.commandCalls(TransactWriteCommand);
    expect(more).toEqual([]);
    const kinds = call?.args[0].input.TransactItems?.flatMap(({ Put }) => Put?.Item?.["kind"] ?? []);
    expect(kinds).toEqual(["eventSeen", "cap", "unsentEvent"]);
    expect(call?.args[0].input.TransactItems?.[1]?.Put?.Item).toMatchObject({
      authorizationId: "A3003",
      confirmed: {
        version: 1,
        unitsCap: null,
        visitsCap: 5,
        activityCodes: ["PSY45", "PSY60"],
        toldAt: "2026-03-16T14:05:00.000Z",
      },
    });
  });

  it("goes out as CapUpdated, with the trace it came with", async () => {
    await failedOf(message("m1", confirmedEvent("A3003")));
    const [entry, ...more] = published();
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ DetailType: "CapUpdated", Source: "prior-auth-tracker", EventBusName: "agency-bus" });
    const { metadata, data } = CapUpdated.parse(JSON.parse(entry?.Detail ?? ""));
    expect(metadata).toMatchObject({
      agencyId: "willow-creek",
      traceparent: confirmedSample.detail.metadata.traceparent,
    });
    expect(data).toEqual({
      clientId: "C1002",
      insuranceId: "I2002",
      authorizationId: "A3003",
      authorizationVersion: 1,
      unitsCap: null,
      visitsCap: 5,
      state: "OPEN",
    });
    expect(dynamo.commandCalls(DeleteCommand)).toHaveLength(1);
  });

  it("stays in the outbox when the bus can't be reached, and is not handled again for that", async () => {
    let leftMillis = 30_000;
    bus.on(PutEventsCommand).callsFake(() => {
      leftMillis -= 2000;
      throw failure("TimeoutError");
    });
    const time = { ...context, getRemainingTimeInMillis: () => leftMillis };
    await expect(batchOf([message("m1", confirmedEvent("A3003"))], time)).resolves.toEqual({ batchItemFailures: [] });
    expect(dynamo.commandCalls(TransactWriteCommand)).toHaveLength(1);
    expect(dynamo.commandCalls(DeleteCommand)).toHaveLength(0);
  });
});

describe("one event twice, or version 1 after version 2: one cap with version 2", () => {
  it("a duplicate changes nothing and is done", async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled("ConditionalCheckFailed", "None", "None"));
    await expect(failedOf(message("m1", confirmedEvent("A3003")))).resolves.toEqual([]);
    expect(published()).toEqual([]);
    expect(logged()).toMatchObject([{ outcome: "DUPLICATE" }]);
  });

  it("a late one changes nothing and is done", async () => {
    const known = cap({ clientId: "C1002", authorizationId: "A3003", confirmed: confirmedVersion({ version: 2 }) });
    holds(known);
    await expect(failedOf(message("m1", confirmedEvent("A3003", 1)))).resolves.toEqual([]);
    expect(dynamo.commandCalls(TransactWriteCommand)).toEqual([]);
    expect(published()).toEqual([]);
    expect(logged()).toMatchObject([{ EventsSuperseded: 1 }, { outcome: "SUPERSEDED" }]);
  });

  it("a newer one replaces it", async () => {
    const known = cap({ clientId: "C1002", authorizationId: "A3003", confirmed: confirmedVersion({ version: 2 }) });
    holds(known);
    await expect(failedOf(message("m1", confirmedEvent("A3003", 3)))).resolves.toEqual([]);
    const [call] = dynamo.commandCalls(TransactWriteCommand);
    expect(call?.args[0].input.TransactItems?.[1]?.Put).toMatchObject({
      Item: { version: 2, confirmed: { version: 3 } },
      ExpressionAttributeValues: { ":version": 1 },
    });
  });

  it("the same version told later, as a repair does, replaces it; told earlier, it changes nothing", async () => {
    const toldAt = (minute: string) => `2026-03-16T14:${minute}:00.000Z`;
    const altered = (told: string) =>
      cap({ clientId: "C1002", authorizationId: "A3003", confirmed: confirmedVersion({ unitsCap: 1, toldAt: told }) });
    holds(altered(toldAt("06")));
    await expect(failedOf(message("m1", confirmedEvent("A3003", 1)))).resolves.toEqual([]);
    expect(dynamo.commandCalls(TransactWriteCommand)).toEqual([]);
    holds(altered(toldAt("04")));
    await expect(failedOf(message("m1", confirmedEvent("A3003", 1)))).resolves.toEqual([]);
    const [call] = dynamo.commandCalls(TransactWriteCommand);
    expect(call?.args[0].input.TransactItems?.[1]?.Put?.Item).toMatchObject({
      confirmed: { version: 1, unitsCap: null, toldAt: toldAt("05") },
    });
  });

  it("one that somebody else was quicker with is decided again", async () => {
    dynamo
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled("None", "ConditionalCheckFailed", "None"))
      .resolves({});
    await expect(failedOf(message("m1", confirmedEvent("A3003")))).resolves.toEqual([]);
    const readings = dynamo.commandCalls(GetCommand, { Key: capKey("C1002", "A3003") as unknown as Key });
    expect(readings).toHaveLength(2);
  });
});

describe("what was awaited is no longer awaited when the cap has its version", () => {
  const key = awaitedKey("C1002", "A3003");
  const awaitedIn = (version: number) => {
    const awaited = { clientId: "C1002", authorizationId: "A3003", version, toldAt: "2026-03-16T14:05:00.000Z" };
    return { Item: item(key, "awaitedCap", awaited) };
  };
  const removals = () =>
    dynamo
      .commandCalls(TransactWriteCommand)
      .map(({ args: [command] }) => command.input.TransactItems?.flatMap(({ Delete }) => Delete?.Key ?? []));

  it("in the transaction that stores the cap", async () => {
    dynamo.on(GetCommand, { Key: key as unknown as Key }).resolves(awaitedIn(1));
    await expect(failedOf(message("m1", confirmedEvent("A3003", 1)))).resolves.toEqual([]);
    expect(removals()).toEqual([[key]]);
  });

  it("confirmed again in the same moment: billing reads again, and the later version stays awaited", async () => {
    dynamo
      .on(GetCommand, { Key: key as unknown as Key })
      .resolvesOnce(awaitedIn(1))
      .resolves(awaitedIn(3));
    const reasons = ["None", "None", "None", "None", "ConditionalCheckFailed"];
    dynamo
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled(...reasons))
      .resolves({});
    await expect(failedOf(message("m1", confirmedEvent("A3003", 1)))).resolves.toEqual([]);
    expect(removals()).toEqual([[key], []]);
  });
});

describe("What can't be stored now", () => {
  it("comes again, alone", async () => {
    dynamo.on(TransactWriteCommand).callsFake((input) => {
      if (input.TransactItems[1].Put.Item.authorizationId === "A2") throw failure("AccessDeniedException");
      return {};
    });
    const failed = await failedOf(...["A1", "A2", "A3"].map((id) => message(`m-${id}`, confirmedEvent(id))));
    expect(failed).toEqual(["m-A2"]);
  });

  it("all of them fail by themselves when nothing can be read", async () => {
    dynamo.on(GetCommand).rejects(failure("AccessDeniedException"));
    await expect(failedOf(message("m1", confirmedEvent("A1")), message("m2", confirmedEvent("A2")))).resolves.toEqual([
      "m1",
      "m2",
    ]);
    expect(
      logged()
        .map(({ level, messageId }) => [level, messageId])
        .toSorted(),
    ).toEqual([
      ["ERROR", "m1"],
      ["ERROR", "m2"],
    ]);
  });
});
