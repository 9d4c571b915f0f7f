import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { Authorization } from "../../domain/authorization.ts";
import type { Client } from "../../domain/client.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { fieldsOf, item } from "../../store/items.ts";
import { authorizationKey, clientKey } from "../../store/keys.ts";
import { commitRelisted, listedFields } from "../../store/listing.ts";
import { put } from "../../store/writes.ts";
import { authorization, client, confirmed, insurance, readBack, record, settings, stale } from "../domain/examples.ts";
import { cancelled, type MockedTable, mockedTable, transactions, writesOf } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
  mocked.dynamo.on(TransactWriteCommand).resolves({});
});

const somewhere = client({ program: "Outpatient", location: "Main Street" });
const place = "2026-01-05T15:00:00.000Z#C1001#A3001";
const names = { lastName: "Quintero", firstName: "Marisol", payerId: "PSMED" };
const expiring = { expiringPK: "EXPIRES#2026-07", expiringSK: "2026-07-04#C1001#A3001" };

describe("an authorization that is not discontinued", () => {
  it.each([
    ["unconfirmed", authorization(), { unconfirmedPK: "UNCONFIRMED", unconfirmedSK: place }, names],
    ["stale", stale(), { unconfirmedPK: "UNCONFIRMED", unconfirmedSK: place }, names],
    ["confirmed", confirmed(), {}, {}],
  ])("%s is found by its expiration; by name and payer only without the C", (_, given, keys, listed) => {
    expect(listedFields(given, record({ client: somewhere }), settings())).toEqual({
      ...given,
      ...expiring,
      ...keys,
      listed: { program: "Outpatient", location: "Main Street", ...listed },
    });
  });

  it.each([
    ["unconfirmed", authorization()],
    ["stale", stale()],
  ])("%s, and without a billing engine, it is not in the list of what is to be confirmed", (_, given) => {
    expect(listedFields(given, record({ client: somewhere }), settings({ billingEngine: false }))).toEqual({
      ...given,
      ...expiring,
      listed: { program: "Outpatient", location: "Main Street", ...names },
    });
  });

  it("a client without program and location is listed without", () => {
    expect(listedFields(confirmed(), record(), settings())).toMatchObject({ listed: {} });
  });

  it("is read back without what indexes hold of it", () => {
    const stored = item(
      authorizationKey("C1001", "A3001"),
      "authorization",
      listedFields(stale(), record(), settings()),
    );
    expect(fieldsOf(stored, Authorization)).toEqual(readBack(stale()));
  });
});

const three = [
  authorization(),
  confirmed({ authorizationId: "A3002" }),
  stale({ authorizationId: "A3003", insuranceId: "I2002" }),
];
const seen = record({
  client: somewhere,
  insurances: [insurance(), insurance({ insuranceId: "I2002" })],
  authorizations: three,
});
const clientChange = put(clientKey("C1001"), "client", {});
const own = "Put CLIENT#C1001 | CLIENT";
const relisted = (id: string, listed: object, version: number) =>
  `Update CLIENT#C1001 | AUTH#${id} SET listed = ${JSON.stringify(listed)} if version = ${version}`;
const at = { program: "Outpatient", location: "Main Street" };

describe("what authorizations are listed by changes in the transaction of the change, and no version with it", () => {
  it.each<[string, Partial<Client>, string[]]>([
    ["an address", { address: { city: "Springfield" } }, [own]],
    [
      "a name, of those without the C",
      { lastName: "Reyes" },
      [
        own,
        relisted("A3001", { ...at, ...names, lastName: "Reyes" }, 1),
        relisted("A3003", { ...at, ...names, lastName: "Reyes" }, 3),
      ],
    ],
    [
      "a program, of all",
      { program: "Autism Services" },
      [
        own,
        relisted("A3001", { ...at, program: "Autism Services", ...names }, 1),
        relisted("A3002", { ...at, program: "Autism Services" }, 2),
        relisted("A3003", { ...at, program: "Autism Services", ...names }, 3),
      ],
    ],
    [
      "that nobody cares for it any more, of all",
      { status: "INACTIVE" },
      [
        own,
        relisted("A3001", { isInactive: true, ...at, ...names }, 1),
        relisted("A3002", { isInactive: true, ...at }, 2),
        relisted("A3003", { isInactive: true, ...at, ...names }, 3),
      ],
    ],
  ])("of a client: %s", async (_, changes, writes) => {
    await commitRelisted(mocked.table, [clientChange], seen, { ...somewhere, ...changes });
    expect(writesOf(mocked)).toEqual(writes);
  });

  it("an authorization that was changed meanwhile: decided again", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("None", "ConditionalCheckFailed", "None"));
    const change = commitRelisted(mocked.table, [clientChange], seen, { ...somewhere, lastName: "Reyes" });
    await expect(change).rejects.toBeInstanceOf(ChangedMeanwhile);
  });

  it.each([
    [99, 1],
    [100, 2],
    [198, 2],
    [199, 3],
    [300, 4],
  ])(
    "of a client with %i authorizations in as few transactions as take them, its own change last",
    async (count, parts) => {
      const many = Array.from({ length: count }, (_, number) => authorization({ authorizationId: `A${number}` }));
      await commitRelisted(mocked.table, [clientChange], record({ client: somewhere, authorizations: many }), {
        ...somewhere,
        lastName: "Reyes",
      });
      const sent = transactions(mocked);
      expect(sent).toHaveLength(parts);
      for (const writes of sent) expect(writes.length).toBeLessThanOrEqual(100);
      const listed = sent.flat().flatMap(({ Update }) => Update?.Key?.["SK"] ?? []);
      expect(listed).toEqual(many.map(({ authorizationId }) => `AUTH#${authorizationId}`));
      expect(sent.findIndex((writes) => writes.some(({ Put }) => Put?.Item?.["kind"] === "client"))).toBe(
        sent.length - 1,
      );
      for (const writes of sent.slice(0, -1))
        expect(writes.filter(({ ConditionCheck }) => ConditionCheck)).toHaveLength(1);
    },
  );
});
