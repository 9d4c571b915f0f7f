import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { insuranceIn, rowFacts } from "../../domain/client-record.ts";
import { readClientRecord, readShownRecord } from "../../store/client-record.ts";
import { item, unreadableItem } from "../../store/items.ts";
import { authorizationKey, balanceKey, capKey, clientKey, insuranceKey } from "../../store/keys.ts";
import { authorization, balance, cap, client, insurance, readBack } from "../domain/examples.ts";
import { type MockedTable, mockedTable } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

const used = { authorizationId: "A3001", ...balance({ unitsUsed: 4 }), version: 2 };
const clientItem = item(clientKey("C1001"), "client", client());
const items = [
  clientItem,
  item(insuranceKey("C1001", "I2001"), "insurance", insurance()),
  item(authorizationKey("C1001", "A3001"), "authorization", authorization()),
  item(
    authorizationKey("C1001", "A3002"),
    "authorization",
    authorization({ authorizationId: "A3002", insuranceId: "I9" }),
  ),
  item(balanceKey("C1001", "A3001"), "balance", used),
  item(capKey("C1001", "A3001"), "cap", cap()),
  item({ PK: "CLIENT#C1001", SK: "USE#I2001" }, "insuranceUse", { count: 2 }),
];
const read = () => readClientRecord(mocked.table, "C1001");

describe("a client with everything that its tracker shows", () => {
  it("is ONE Query, consistent: what was saved is shown", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: items });
    await read();
    const calls = mocked.dynamo.calls();
    expect(calls).toHaveLength(1);
    expect(calls[0]?.args[0].input).toMatchObject({
      ExpressionAttributeValues: { ":pk": "CLIENT#C1001" },
      ConsistentRead: true,
      TableName: "agency-table",
    });
  });

  it("has insurances, authorizations, balances and caps by id; what guarded them once is passed over", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: items });
    const record = await read();
    expect(record.client).toEqual(client());
    expect([...record.insurances]).toEqual([["I2001", insurance()]]);
    expect([...record.authorizations.keys()]).toEqual(["A3001", "A3002"]);
    expect([...record.balances]).toEqual([["A3001", used]]);
    expect([...record.caps]).toEqual([["A3001", cap()]]);
  });

  it("of several pages is one", async () => {
    const LastEvaluatedKey = clientKey("C1001") as unknown as Record<string, unknown>;
    mocked.dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: items.slice(0, 3), LastEvaluatedKey })
      .resolvesOnce({ Items: items.slice(3) });
    const record = await read();
    expect([...record.authorizations.keys()]).toEqual(["A3001", "A3002"]);
  });

  it("gives each authorization what its row is computed from", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: items });
    const record = await read();
    const facts = (authorizationId: string) => {
      const which = record.authorizations.get(authorizationId);
      return which && rowFacts(record, which);
    };
    expect(facts("A3001")).toEqual({
      authorization: readBack(authorization()),
      insurance: insurance(),
      balance: used,
      cap: cap(),
    });
    expect(facts("A3002")).toMatchObject({ insurance: undefined, balance: undefined, cap: undefined });
  });

  it.each([
    ["nothing at all", []],
    ["items without a client", items.slice(1)],
  ])("of whom there is %s is NOT_FOUND", async (_, some) => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: some });
    await expect(read()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it.each([
    ["of an unknown kind", item(clientKey("C1001"), "surprise", {})],
    [
      "malformed",
      item(authorizationKey("C1001", "A9"), "authorization", { ...authorization(), effectiveDate: "soon" }),
    ],
    ["without its fields", item(capKey("C1001", "A9"), "cap", {})],
  ])("no change is decided on a record with an item that is %s", async (_, bad) => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: [...items, bad] });
    const [{ id, kind }] = [unreadableItem(bad)];
    await expect(read()).rejects.toMatchObject({
      code: "RECORD_UNREADABLE",
      items: [{ kind, clientId: "C1001", id }],
    });
  });
});

describe("a client to be shown", () => {
  const shownWith = (...bad: object[]) => {
    const keys = new Set(bad.map((each) => JSON.stringify(keyIn(each))));
    const others = items.filter((each) => !keys.has(JSON.stringify(keyIn(each))));
    mocked.dynamo.on(QueryCommand).resolves({ Items: [...others, ...bad] });
    return readShownRecord(mocked.table, "C1001");
  };
  const keyIn = (stored: object) => [(stored as { PK: string }).PK, (stored as { SK: string }).SK];
  const spoiled = (kind: string) => ({ ...items.find((each) => each.kind === kind), version: "none" });

  it("has everything where everything can be read", async () => {
    const { unreadable, ...shown } = await shownWith();
    const { revision: _, ...whole } = await read();
    expect(shown).toEqual(whole);
    expect(unreadable).toEqual([]);
  });

  it.each([
    ["authorization", [{ kind: "authorization", clientId: "C1001", id: "A3001" }]],
    ...(["balance", "cap"] as const).map((kind): [string, object[]] => [
      kind,
      [
        { kind, clientId: "C1001", id: "A3001" },
        { kind: "authorization", clientId: "C1001", id: "A3001" },
      ],
    ]),
    [
      "insurance",
      [
        { kind: "insurance", clientId: "C1001", id: "I2001" },
        { kind: "authorization", clientId: "C1001", id: "A3001" },
      ],
    ],
  ])("leaves an authorization out, and says so, without its %s", async (kind, named) => {
    const shown = await shownWith(spoiled(kind));
    expect(shown.authorizations.has("A3001")).toBe(false);
    expect(shown.unreadable).toEqual(named);
  });

  it("is not shown at all without the client itself", async () => {
    await expect(shownWith(spoiled("client"))).rejects.toMatchObject({ code: "RECORD_UNREADABLE" });
  });
});

describe("another client's insurance 404", () => {
  it("one that the client has is given, another is NOT_FOUND", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: items });
    const record = await read();
    expect(insuranceIn(record, "I2001")).toEqual(insurance());
    expect(() => insuranceIn(record, "I2002")).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });
});
