import { BatchGetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { readClosed, readCurrent, readDiscontinued, readHistoryEntries, readRowFacts } from "../../store/history.ts";
import { item } from "../../store/items.ts";
import { closedCapKey, discontinuedBalanceKey, discontinuedKey, historyEntryKey } from "../../store/keys.ts";
import { authorization, balance, cap, client, discontinued, insurance, readBack } from "../domain/examples.ts";
import { revision } from "./audited.ts";
import { type MockedTable, mockedTable } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

const past = readBack(authorization({ ...discontinued("moved"), authorizationId: "A9", version: 3 }));
const used = { authorizationId: "A9", ...balance({ unitsUsed: 4 }), version: 2 };
const closed = cap({ authorizationId: "A9", discontinuedVersion: 3 });
const historyItems = [
  item(discontinuedKey("C1001", "A9"), "authorization", past),
  item(discontinuedBalanceKey("C1001", "A9"), "balance", used),
  item(closedCapKey("C1001", "A9"), "cap", closed),
];
const holds = (items: object[]) =>
  mocked.dynamo.on(BatchGetCommand).resolves({ Responses: { "agency-table": items as Record<string, unknown>[] } });

const record = {
  client: client(),
  insurances: new Map([["I2001", insurance()]]),
  authorizations: new Map([["A3001", authorization()]]),
  balances: new Map(),
  caps: new Map(),
  revision,
};

describe("an authorization that entered the history", () => {
  it("is read with its balance and its closed cap, each by its key", async () => {
    holds(historyItems);
    await expect(readDiscontinued(mocked.table, "C1001", ["A9"])).resolves.toEqual(
      new Map([["A9", { authorization: past, balance: used, cap: closed }]]),
    );
    const [call] = mocked.dynamo.commandCalls(BatchGetCommand);
    expect(call?.args[0].input.RequestItems?.["agency-table"]).toEqual({
      Keys: [discontinuedKey("C1001", "A9"), discontinuedBalanceKey("C1001", "A9"), closedCapKey("C1001", "A9")],
      ConsistentRead: true,
    });
  });

  it("has no balance where no service was posted, no cap where none was closed, and is not there where it is not", async () => {
    holds(historyItems.slice(0, 1));
    const found = await readDiscontinued(mocked.table, "C1001", ["A9", "A10"]);
    expect([...found]).toEqual([["A9", { authorization: past, balance: undefined, cap: undefined }]]);
  });

  it("is shown like any other", async () => {
    holds(historyItems);
    await expect(readRowFacts(mocked.table, record, "A9")).resolves.toEqual({
      authorization: past,
      insurance: insurance(),
      balance: used,
      cap: closed,
    });
  });

  it("Until billing hears of it, its cap stands with the client", async () => {
    holds(historyItems.slice(0, 2));
    const open = cap({ authorizationId: "A9" });
    const withOpenCap = { ...record, caps: new Map([["A9", open]]) };
    await expect(readRowFacts(mocked.table, withOpenCap, "A9")).resolves.toMatchObject({ cap: open });
    holds(historyItems);
    await expect(readRowFacts(mocked.table, withOpenCap, "A9")).resolves.toMatchObject({ cap: closed });
  });

  it("A change to a discontinued one is 409", async () => {
    holds(historyItems);
    await expect(readCurrent(mocked.table, record, "A9")).rejects.toMatchObject({
      code: "ALREADY_DISCONTINUED",
      currentVersion: 3,
    });
  });

  it("one that the client never had is 404", async () => {
    holds([]);
    await expect(readRowFacts(mocked.table, record, "A10")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(readCurrent(mocked.table, record, "A10")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("one that is on the tracker costs no further read", async () => {
    await expect(readCurrent(mocked.table, record, "A3001")).resolves.toEqual(authorization());
    expect(mocked.dynamo.calls()).toEqual([]);
  });
});

describe("Closed caps and discontinued balances of a client", () => {
  it("come by authorization id, from the history alone", async () => {
    mocked.dynamo.on(QueryCommand).callsFake((input) => {
      const { ":pk": partition, ":prefix": prefix } = input.ExpressionAttributeValues;
      return { Items: historyItems.filter(({ PK, SK }) => PK === partition && SK.startsWith(prefix)) };
    });
    await expect(readClosed(mocked.table, "C1001")).resolves.toEqual({
      caps: new Map([["A9", closed]]),
      balances: new Map([["A9", used]]),
    });
    await expect(readClosed(mocked.table, "C1002")).resolves.toEqual({ caps: new Map(), balances: new Map() });
  });
});

describe("newest expiration first, paged", () => {
  const entry = (expirationDate: string, authorizationId: string) =>
    item(historyEntryKey("C1001", expirationDate, authorizationId), "historyEntry", {
      authorizationId,
      expirationDate,
    });

  it("asks backwards for as many as fit", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: [entry("2026-07-04", "A9"), entry("2025-12-31", "A8")] });
    const { entries: found } = await readHistoryEntries(mocked.table, "C1001", { limit: 20, before: undefined });
    expect(found).toEqual([
      { authorizationId: "A9", expirationDate: "2026-07-04" },
      { authorizationId: "A8", expirationDate: "2025-12-31" },
    ]);
    const [call] = mocked.dynamo.commandCalls(QueryCommand);
    expect(call?.args[0].input).toMatchObject({ ScanIndexForward: false, Limit: 20, ConsistentRead: true });
  });

  it("asks for order entries only, all of them from the start, those before the last page's end afterwards", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: [] });
    await readHistoryEntries(mocked.table, "C1001", { limit: 20, before: undefined });
    await readHistoryEntries(mocked.table, "C1001", { limit: 20, before: "2026-07-04#A9" });
    const [all, rest] = mocked.dynamo.commandCalls(QueryCommand).map(({ args: [command] }) => {
      const { ":pk": partition, ":first": first, ":last": last } = command.input.ExpressionAttributeValues ?? {};
      expect(partition).toBe("CLIENT#C1001#HISTORY");
      return (sortKey: string) => String(first) <= sortKey && sortKey <= String(last);
    });
    const [newest, older] = [entry("2026-07-04", "AA"), entry("2026-07-04", "A8")].map(({ SK }) => String(SK));
    expect([newest, older].map((key) => all?.(key ?? ""))).toEqual([true, true]);
    expect([newest, older].map((key) => rest?.(key ?? ""))).toEqual([false, true]);
    for (const { SK } of historyItems) expect(all?.(SK)).toBe(false);
  });

  it("does not repeat the last one of the page before", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: [entry("2026-07-04", "A9"), entry("2025-12-31", "A8")] });
    const { entries: found } = await readHistoryEntries(mocked.table, "C1001", { limit: 20, before: "2026-07-04#A9" });
    expect(found.map(({ authorizationId }) => authorizationId)).toEqual(["A8"]);
  });
});
