import { BatchGetCommand, GetCommand, QueryCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { emptyChain, type LinkedEntry, linked } from "../../domain/audit-chain.ts";
import { readAuditHead, sha256 } from "../../store/audit.ts";
import { readAuditOfAuthorization, readAuditOfClient } from "../../store/audit-pages.ts";
import { changeClient } from "../../store/client-changes.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { item } from "../../store/items.ts";
import { auditHeadKey, authorizationAuditKey, authorizationKey, clientAuditKey } from "../../store/keys.ts";
import { authorization } from "../domain/examples.ts";
import { auditEntry, auditHead } from "./audited.ts";
import { cancelled, itemsPut, type MockedTable, mockedTable, writesOf } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

describe("hash-chained", () => {
  const several = () => [
    auditEntry({ auditId: "01" }),
    auditEntry({ auditId: "02", subject: "service", subjectId: "S1" }),
    auditEntry({ auditId: "03", subjectId: "A9" }),
  ];
  const add = () => changeClient(mocked.table, { revision: { clientId: "C1", auditHead } }, { audit: several() });

  it("several entries of one transaction follow each other, with one head after them", async () => {
    mocked.dynamo.on(TransactWriteCommand).resolves({});
    await add();
    expect(writesOf(mocked)).toEqual([
      "Put CLIENT#C1 | AUDIT_HEAD if version = 6",
      "Put CLIENT#C1#AUDIT | ENTRY#0000000000000008 if attribute_not_exists(PK)",
      "Put CLIENT#C1#AUDIT | AUTH#A3001#0000000000000008 if attribute_not_exists(PK)",
      "Put CLIENT#C1#AUDIT | ENTRY#0000000000000009 if attribute_not_exists(PK)",
      "Put CLIENT#C1#AUDIT | ENTRY#0000000000000010 if attribute_not_exists(PK)",
      "Put CLIENT#C1#AUDIT | AUTH#A9#0000000000000010 if attribute_not_exists(PK)",
    ]);
    const [eighth, ninth, tenth] = itemsPut(mocked, "audit");
    expect([eighth, ninth, tenth].map((entry) => entry?.["previousHash"])).toEqual([
      auditHead.hash,
      eighth?.["hash"],
      ninth?.["hash"],
    ]);
    expect(itemsPut(mocked, "auditHead")).toMatchObject([{ sequence: 10, hash: tenth?.["hash"], version: 7 }]);
  });

  it("the first entry of a client makes the head", async () => {
    mocked.dynamo.on(GetCommand).resolves({});
    mocked.dynamo.on(TransactWriteCommand).resolves({});
    const revision = { clientId: "C1", auditHead: await readAuditHead(mocked.table, "C1") };
    const audit = [auditEntry({ subject: "client", subjectId: "C1" })];
    await changeClient(mocked.table, { revision }, { audit });
    expect(writesOf(mocked)).toEqual([
      "Put CLIENT#C1 | AUDIT_HEAD if attribute_not_exists(PK)",
      "Put CLIENT#C1#AUDIT | ENTRY#0000000000000001 if attribute_not_exists(PK)",
    ]);
    expect(itemsPut(mocked, "audit")).toMatchObject([{ sequence: 1, previousHash: sha256("C1") }]);
  });

  it.each([0, 1, 2])("write %i refused: somebody was quicker, decided again", async (failed) => {
    const reasons = Array.from({ length: 6 }, () => "None").with(failed, "ConditionalCheckFailed");
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled(...reasons));
    await expect(add()).rejects.toBeInstanceOf(ChangedMeanwhile);
  });
});

describe("reading", () => {
  const chain = linked(
    emptyChain("C1", sha256),
    [1, 2, 3, 4, 5].map((version) =>
      auditEntry({ auditId: String(version), before: version > 1 ? { version: version - 1 } : {}, after: { version } }),
    ),
    sha256,
  );
  const entryItem = (entry: LinkedEntry) => item(clientAuditKey("C1", entry.sequence), "audit", entry);

  /** Answers as the table would with this chain. */
  function holds(entries: readonly LinkedEntry[] = chain.entries) {
    const items = [
      item(auditHeadKey("C1"), "auditHead", chain.head),
      item(authorizationKey("C1", "A3001"), "authorization", authorization({ clientId: "C1", version: 5 })),
      ...entries.map(entryItem),
      ...chain.entries.map(({ sequence }) =>
        item(authorizationAuditKey("C1", "A3001", sequence), "auditOfAuthorization", { sequence }),
      ),
    ].toSorted((a, b) => (a.SK < b.SK ? -1 : 1));
    mocked.dynamo.on(QueryCommand).callsFake((input) => {
      const { ":pk": partition, ":first": first, ":last": last } = input.ExpressionAttributeValues;
      const found = items.filter(({ PK, SK }) => PK === partition && SK >= first && SK <= last);
      const sorted = input.ScanIndexForward === false ? found.toReversed() : found;
      return { Items: sorted.slice(0, input.Limit) };
    });
    const at = ({ PK, SK }: { PK: string; SK: string }) => items.filter((each) => each.PK === PK && each.SK === SK);
    mocked.dynamo.on(GetCommand).callsFake((input) => ({ Item: at(input.Key)[0] }));
    mocked.dynamo.on(BatchGetCommand).callsFake((input) => ({
      Responses: { "agency-table": input.RequestItems["agency-table"].Keys.flatMap(at) },
    }));
  }
  const ofClient = (limit: number, upTo?: number) => readAuditOfClient(mocked.table, "C1", { limit, upTo });
  const ofAuthorization = (limit: number, upTo?: number) =>
    readAuditOfAuthorization(mocked.table, "C1", "A3001", { limit, upTo });
  const sequences = ({ entries }: { readonly entries: readonly LinkedEntry[] }) =>
    entries.map(({ sequence }) => sequence);

  it("a first page begins with the newest, an older one with the entry after it to vouch for it", async () => {
    holds();
    const first = await ofClient(2);
    expect([sequences(first), first.next, first.faults]).toEqual([[5, 4], 3, []]);
    mocked.dynamo.resetHistory();
    const second = await ofClient(2, 3);
    expect([sequences(second), second.next, second.faults]).toEqual([[3, 2], 1, []]);
    const [query] = mocked.dynamo.commandCalls(QueryCommand);
    expect(query?.args[0].input).toMatchObject({
      ExpressionAttributeValues: {
        ":pk": "CLIENT#C1#AUDIT",
        ":first": "ENTRY#0000000000000002",
        ":last": "ENTRY#0000000000000004",
      },
      ConsistentRead: true,
    });
    expect(mocked.dynamo.commandCalls(QueryCommand)).toHaveLength(1);
    const last = await ofClient(2, 1);
    expect([sequences(last), last.next, last.faults]).toEqual([[1], null, []]);
  });

  it("a page of entries so large that they come in parts is whole all the same", async () => {
    holds();
    const all = chain.entries.map(entryItem);
    mocked.dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: all.slice(4) })
      .resolvesOnce({ Items: all.slice(0, 2), LastEvaluatedKey: { PK: "CLIENT#C1#AUDIT", SK: all[1]?.SK } })
      .resolvesOnce({ Items: all.slice(2) });
    const page = await ofClient(5);
    expect([sequences(page), page.faults]).toEqual([[5, 4, 3, 2, 1], []]);
  });

  it("entries that come while a page is read are not taken for entries beyond the head", async () => {
    holds(chain.entries.slice(0, 4));
    mocked.dynamo.on(GetCommand).callsFakeOnce(() => {
      // The fifth is stored between the first Query and the read of the head.
      holds();
      return { Item: item(auditHeadKey("C1"), "auditHead", chain.head) };
    });
    const page = await ofClient(3);
    expect([sequences(page), page.faults]).toEqual([[5, 4, 3], []]);
  });

  it("one authorization's are found by their pointers alone", async () => {
    holds();
    const first = await ofAuthorization(2);
    expect([sequences(first), first.next, first.faults]).toEqual([[5, 4], 3, []]);
    const [query, ...more] = mocked.dynamo.commandCalls(QueryCommand);
    expect(more).toEqual([]);
    expect(query?.args[0].input).toMatchObject({
      ExpressionAttributeValues: { ":pk": "CLIENT#C1#AUDIT", ":first": "AUTH#A3001#0000000000000001" },
      ScanIndexForward: false,
      Limit: 3,
    });
    const last = await ofAuthorization(3, 3);
    expect([sequences(last), last.next, last.faults]).toEqual([[3, 2, 1], null, []]);
  });

  it("nothing at all is an empty page without faults", async () => {
    mocked.dynamo.on(QueryCommand).resolves({ Items: [] });
    mocked.dynamo.on(GetCommand).resolves({});
    mocked.dynamo.on(BatchGetCommand).resolves({});
    await expect(ofClient(5)).resolves.toEqual({ entries: [], faults: [], next: null });
    await expect(ofAuthorization(5)).resolves.toEqual({ entries: [], faults: [], next: null });
  });

  it("a malformed entry is told as altered, never skipped, and hides no other", async () => {
    holds(chain.entries.map((entry) => (entry.sequence === 3 ? { ...entry, by: 7 as never } : entry)));
    for (const page of [await ofClient(5), await ofAuthorization(5)]) {
      expect(sequences(page)).toEqual([5, 4, 2, 1]);
      expect(page.faults).toContainEqual({ sequence: 3, fault: "ALTERED" });
    }
  });
});
