import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import type { Authorization } from "../../domain/authorization.ts";
import type { AuthorizationBalance } from "../../domain/usage.ts";
import { saveAuthorization, storeDiscontinued } from "../../store/authorizations.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { idempotencyRecord } from "../../store/idempotency.ts";
import { authorization, balance, confirmed, discontinued, insurance, record, settings } from "../domain/examples.ts";
import { auditEntry, auditedOfAuthorization } from "./audited.ts";
import { cancelled, itemsPut, type MockedTable, mockedTable, transactions, writesOf } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
  mocked.dynamo.on(TransactWriteCommand).resolves({});
});

const audit = auditEntry();
const audited = auditedOfAuthorization("C1001", "A3001");
const event = {
  eventId: "e1",
  occurredAt: "2026-03-16T14:05:00.000Z",
  detailType: "AuthorizationConfirmed",
  detail: "{}",
};
const inOutbox = expect.stringMatching(/^Put OUTBOX#\d \| 2026-03-16T14:05:00\.000Z#e1 if attribute_not_exists\(PK\)$/);

const awaited = expect.stringMatching(/^Put AWAITED#\d \| C1001#A3001$/);

const insurances = [insurance({ version: 4 }), insurance({ insuranceId: "I2002", version: 4 })];
const seen = record({ insurances });
const save = (next: Authorization, previous?: Authorization, used?: AuthorizationBalance) =>
  saveAuthorization(mocked.table, {
    previous,
    authorization: next,
    record: used === undefined ? seen : record({ insurances, balances: new Map([[used.authorizationId, used]]) }),
    settings: settings(),
    audit,
  });
const changed = (changes: Partial<Authorization>) => authorization({ version: 2, ...changes });

const none: Authorization | undefined = undefined;
const one = { authVisits: 1 };
const usedFour = { authorizationId: "A3001", ...balance({ unitsUsed: 4 }), version: 7 };
const low = "RUNNING_LOW#1 | C1001#A3001";

describe("saving an authorization", () => {
  it("a new one refers to its procedure, which nobody deletes meanwhile; of its client it holds the revision alone", async () => {
    await save(authorization());
    expect(writesOf(mocked)).toEqual([
      "Put CLIENT#C1001 | AUTH#A3001",
      "ConditionCheck CATALOG | ACTIVITY#IND15 if attribute_exists(PK) AND attribute_not_exists(deleted)",
      "Put REFERENCE#ACTIVITY#IND15 | AUTH#A3001",
      ...audited,
    ]);
    expect(itemsPut(mocked, "authorization")).toMatchObject([authorization()]);
  });

  it("keeps its first reply at the head of the same transaction, where there is one to keep", async () => {
    const reply = idempotencyRecord("0a1b", { bodyHash: "2c3d", status: 201, body: "{}" }, 1000);
    const change = { previous: undefined, authorization: authorization(), record: seen, settings: settings(), audit };
    await saveAuthorization(mocked.table, { ...change, once: [reply] });
    const [first, ...more] = writesOf(mocked);
    expect(first).toBe("Put IDEMPOTENCY#0a1b | REPLY if attribute_not_exists(PK) OR expiresAtEpochSeconds <= 1000");
    expect(more).toContain("Put CLIENT#C1001 | AUTH#A3001");
  });

  it.each<[string, Authorization, string[]]>([
    ["other notes", changed({ notes: "new" }), []],
    ["other units, with no service posted", changed({ authUnits: 5 }), []],
    ["another number", changed({ authorizationNumber: "PA-2" }), []],
    [
      "another day of expiration: the one before stays listed, and the new one no longer as left",
      changed({ expirationDate: "2026-08-31" }),
      [
        "Put CLIENT#C1001#HISTORY | MOVED_FROM#2026-07-04#A3001",
        "Delete CLIENT#C1001#HISTORY | MOVED_FROM#2026-08-31#A3001",
      ],
    ],
    [
      "another procedure",
      changed({ procedure: { groupId: "g" } }),
      [
        "ConditionCheck CATALOG | GROUP#g if attribute_exists(PK) AND attribute_not_exists(deleted)",
        "Delete REFERENCE#ACTIVITY#IND15 | AUTH#A3001",
        "Put REFERENCE#GROUP#g | AUTH#A3001",
      ],
    ],
  ])("a changed one: %s", async (_, next, moved) => {
    await save(next, authorization());
    expect(writesOf(mocked)).toEqual(["Put CLIENT#C1001 | AUTH#A3001", ...moved, ...audited]);
  });

  it.each<[string, Authorization, Authorization | undefined, AuthorizationBalance | undefined, string[]]>([
    ["of two units, of which nobody has used any", authorization({ authUnits: 2 }), none, undefined, []],
    ["to so few units that little is left", changed({ authUnits: 5 }), authorization(), usedFour, [`Put ${low}`]],
    [
      "of units, with as few visits left",
      changed({ ...one, authUnits: 99 }),
      authorization(one),
      usedFour,
      [`Put ${low}`],
    ],
    [
      "to so many units that enough is left",
      changed({ authUnits: 90 }),
      authorization({ authUnits: 5 }),
      usedFour,
      [`Delete ${low}`],
    ],
    ["to no limit", changed({}), authorization({ authUnits: 5 }), usedFour, [`Delete ${low}`]],
    [
      "of the dates: what could not be used any more may be used again",
      changed({ authUnits: 5, expirationDate: "2026-09-30" }),
      authorization({ authUnits: 5 }),
      usedFour,
      [`Put ${low}`],
    ],
    [
      "of the insurance: that may take authorizations where the other does not",
      changed({ authUnits: 5, insuranceId: "I2002" }),
      authorization({ authUnits: 5 }),
      usedFour,
      [`Put ${low}`],
    ],
    [
      "of the dates, with enough left",
      changed({ authUnits: 50, expirationDate: "2026-09-30" }),
      authorization({ authUnits: 50 }),
      usedFour,
      [],
    ],
    ["of the notes alone", changed({ authUnits: 5, notes: "new" }), authorization({ authUnits: 5 }), usedFour, []],
  ])(
    "an authorization %s is in the list of those that run low or leaves it",
    async (_, next, previous, used, moved) => {
      await save(next, previous, used);
      expect(writesOf(mocked).filter((write) => /RUNNING_LOW|BALANCE/.test(write))).toEqual(moved);
    },
  );

  it("the day on which it expired before stays listed for a day", async () => {
    await save(changed({ expirationDate: "2026-08-31", updatedAt: "2026-03-16T00:00:00.000Z" }), authorization());
    expect(itemsPut(mocked, "movedFrom")).toEqual([
      {
        PK: "CLIENT#C1001#HISTORY",
        SK: "MOVED_FROM#2026-07-04#A3001",
        kind: "movedFrom",
        schema: 1,
        expiringPK: "EXPIRES#2026-07",
        expiringSK: "2026-07-04#C1001#A3001",
        expiresAtEpochSeconds: Date.parse("2026-03-17T00:00:00.000Z") / 1000,
      },
    ]);
  });

  it("no authorization number is part of a key", async () => {
    await save(authorization());
    expect(writesOf(mocked).join("\n").toLowerCase()).not.toContain("004417");
  });

  it.each([
    ["the setup that it names", 1],
    ["anything of its client", 3],
  ])("%s was changed meanwhile: decided again", async (_, failed) => {
    const reasons = Array.from({ length: 6 }, () => "None").with(failed, "ConditionalCheckFailed");
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled(...reasons));
    await expect(save(authorization())).rejects.toBeInstanceOf(ChangedMeanwhile);
  });
});

describe("Stores a confirmation with the event that tells billing, and that its cap is awaited: all or nothing", () => {
  const confirm = () =>
    saveAuthorization(mocked.table, {
      previous: authorization(),
      authorization: confirmed(),
      record: seen,
      settings: settings(),
      event,
      audit,
    });

  it("in one transaction", async () => {
    await confirm();
    expect(transactions(mocked)).toHaveLength(1);
    expect(writesOf(mocked)).toEqual(["Put CLIENT#C1001 | AUTH#A3001", awaited, inOutbox, ...audited]);
    expect(itemsPut(mocked, "unsentEvent")).toMatchObject([event]);
    expect(itemsPut(mocked, "awaitedCap")).toMatchObject([{ version: 1, toldAt: event.occurredAt }]);
  });

  it("changed meanwhile: decided again", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("None", "None", "None", "ConditionalCheckFailed"));
    await expect(confirm()).rejects.toBeInstanceOf(ChangedMeanwhile);
  });
});

describe("leaves the tracker, enters the history, is never deleted; a confirmed one tells billing and its cap closes", () => {
  const used = { authorizationId: "A3001", ...balance({ unitsUsed: 4, visitsUsed: 1 }), version: 7 };
  const discontinue = (more: { balance?: typeof used; event?: typeof event; authUnits?: number } = {}) =>
    storeDiscontinued(mocked.table, {
      previous: confirmed(more.authUnits === undefined ? {} : { authUnits: more.authUnits }),
      authorization: confirmed({ ...discontinued("moved"), version: 3 }),
      record: more.balance === undefined ? seen : record({ balances: new Map([["A3001", more.balance]]) }),
      event: more.event,
      audit,
    });
  const moved = ["Put CLIENT#C1001#HISTORY | AUTH#A3001", "Put CLIENT#C1001#HISTORY | BY_EXPIRATION#2026-07-04#A3001"];

  it("with its balance and the event, in one transaction", async () => {
    await discontinue({ balance: used, event });
    expect(writesOf(mocked)).toEqual([
      ...moved,
      "Put CLIENT#C1001#HISTORY | BALANCE#A3001",
      "Delete CLIENT#C1001 | AUTH#A3001",
      "Delete CLIENT#C1001 | BALANCE#A3001",
      awaited,
      inOutbox,
      ...audited,
    ]);
    expect(itemsPut(mocked, "awaitedCap")).toMatchObject([{ version: 3, toldAt: event.occurredAt }]);
    expect(itemsPut(mocked, "balance")).toMatchObject([used]);
  });

  it("leaves the list of those that run low", async () => {
    await discontinue({ balance: used, authUnits: 5 });
    expect(writesOf(mocked)).toContain(`Delete ${low}`);
  });

  it("without a balance where no service was posted", async () => {
    await discontinue();
    expect(writesOf(mocked)).toEqual([...moved, "Delete CLIENT#C1001 | AUTH#A3001", ...audited]);
  });

  it("a service was posted or it was changed meanwhile: decided again", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("None", "None", "None", "ConditionalCheckFailed"));
    await expect(discontinue()).rejects.toBeInstanceOf(ChangedMeanwhile);
  });
});
