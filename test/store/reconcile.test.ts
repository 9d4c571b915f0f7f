import { GetCommand, QueryCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { readClientCaps, storeRepair } from "../../store/cap-facts.ts";
import { type DriftFinding, readFindingsPage, saveFindings } from "../../store/drift-findings.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { readInsurancesOfPayer } from "../../store/insurances.ts";
import { item } from "../../store/items.ts";
import {
  authorizationKey,
  capKey,
  clientKey,
  closedCapKey,
  discontinuedKey,
  driftKey,
  type Key,
  reconcilePassKey,
} from "../../store/keys.ts";
import { readReconcilePass, saveReconcilePass } from "../../store/reconcile-pass.ts";
import { authorization, cap, client, confirmed, discontinued, record } from "../domain/examples.ts";
import { auditEntry, auditedOfAuthorization } from "./audited.ts";
import { cancelled, itemsPut, type MockedTable, mockedTable, transactions, writesOf } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
  mocked.dynamo.on(TransactWriteCommand).resolves({});
});

const finding = (authorizationId: string): DriftFinding => ({
  clientId: "C1001",
  authorizationId,
  driftKind: "CAP_DIFFERS",
  foundAt: "2026-03-16T15:00:00.000Z",
});
const query = () => mocked.dynamo.commandCalls(QueryCommand).map(({ args: [command] }) => command.input);

describe("findings are stored as items, put and removed by the pass", () => {
  it("in one transaction, whatever was found before", async () => {
    await saveFindings(mocked.table, { found: [finding("A1")], gone: [finding("A2")] });
    expect(writesOf(mocked)).toEqual(["Put DRIFT | C1001#A1", "Delete DRIFT | C1001#A2"]);
    expect(itemsPut(mocked, "driftFinding")).toEqual([item(driftKey("C1001", "A1"), "driftFinding", finding("A1"))]);
  });

  it("none: nothing is sent", async () => {
    await saveFindings(mocked.table, { found: [], gone: [] });
    expect(mocked.dynamo.calls()).toEqual([]);
  });

  it("more than a transaction takes: in several", async () => {
    const found = Array.from({ length: 250 }, (_, index) => finding(`A${index}`));
    await saveFindings(mocked.table, { found, gone: [] });
    expect(transactions(mocked).map(({ length }) => length)).toEqual([100, 100, 50]);
  });

  it("a page of them is one Query after the place that it begins at", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: [item(driftKey("C1001", "A1"), "driftFinding", finding("A1"))] });
    await expect(readFindingsPage(mocked.table, { limit: 7, after: "C1#A1" })).resolves.toEqual([finding("A1")]);
    expect(query()).toEqual([
      expect.objectContaining({
        ConsistentRead: true,
        KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :first AND :last",
        ExpressionAttributeValues: { ":pk": "DRIFT", ":first": "C1#A1 ", ":last": "~" },
        Limit: 7,
      }),
    ]);
  });
});

describe("the checkpoint of the pass", () => {
  const pass = {
    day: "2026-03-16",
    startedAt: "2026-03-16T15:00:00.000Z",
    position: { payerId: "PSMED", insuranceId: "I2001" },
  };

  it("is one item", async () => {
    await saveReconcilePass(mocked.table, pass);
    expect(writesOf(mocked)).toEqual(["Put RECONCILE | PASS"]);
    expect(itemsPut(mocked, "reconcilePass")).toEqual([item(reconcilePassKey, "reconcilePass", pass)]);
  });

  it("is read as it was stored; none before the first", async () => {
    mocked.dynamo
      .on(GetCommand)
      .resolvesOnce({})
      .resolves({ Item: item(reconcilePassKey, "reconcilePass", pass) });
    await expect(readReconcilePass(mocked.table)).resolves.toBeUndefined();
    await expect(readReconcilePass(mocked.table)).resolves.toEqual(pass);
  });
});

describe("the insurances of a payer", () => {
  it("are one Query for each page, from the reference items", async () => {
    const reference = { clientId: "C1001", insuranceId: "I2001" };
    const key: Key = { PK: "REFERENCE#PAYER#PSMED", SK: "INSURANCE#I2001" };
    mocked.dynamo.on(QueryCommand).resolves({ Items: [item(key, "reference", reference)] });
    const page = { limit: 3, afterInsuranceId: "I1" };
    await expect(readInsurancesOfPayer(mocked.table, "PSMED", page)).resolves.toEqual([reference]);
    expect(query()).toEqual([
      expect.objectContaining({
        ExpressionAttributeValues: { ":pk": "REFERENCE#PAYER#PSMED" },
        ExclusiveStartKey: { PK: "REFERENCE#PAYER#PSMED", SK: "INSURANCE#I1" },
        Limit: 3,
      }),
    ]);
  });
});

describe("all authorizations and caps of a client side by side", () => {
  const partitions: Record<string, object[]> = {};
  beforeEach(() => {
    const stored = [
      item(clientKey("C1001"), "client", client()),
      item(authorizationKey("C1001", "A3001"), "authorization", confirmed()),
      item(authorizationKey("C1001", "A1"), "authorization", authorization({ authorizationId: "A1" })),
      item(capKey("C1001", "A3001"), "cap", cap()),
      item(capKey("C1001", "A8"), "cap", cap({ authorizationId: "A8" })),
    ];
    const past = authorization({ authorizationId: "A9", ...discontinued() });
    partitions["CLIENT#C1001"] = stored;
    partitions["AUTH#"] = [item(discontinuedKey("C1001", "A9"), "authorization", past)];
    partitions["CAP#"] = [
      item(closedCapKey("C1001", "A9"), "cap", cap({ authorizationId: "A9", discontinuedVersion: 2 })),
    ];
    mocked.dynamo.on(QueryCommand).callsFake(({ ExpressionAttributeValues }) => ({
      Items: partitions[ExpressionAttributeValues[":prefix"] ?? ExpressionAttributeValues[":pk"]],
    }));
  });

  it("those without a cap, those without an authorization, and those of the history", async () => {
    const { facts } = await readClientCaps(mocked.table, "C1001");
    const said = [...facts.values()].map((each) => [
      each.authorizationId,
      each.authorization?.version,
      each.cap?.discontinuedVersion ?? each.cap?.version,
    ]);
    expect(said.sort()).toEqual([
      ["A1", 1, undefined],
      ["A3001", 2, 1],
      ["A8", undefined, 1],
      ["A9", 1, 2],
    ]);
  });

  it("what was moved to the history in between is taken from there", async () => {
    const moved = confirmed({ ...discontinued(), version: 3 });
    partitions["AUTH#"] = [item(discontinuedKey("C1001", "A3001"), "authorization", moved)];
    partitions["CAP#"] = [item(closedCapKey("C1001", "A3001"), "cap", cap({ discontinuedVersion: 3 }))];
    const { facts } = await readClientCaps(mocked.table, "C1001");
    expect(facts.get("A3001")).toMatchObject({ authorization: { version: 3 }, cap: { discontinuedVersion: 3 } });
  });

  it("the client's Query comes first: else something could fall between the two", async () => {
    await readClientCaps(mocked.table, "C1001");
    expect(query().map(({ ExpressionAttributeValues }) => ExpressionAttributeValues?.[":pk"])).toEqual([
      "CLIENT#C1001",
      "CLIENT#C1001#HISTORY",
      "CLIENT#C1001#HISTORY",
    ]);
  });
});

describe("a repair: the event through the outbox, with an audit entry in the same transaction", () => {
  const at = "2026-03-16T15:00:00.000Z";
  const repair = () =>
    storeRepair(mocked.table, record(), {
      events: [{ eventId: "e1", occurredAt: at, detailType: "AuthorizationConfirmed", detail: "{}" }],
      audit: auditEntry({ action: "REPAIRED" }),
    });

  it("held to the client's revision, so that the authorization is still what the event tells", async () => {
    await repair();
    expect(writesOf(mocked)).toEqual([
      expect.stringMatching(/^Put OUTBOX#\d \| 2026-03-16T15:00:00\.000Z#e1 if attribute_not_exists\(PK\)$/),
      ...auditedOfAuthorization("C1001", "A3001"),
    ]);
  });

  it("changed meanwhile: decided again", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("None", "ConditionalCheckFailed", "None", "None"));
    await expect(repair()).rejects.toBeInstanceOf(ChangedMeanwhile);
  });
});
