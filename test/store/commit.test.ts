import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { DomainError } from "../../domain/domain-error.ts";
import { ChangedMeanwhile, type StoredItem } from "../../store/failures.ts";
import { commit, getItem, untilStored, type Write } from "../../store/opened-table.ts";
import { create, put } from "../../store/writes.ts";
import { lastingFailures, passingFailures } from "./failures-of-aws.ts";
import { cancelled, failure, type MockedTable, mockedTable, tokensOf, transactions } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

class Refused extends Error {
  readonly write: number;
  readonly current: StoredItem | undefined;
  constructor(write: number, current: StoredItem | undefined) {
    super(`write ${write} was refused`);
    this.write = write;
    this.current = current;
  }
}

/** Three writes, each with an error of its own. */
const writes: Write[] = [0, 1, 2].map((index) =>
  create({ PK: `P#${index}`, SK: "S" }, "thing", { index }, (current) => new Refused(index, current)),
);
const store = () => commit(mocked.table, writes);
const answers = (...answered: (Error | "stored")[]) => {
  const stub = mocked.dynamo.on(TransactWriteCommand);
  for (const answer of answered) {
    if (answer === "stored") stub.resolvesOnce({});
    else stub.rejectsOnce(answer);
  }
};

describe("All writes or none", () => {
  it("in one transaction, each for this table and with its item back when a condition fails", async () => {
    answers("stored");
    await store();
    expect(transactions(mocked)).toEqual([
      [0, 1, 2].map((index) => ({
        Put: {
          TableName: "agency-table",
          Item: { PK: `P#${index}`, SK: "S", kind: "thing", schema: 1, index },
          ConditionExpression: "attribute_not_exists(#pk)",
          ExpressionAttributeNames: { "#pk": "PK" },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      })),
    ]);
    expect(mocked.pauses).toEqual([]);
  });
});

describe("contention is tried again", () => {
  it.each([
    ["a conflict", cancelled("None", "TransactionConflict", "None")],
    ["several conflicts", cancelled("TransactionConflict", "TransactionConflict", "TransactionConflict")],
    ["throttling", cancelled("ThrottlingError", "None", "None")],
    ["exceeded throughput", cancelled("None", "None", "ProvisionedThroughputExceeded")],
    ["a conflict that is thrown by itself", failure("TransactionConflictException")],
  ])("%s: after a pause, with all writes the same", async (_, busy) => {
    answers(busy, "stored");
    await store();
    const [first, second, ...more] = transactions(mocked);
    expect(second).toEqual(first);
    expect(more).toEqual([]);
    expect(mocked.pauses).toEqual([1]);
  });

  it("and then is SERVICE_UNAVAILABLE, told apart from what somebody else has changed", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("TransactionConflict", "None", "None"));
    const caught = await store().catch((error) => error);
    expect(caught).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(caught).not.toBeInstanceOf(ChangedMeanwhile);
    expect(mocked.pauses.length).toBeLessThanOrEqual(transactions(mocked).length);
    expect(transactions(mocked).length).toBeLessThan(100);
  });
});

describe("a conflict on an item that says what it means", () => {
  const meaning = new Error("somebody does the same");
  const meant = writes.map((write, index) => (index === 1 ? { ...write, contended: () => meaning } : write));
  it.each([
    ["throws that", ["None", "TransactionConflict", "None"]],
    ["throws that, whatever else is held up", ["TransactionConflict", "TransactionConflict", "None"]],
  ])("%s", async (_, codes) => {
    answers(cancelled(...codes));
    await expect(commit(mocked.table, meant)).rejects.toBe(meaning);
    expect(transactions(mocked)).toHaveLength(1);
  });

  it.each([
    ["a conflict on another item", ["TransactionConflict", "None", "None"]],
    ["throttling of it", ["None", "ThrottlingError", "None"]],
  ])("%s is tried again", async (_, codes) => {
    answers(cancelled(...codes), "stored");
    await expect(commit(mocked.table, meant)).resolves.toBeUndefined();
  });

  it("a failed condition beside it counts as failed", async () => {
    answers(cancelled("ConditionalCheckFailed", "TransactionConflict", "None"));
    await expect(commit(mocked.table, meant)).rejects.toMatchObject({ write: 0 });
  });
});

describe("A failed condition throws that write's `refused` error", () => {
  it.each([0, 1, 2])("write %i's", async (failed) => {
    answers(cancelled(...[0, 1, 2].map((index) => (index === failed ? "ConditionalCheckFailed" : "None"))));
    await expect(store()).rejects.toMatchObject({ write: failed });
    expect(transactions(mocked)).toHaveLength(1);
  });

  it("the first one's of several", async () => {
    answers(cancelled("None", "ConditionalCheckFailed", "ConditionalCheckFailed"));
    await expect(store()).rejects.toMatchObject({ write: 1 });
  });

  it("with the item as it stands, out of its wire form", async () => {
    const Item = { PK: { S: "P#1" }, count: { N: "3" }, tags: { L: [{ S: "a" }] }, none: { NULL: true } };
    answers(cancelled("None", { Code: "ConditionalCheckFailed", Item }));
    await expect(store()).rejects.toMatchObject({
      write: 1,
      current: { PK: "P#1", count: 3, tags: ["a"], none: null },
    });
  });

  it("without an item where there is none", async () => {
    answers(cancelled({ Code: "ConditionalCheckFailed" }));
    await expect(store()).rejects.toMatchObject({ write: 0, current: undefined });
  });

  it("of a single write", async () => {
    answers(new ConditionalCheckFailedException({ $metadata: {}, message: "failed", Item: { n: { N: "7" } } }));
    await expect(store()).rejects.toMatchObject({ write: 0, current: { n: 7 } });
  });
});

describe("never read a conflict as a failed condition", () => {
  it.each(["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])(
    "%s alone refuses nothing",
    async (code) => {
      answers(cancelled(code, code, code), cancelled("None", code, "None"), "stored");
      await expect(untilStored(mocked.table, store)).resolves.toBeUndefined();
    },
  );

  it.each([
    ["before", ["ConditionalCheckFailed", "TransactionConflict", "None"], 0],
    ["after", ["TransactionConflict", "None", "ConditionalCheckFailed"], 2],
  ])("a failed condition %s a conflict counts as failed", async (_, codes, failed) => {
    answers(cancelled(...codes));
    await expect(store()).rejects.toMatchObject({ write: failed });
    expect(transactions(mocked)).toHaveLength(1);
    expect(mocked.pauses).toEqual([]);
  });
});

describe("a failure that passes by itself is tried again with the same token: its transaction may be stored already", () => {
  it.each(passingFailures)("%s", async (_, error) => {
    answers(error, error, "stored");
    await store();
    const [first, ...others] = transactions(mocked);
    expect(others).toEqual([first, first]);
    expect(tokensOf(mocked)).toEqual(["token-1", "token-1", "token-1"]);
    expect(mocked.pauses).toEqual([1, 2]);
  });

  it("until the call's time is over: SERVICE_UNAVAILABLE, with what happened as its cause", async () => {
    const cause = failure("TimeoutError");
    mocked.dynamo.on(TransactWriteCommand).rejects(cause);
    await expect(store()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE", cause });
    expect(transactions(mocked)).toHaveLength(10);
  });

  it("a conflict after a lost reply keeps the token, too", async () => {
    answers(
      failure("Error", { code: "ECONNRESET" }),
      cancelled("TransactionConflict", "None", "None"),
      failure("TimeoutError"),
      "stored",
    );
    await store();
    expect(new Set(tokensOf(mocked))).toEqual(new Set(["token-1"]));
  });

  it("nor is it given up for a conflict, however often: to decide anew would meet its own effect as somebody else's", async () => {
    const busy = cancelled("TransactionConflict", "None", "None");
    answers(failure("TimeoutError"), busy, busy, busy, busy, "stored");
    await store();
    expect(tokensOf(mocked)).toEqual(Array.from({ length: 6 }, () => "token-1"));
  });

  it("another transaction has a token of its own", async () => {
    answers("stored", "stored");
    await store();
    await store();
    expect(tokensOf(mocked)).toEqual(["token-1", "token-2"]);
  });

  it("no transaction begins when the time is over: nothing is changed", async () => {
    mocked.time.leftMillis = 0;
    await expect(store()).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(transactions(mocked)).toEqual([]);
  });
});

describe("other failures stay what they are, after one try", () => {
  it.each(lastingFailures)("%s", async (_, error) => {
    answers(error);
    await expect(store()).rejects.toBe(error);
    expect(transactions(mocked)).toHaveLength(1);
  });

  it("an unconditional write that is refused is an error, too", async () => {
    answers(cancelled("ConditionalCheckFailed"));
    await expect(commit(mocked.table, [put({ PK: "P", SK: "S" }, "thing", {})])).rejects.toThrow();
  });
});

describe("Reading, deciding and storing, again from the start as long as somebody else was quicker", () => {
  it("until it is stored", async () => {
    const outcomes = [new ChangedMeanwhile(), new ChangedMeanwhile(), "stored"];
    const result = untilStored(mocked.table, async () => {
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    });
    await expect(result).resolves.toBe("stored");
    expect(mocked.pauses).toEqual([1, 2]);
  });

  it("or the items are free: what was read may be old by then", async () => {
    const conflict = cancelled("None", "TransactionConflict", "None");
    answers(conflict, conflict, conflict, conflict, conflict, "stored");
    let readings = 0;
    await untilStored(mocked.table, async () => {
      readings += 1;
      await store();
    });
    expect(transactions(mocked)).toHaveLength(6);
    expect(readings).toBeGreaterThan(1);
  });

  it("not for any other error", async () => {
    let tries = 0;
    const result = untilStored(mocked.table, async () => {
      tries += 1;
      throw new Refused(0, undefined);
    });
    await expect(result).rejects.toBeInstanceOf(Refused);
    expect(tries).toBe(1);
  });

  it("until the call's time is over: SERVICE_UNAVAILABLE", async () => {
    let tries = 0;
    const result = untilStored(mocked.table, () => {
      tries += 1;
      return Promise.reject(new ChangedMeanwhile());
    });
    await expect(result).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(tries).toBe(11);
  });

  it("as one measure of time for all of it: requests, transactions and decisions do not multiply", async () => {
    mocked.dynamo.on(GetCommand).rejectsOnce(failure("ThrottlingException")).resolves({});
    const conflict = cancelled("TransactionConflict", "None", "None");
    mocked.dynamo.on(TransactWriteCommand).rejectsOnce(failure("TimeoutError")).rejects(conflict);
    const result = untilStored(mocked.table, async () => {
      await getItem(mocked.table, { PK: "P", SK: "S" });
      await store();
    });
    await expect(result).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect(mocked.pauses).toHaveLength(10);
    expect(mocked.dynamo.calls().length).toBeLessThan(20);
  });

  it("a decision of the rules is never tried again", async () => {
    let tries = 0;
    const refusal = new DomainError("IN_USE", "It is in use.");
    const result = untilStored(mocked.table, () => {
      tries += 1;
      return Promise.reject(refusal);
    });
    await expect(result).rejects.toBe(refusal);
    expect(tries).toBe(1);
  });
});
