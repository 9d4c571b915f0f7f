import { BatchGetCommand, QueryCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { type AuthorizationUsage, usageChanges } from "../../domain/posting.ts";
import type { Service } from "../../domain/service.ts";
import { AlreadyApplied, eventSeen } from "../../store/caps.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { item } from "../../store/items.ts";
import { dayKey, uncoveredKey } from "../../store/keys.ts";
import { type Posting, readDays, readUncovered, storePostings } from "../../store/services.ts";
import { authorization, balance, discontinued, record, service } from "../domain/examples.ts";
import { auditEntry, auditedIn } from "./audited.ts";
import { cancelled, itemsPut, type MockedTable, mockedTable, writesOf } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
  mocked.dynamo.on(TransactWriteCommand).resolves({});
});

const at = "2026-03-16T14:05:00.000Z";
const audit = auditEntry({ subject: "service", subjectId: "S4001" });
const audited = auditedIn("C1001");

const low = "RUNNING_LOW#1 | C1001#A3001";

const used = (changes: Partial<AuthorizationUsage> = {}): AuthorizationUsage => ({
  authorization: authorization({ version: 3 }),
  balance: { authorizationId: "A3001", ...balance({ unitsUsed: 6, visitsUsed: 2 }), version: 5 },
  days: [{ authorizationId: "A3001", serviceDate: "2026-03-16", services: {}, version: 0 }],
  ...changes,
});

const post = (
  next: Service,
  usage: AuthorizationUsage[],
  previous?: Service,
  once: ReturnType<typeof eventSeen>[] = [],
) => {
  const told = { at, by: "u-1", source: "USER", newId: () => "M1" } as const;
  const posting = { service: next, previous, usage: usageChanges(previous, next, usage, told), audit: [audit] };
  return storePostings(mocked.table, record(), [posting], { once });
};

describe("service, days, balances, movements and audit of one posting: all or nothing", () => {
  it("of a new service on a new day", async () => {
    await post(service(), [used()]);
    expect(writesOf(mocked)).toEqual([
      "Put CLIENT#C1001#SERVICES | SERVICE#S4001",
      "Put CLIENT#C1001 | BALANCE#A3001",
      "Put AUTH#A3001 | DAY#2026-03-16",
      `Put AUTH#A3001 | MOVEMENT#V#${"6".padStart(16, "0")}#M1`,
      ...audited,
    ]);
    expect(itemsPut(mocked, "balance")).toMatchObject([{ unitsUsed: 10, visitsUsed: 3, version: 6 }]);
    expect(itemsPut(mocked, "dayOfService")).toMatchObject([{ version: 1, services: { S4001: { units: 4 } } }]);
    expect(itemsPut(mocked, "movement")).toMatchObject([{ unitsUsed: 4, visitsUsed: 1, reason: "POSTED" }]);
  });

  it("of a discontinued authorization, in the history where it is kept", async () => {
    await post(service(), [used({ authorization: authorization({ ...discontinued(), version: 3 }) })]);
    expect(writesOf(mocked)[1]).toBe("Put CLIENT#C1001#HISTORY | BALANCE#A3001");
  });

  it.each<[string, number, Service, Service | undefined, string[]]>([
    ["enough is left", 13, service(), undefined, []],
    ["two are left", 12, service(), undefined, [`Put ${low}`]],
    ["less than nothing is left", 9, service(), undefined, [`Put ${low}`]],
    ["a scheduled one leaves as much", 7, service({ status: "SCHEDULED" }), undefined, []],
    ["a void leaves enough", 8, service({ void: true, version: 2 }), service(), [`Delete ${low}`]],
    ["a void leaves little still", 4, service({ void: true, version: 2 }), service(), [`Put ${low}`]],
  ])("says in the list of those that run low what is left: %s", async (_, authUnits, next, previous, moved) => {
    const stored = { S4001: { activityCode: "IND15", status: "RENDERED" as const, units: 4 } };
    const services = previous === undefined ? {} : stored;
    const days = [{ authorizationId: "A3001", serviceDate: "2026-03-16", services, version: 0 }];
    await post(next, [used({ authorization: authorization({ version: 3, authUnits }), days })], previous);
    expect(writesOf(mocked).filter((write) => write.includes("RUNNING_LOW"))).toEqual(moved);
  });

  it("says what is left with a version above all before it", async () => {
    await post(service(), [used({ authorization: authorization({ version: 3, authUnits: 12 }) })]);
    expect(itemsPut(mocked, "runningLow")).toMatchObject([
      {
        clientId: "C1001",
        authorizationId: "A3001",
        unitsLeft: 2,
        visitsLeft: null,
        unitsUsed: 10,
        visitsUsed: 3,
        version: 9,
      },
    ]);
  });

  it("a discontinued authorization is in no list", async () => {
    const kept = authorization({ ...discontinued(), version: 3, authUnits: 12 });
    await post(service(), [used({ authorization: kept })]);
    expect(writesOf(mocked).filter((write) => write.includes("RUNNING_LOW"))).toEqual([]);
  });

  it("Balances are items of their own, so that a posted service never makes somebody's edit stale", async () => {
    await post(service(), [used()]);
    expect(writesOf(mocked).filter((write) => write.includes("CLIENT#C1001 | AUTH#A3001"))).toEqual([]);
  });

  it("with the mark of the event that it came by", async () => {
    await post(service(), [used()], undefined, [eventSeen("event-1", 1_800_000_000)]);
    expect(writesOf(mocked)[0]).toMatch(/^Put EVENT#event-1 \| SEEN if attribute_not_exists\(PK\) OR/);
  });

  it("somebody was quicker: decided again", async () => {
    const reasons = Array.from({ length: 6 }, () => "None").with(4, "ConditionalCheckFailed");
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled(...reasons));
    await expect(post(service(), [used()])).rejects.toBeInstanceOf(ChangedMeanwhile);
  });

  it("the event was applied before", async () => {
    const reasons = ["ConditionalCheckFailed", "None", "None", "None", "None", "ConditionalCheckFailed", "None"];
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled(...reasons));
    const posting = post(service(), [used()], undefined, [eventSeen("event-1", 1_800_000_000)]);
    await expect(posting).rejects.toBeInstanceOf(AlreadyApplied);
  });
});

describe("several postings of one client are one transaction, of which each item is as it is at the end", () => {
  const told = { at, by: "engine", source: "BILLING_ENGINE", newId: () => "M1" } as const;
  const step = (next: Service, usage: AuthorizationUsage[], previous?: Service): Posting => ({
    service: next,
    previous,
    usage: usageChanges(previous, next, usage, told),
    audit: [audit],
  });

  it("two services of a day, the first of them void again", async () => {
    const first = step(service(), [used()]);
    const second = step(service({ serviceId: "S4002" }), first.usage.slice());
    const gone = step(service({ void: true, applied: null, version: 2 }), second.usage.slice(), service());
    await storePostings(mocked.table, record(), [first, second, gone], {});
    expect(writesOf(mocked).filter((write) => !/MOVEMENT|AUDIT/.test(write))).toEqual([
      "Put CLIENT#C1001#SERVICES | SERVICE#S4001",
      "Put CLIENT#C1001#SERVICES | SERVICE#S4002",
      "Put CLIENT#C1001 | BALANCE#A3001",
      "Put AUTH#A3001 | DAY#2026-03-16",
    ]);
    expect(itemsPut(mocked, "balance")).toMatchObject([{ unitsUsed: 10, visitsUsed: 3, version: 8 }]);
    expect(itemsPut(mocked, "dayOfService")).toMatchObject([{ version: 3, services: { S4002: { units: 4 } } }]);
    expect(itemsPut(mocked, "movement").map(({ SK, unitsUsed }) => [SK, unitsUsed])).toEqual(
      [4, 4, -4].map((units, index) => [`MOVEMENT#V#${String(6 + index).padStart(16, "0")}#M1`, units]),
    );
    expect(itemsPut(mocked, "audit")).toHaveLength(3);
  });

  it("a service that nothing covered and something covers by now is in no list", async () => {
    const without = step(service({ applied: null }), []);
    const by = step(service({ version: 2 }), [used()], without.service);
    await storePostings(mocked.table, record(), [without, by], {});
    expect(writesOf(mocked).filter((write) => write.includes("UNCOVERED"))).toEqual([]);
  });
});

describe("services that no authorization covers", () => {
  const uncovered = (changes: Partial<Service> = {}) => service({ applied: null, ...changes });
  const next = { version: 2 };
  it.each<[string, Service, Service | undefined, string[]]>([
    ["a covered one", service(), undefined, []],
    ["an uncovered one", uncovered(), undefined, ["Put CLIENT#C1001#SERVICES | UNCOVERED#2026-03-16#S4001"]],
    ["covered by now", service(next), uncovered(), ["Delete CLIENT#C1001#SERVICES | UNCOVERED#2026-03-16#S4001"]],
    [
      "void by now",
      uncovered({ ...next, void: true }),
      uncovered(),
      ["Delete CLIENT#C1001#SERVICES | UNCOVERED#2026-03-16#S4001"],
    ],
    [
      "on another day by now",
      uncovered({ ...next, serviceDate: "2026-03-17" }),
      uncovered(),
      [
        "Put CLIENT#C1001#SERVICES | UNCOVERED#2026-03-17#S4001",
        "Delete CLIENT#C1001#SERVICES | UNCOVERED#2026-03-16#S4001",
      ],
    ],
    ["still uncovered that day", uncovered({ ...next, units: 9 }), uncovered(), []],
  ])("%s", async (_, posted, previous, writes) => {
    await post(posted, [], previous);
    expect(writesOf(mocked).filter((write) => write.includes("UNCOVERED"))).toEqual(writes);
  });

  it("are read by their days, both included", async () => {
    const entry = { serviceId: "S1", activityCode: "IND15", insuranceId: "I2001" };
    mocked.dynamo
      .on(QueryCommand)
      .resolves({ Items: [item(uncoveredKey("C1001", "2026-03-16", "S1"), "uncovered", entry)] });
    await expect(readUncovered(mocked.table, "C1001", { first: "2026-03-01", last: "2026-03-31" })).resolves.toEqual([
      { ...entry, serviceDate: "2026-03-16" },
    ]);
    const [call] = mocked.dynamo.commandCalls(QueryCommand);
    const { ":first": first, ":last": last } = call?.args[0].input.ExpressionAttributeValues ?? {};
    const inOrder = [
      first,
      uncoveredKey("C1001", "2026-03-01", "0").SK,
      uncoveredKey("C1001", "2026-03-31", "zzzz").SK,
      last,
      uncoveredKey("C1001", "2026-04-01", "0").SK,
    ];
    expect(inOrder).toEqual(inOrder.toSorted());
    expect(String(first) > uncoveredKey("C1001", "2026-02-28", "zzzz").SK).toBe(true);
  });
});

describe("days of service", () => {
  const day = {
    authorizationId: "A1",
    serviceDate: "2026-03-16",
    services: { S1: { activityCode: "X", status: "RENDERED", units: 1 } },
    version: 4,
  };

  it("come as they are asked for; one that no service was posted on is empty, with version 0", async () => {
    mocked.dynamo
      .on(BatchGetCommand)
      .resolves({ Responses: { "agency-table": [item(dayKey("A1", "2026-03-16"), "dayOfService", day)] } });
    const asked = [
      { authorizationId: "A2", serviceDate: "2026-03-16" },
      { authorizationId: "A1", serviceDate: "2026-03-16" },
      { authorizationId: "A1", serviceDate: "2026-03-17" },
    ];
    await expect(readDays(mocked.table, asked)).resolves.toEqual([
      { ...asked[0], services: {}, version: 0 },
      day,
      { ...asked[2], services: {}, version: 0 },
    ]);
  });

  it("are asked for once each, as DynamoDB demands", async () => {
    mocked.dynamo.on(BatchGetCommand).resolves({});
    const twice = { authorizationId: "A1", serviceDate: "2026-03-16" };
    await expect(readDays(mocked.table, [twice, twice])).resolves.toHaveLength(2);
    const [call] = mocked.dynamo.commandCalls(BatchGetCommand);
    expect(call?.args[0].input.RequestItems?.["agency-table"]?.Keys).toEqual([dayKey("A1", "2026-03-16")]);
  });
});
