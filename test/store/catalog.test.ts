import { GetCommand, QueryCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { emptyCatalog, isDeleted } from "../../domain/catalog.ts";
import { catalogReader, changeCatalog, isReferenced } from "../../store/catalog.ts";
import { item } from "../../store/items.ts";
import { activityCodeKey, catalogVersionKey, groupKey, type Key, payerKey, settingsKey } from "../../store/keys.ts";
import { activityCode, group, payer, settings } from "../domain/examples.ts";
import { auditEntry } from "./audited.ts";
import { cancelled, type MockedTable, mockedTable, transactions, writesOf } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

const audit = auditEntry({ action: "CHANGED", subject: "payer", subjectId: "PSMED" });

/** What the table holds of the catalog from now on. */
function holds(version: number, ...entries: ReturnType<typeof item>[]) {
  const versionItem = item(catalogVersionKey, "catalogVersion", { sequence: version, hash: `of ${version}`, version });
  mocked.dynamo.on(GetCommand).resolves({ Item: versionItem });
  mocked.dynamo.on(QueryCommand).resolves({ Items: [versionItem, ...entries] });
}
const entry = (key: Key, kind: string, fields: object) => item(key, kind, fields);
const payerItem = (name: string, more: object = {}) =>
  entry(payerKey("PSMED"), "payer", { ...payer({ name }), ...more });
const reads = (command: typeof GetCommand | typeof QueryCommand) => mocked.dynamo.commandCalls(command as never).length;

describe("Keeps the catalog in memory and asks for its version each time", () => {
  it("one small read while nothing changed", async () => {
    holds(4, payerItem("One"));
    const readCatalog = catalogReader(mocked.table, settings());
    const first = await readCatalog();
    expect(await readCatalog()).toBe(first);
    expect(await readCatalog()).toBe(first);
    expect([reads(GetCommand), reads(QueryCommand)]).toEqual([3, 1]);
  });

  it("reads it again once its version is another, newer or older", async () => {
    const readCatalog = catalogReader(mocked.table, settings());
    const names: (string | undefined)[] = [];
    for (const [version, name] of [
      [4, "One"],
      [5, "Two"],
      [3, "Three"],
    ] as const) {
      holds(version, payerItem(name));
      names.push((await readCatalog()).payers.get("PSMED")?.name);
    }
    expect(names).toEqual(["One", "Two", "Three"]);
    expect(reads(QueryCommand)).toBe(3);
  });

  it("asks for the version before it reads the entries, both consistently", async () => {
    holds(4, payerItem("One"));
    await catalogReader(mocked.table, settings())();
    const inputs = mocked.dynamo.calls().map(({ args: [command] }) => command.input);
    expect(inputs).toMatchObject([{ Key: catalogVersionKey, ConsistentRead: true }, { ConsistentRead: true }]);
  });

  it("is empty, with the settings given, before anything was set up", async () => {
    mocked.dynamo.on(GetCommand).resolves({});
    const catalog = await catalogReader(mocked.table, settings({ billingEngine: false }))();
    expect(catalog).toEqual(emptyCatalog(settings({ billingEngine: false })));
    expect(reads(QueryCommand)).toBe(0);
  });
});

describe("what is in it", () => {
  it("every entry by its id, deleted ones marked", async () => {
    holds(
      7,
      payerItem("One"),
      entry(payerKey("OLD"), "payer", { ...payer({ payerId: "OLD" }), deleted: true }),
      entry(activityCodeKey("IND15"), "activityCode", activityCode("IND15")),
      entry(groupKey("g"), "group", group("g", "*All")),
    );
    const catalog = await catalogReader(mocked.table, settings())();
    expect(catalog.version).toBe(7);
    expect([...catalog.payers.values()]).toEqual([payer({ name: "One" }), payer({ payerId: "OLD" })]);
    expect([...catalog.activityCodes.values()]).toEqual([activityCode("IND15")]);
    expect([...catalog.groups.values()]).toEqual([group("g", "*All")]);
    expect([isDeleted(catalog, "payer", "OLD"), isDeleted(catalog, "payer", "PSMED")]).toEqual([true, false]);
    expect(isDeleted(catalog, "group", "OLD")).toBe(false);
  });

  it("the settings that the agency stored", async () => {
    const stored = settings({ overCapPolicy: "BLOCK" });
    holds(2, entry(settingsKey, "settings", { ...stored, version: 3 }));
    const catalog = await catalogReader(mocked.table, settings())();
    expect(catalog).toMatchObject({ settings: stored, settingsVersion: 3 });
  });

  it("a setting that is newer than what was stored is as it is without any", async () => {
    const { numbersThatAreNone: _, ...older } = settings({ overCapPolicy: "BLOCK" });
    holds(2, entry(settingsKey, "settings", { ...older, version: 3 }));
    const catalog = await catalogReader(mocked.table, settings({ numbersThatAreNone: ["TBD"] }))();
    expect(catalog.settings).toEqual({ ...older, numbersThatAreNone: ["TBD"] });
  });

  it.each([
    ["a payer without a name", () => entry(payerKey("X"), "payer", { payerId: "X", version: 1 })],
    ["a group without codes", () => entry(groupKey("g"), "group", { ...group("g", "G"), activityCodes: [] })],
    ["something unknown", () => entry(payerKey("X"), "contract", {})],
  ])("%s is an error, never skipped", async (_, broken) => {
    holds(2, payerItem("One"), broken());
    await expect(catalogReader(mocked.table, settings())()).rejects.toThrow();
  });
});

describe("a change of the catalog", () => {
  const decided = (name: string) => ({ kind: "payer" as const, entry: payer({ name, version: 2 }), audit });

  it("is stored under the catalog's version, with its audit entry", async () => {
    holds(4, payerItem("One"));
    mocked.dynamo.on(TransactWriteCommand).resolves({});
    await changeCatalog(mocked.table, catalogReader(mocked.table, settings()), () => decided("Two"));
    expect(writesOf(mocked)).toEqual([
      "Put CATALOG | VERSION if version = 4",
      "Put CATALOG#AUDIT | ENTRY#0000000000000005 if attribute_not_exists(PK)",
      "Put CATALOG | PAYER#PSMED",
    ]);
    expect(transactions(mocked)[0]?.map(({ Put }) => Put?.Item)).toMatchObject([
      { sequence: 5, version: 5 },
      { kind: "audit", auditId: "01", sequence: 5, previousHash: "of 4" },
      { kind: "payer", name: "Two", version: 2 },
    ]);
  });

  it("the first one makes the version", async () => {
    mocked.dynamo.on(GetCommand).resolves({});
    mocked.dynamo.on(TransactWriteCommand).resolves({});
    await changeCatalog(mocked.table, catalogReader(mocked.table, settings()), () => decided("One"));
    expect(writesOf(mocked)[0]).toBe("Put CATALOG | VERSION if attribute_not_exists(PK)");
  });

  it("a deletion keeps the entry, marked", async () => {
    holds(4, payerItem("One"));
    mocked.dynamo.on(TransactWriteCommand).resolves({});
    const deletion = { ...decided("One"), deleted: true as const };
    await changeCatalog(mocked.table, catalogReader(mocked.table, settings()), () => deletion);
    expect(transactions(mocked)[0]?.[2]?.Put?.Item).toMatchObject({ payerId: "PSMED", deleted: true });
  });

  it("is decided again, over what the catalog is by then, when somebody else was quicker", async () => {
    const seen: (string | undefined)[] = [];
    holds(4, payerItem("One"));
    mocked.dynamo
      .on(TransactWriteCommand)
      .callsFakeOnce(() => {
        holds(5, payerItem("Two"));
        throw cancelled("ConditionalCheckFailed", "None", "None");
      })
      .resolvesOnce({});
    await changeCatalog(mocked.table, catalogReader(mocked.table, settings()), (catalog) => {
      seen.push(catalog.payers.get("PSMED")?.name);
      return decided("Three");
    });
    expect(seen).toEqual(["One", "Two"]);
    expect(mocked.pauses).toEqual([1]);
  });

  it("is decided again when the catalog that was read is not the one whose audit it would continue", async () => {
    holds(4, payerItem("One"));
    const readCatalog = catalogReader(mocked.table, settings());
    const outdated = await readCatalog();
    holds(5, payerItem("Two"));
    mocked.dynamo.on(TransactWriteCommand).resolves({});
    const answers = [outdated];
    const seen: (string | undefined)[] = [];
    await changeCatalog(
      mocked.table,
      async () => answers.shift() ?? readCatalog(),
      (catalog) => {
        seen.push(catalog.payers.get("PSMED")?.name);
        return decided("Three");
      },
    );
    expect(seen).toEqual(["Two"]);
    expect(writesOf(mocked)[0]).toBe("Put CATALOG | VERSION if version = 5");
  });

  it("that is refused stores nothing", async () => {
    holds(4, payerItem("One"));
    const refusal = new Error("refused");
    const change = changeCatalog(mocked.table, catalogReader(mocked.table, settings()), () => {
      throw refusal;
    });
    await expect(change).rejects.toBe(refusal);
    expect(transactions(mocked)).toEqual([]);
  });
});

describe("deleting one in use 409", () => {
  it.each([
    [{ payerId: "PSMED" }, "REFERENCE#PAYER#PSMED"],
    [{ activityCode: "IND15" }, "REFERENCE#ACTIVITY#IND15"],
    [{ groupId: "g" }, "REFERENCE#GROUP#g"],
  ])("%j: one read of one item says whether it is", async (referenced, partition) => {
    mocked.dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [{}] })
      .resolvesOnce({ Items: [] });
    expect([await isReferenced(mocked.table, referenced), await isReferenced(mocked.table, referenced)]).toEqual([
      true,
      false,
    ]);
    const [call] = mocked.dynamo.commandCalls(QueryCommand);
    expect(call?.args[0].input).toMatchObject({
      ExpressionAttributeValues: { ":pk": partition },
      Limit: 1,
      ConsistentRead: true,
    });
  });
});
