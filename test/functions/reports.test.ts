import { BatchGetCommand, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Authorization } from "../../domain/authorization.ts";
import { dayPlaceIn, instantPlaceIn } from "../../functions/reports/cursor-place.ts";
import { listClientAuthorizations } from "../../functions/reports/list-client-authorizations.ts";
import { listUnconfirmedAuthorizations } from "../../functions/reports/list-unconfirmed-authorizations.ts";
import { httpFunction } from "../../functions/runtime/http-function.ts";
import { item } from "../../store/items.ts";
import { authorizationKey, clientKey, insuranceKey } from "../../store/keys.ts";
import { withIndexKeys } from "../../store/listing.ts";
import { authorization, client, confirmed, insurance, record, settings } from "../domain/examples.ts";
import { type MockedTable, mockedTable } from "../store/mocked-table.ts";
import { httpServicesOn } from "./http-services.ts";
import { takeLoggedLines } from "./logged-lines.ts";
import { context, request } from "./requests.ts";

let mocked: MockedTable;
beforeEach(() => {
  takeLoggedLines();
  mocked = mockedTable();
  mocked.dynamo.on(GetCommand).resolves({});
  return () => vi.restoreAllMocks();
});

const soon = { expirationDate: "2026-03-20" };
const stored = (each: Authorization) =>
  item(authorizationKey("C1001", each.authorizationId), "authorization", withIndexKeys(each, record(), settings()));

/** A table whose indexes still have `listed`, and which itself holds `now`. */
function holds(listed: readonly Authorization[], now: readonly Authorization[]) {
  mocked.dynamo.on(QueryCommand).callsFake((query) => {
    const { "#pk": partitionKey, "#sk": sortKey } = query.ExpressionAttributeNames;
    const { ":pk": partition, ":from": from = "", ":last": last = "~" } = query.ExpressionAttributeValues;
    const found = (listed.map(stored) as Record<string, unknown>[]).filter(
      (entry) =>
        entry[partitionKey] === partition && (!sortKey || (`${entry[sortKey]}` >= from && `${entry[sortKey]}` <= last)),
    );
    const Items = found.slice(0, query.Limit);
    return { Items, ...(found.length > Items.length && { LastEvaluatedKey: Items.at(-1) }) };
  });
  const around = [
    item(clientKey("C1001"), "client", client()),
    item(insuranceKey("C1001", "I2001"), "insurance", insurance()),
  ];
  mocked.dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => {
    const wanted = new Set(RequestItems["agency-table"].Keys.map((key: object) => JSON.stringify(key)));
    const items = [...around, ...now.map(stored)];
    return { Responses: { "agency-table": items.filter(({ PK, SK }) => wanted.has(JSON.stringify({ PK, SK }))) } };
  });
}

async function report(name: string, query: Record<string, string> = {}, accept = "application/json") {
  const handler = httpFunction(httpServicesOn(mocked.table), [listClientAuthorizations, listUnconfirmedAuthorizations]);
  const claims = { sub: "u-1", permissions: "clients:read reports:read" };
  return handler(request(`GET /v1/reports/${name}`, { query, claims, headers: { accept } }), context, {} as never);
}
const idsIn = (reply: Awaited<ReturnType<typeof report>>) =>
  JSON.parse(String(reply?.body)).items.map(({ authorizationId }: Authorization) => authorizationId);

describe("an index that is behind the table", () => {
  const still = authorization(soon);
  it.each<[string, Authorization[], string[]]>([
    ["as listed", [still], ["A3001"]],
    ["confirmed meanwhile", [confirmed(soon)], []],
    ["discontinued meanwhile", [], []],
  ])("the unconfirmed report: %s", async (_, now, ids) => {
    holds([still], now);
    for (const sort of ["lastName", "authDate"])
      expect(idsIn(await report("unconfirmed-authorizations", { sort }))).toEqual(ids);
  });

  it.each<[string, Authorization[], string[]]>([
    ["as listed", [still], ["A3001"]],
    ["confirmed meanwhile", [confirmed(soon)], ["A3001"]],
    ["moved out of the window meanwhile", [authorization({ expirationDate: "2026-05-21", version: 2 })], []],
    ["discontinued meanwhile", [], []],
  ])("the Client Authorizations report: %s", async (_, now, ids) => {
    holds([still], now);
    expect(idsIn(await report("client-authorizations"))).toEqual(ids);
  });

  it("filters look at the table again", async () => {
    holds([still], [authorization({ ...soon, effectiveDate: "2025-12-01", version: 2 })]);
    expect(idsIn(await report("client-authorizations", { effectiveOnOrAfter: "2026-01-01" }))).toEqual([]);
  });
});

describe("what a report reads", () => {
  it("entries from the index, everything shown from the table and consistently", async () => {
    holds([authorization(soon)], [authorization(soon)]);
    await report("client-authorizations");
    const queries = mocked.dynamo.commandCalls(QueryCommand).map(({ args: [{ input }] }) => input);
    expect(queries.map(({ IndexName, ConsistentRead }) => [IndexName, ConsistentRead])).toEqual([
      ["by-expiration", false],
      ["by-expiration", false],
    ]);
    expect(queries.map(({ ExpressionAttributeValues }) => ExpressionAttributeValues?.[":pk"])).toEqual([
      "EXPIRES#2026-03",
      "EXPIRES#2026-04",
    ]);
    const reads = mocked.dynamo.commandCalls(BatchGetCommand).map(({ args: [{ input }] }) => input.RequestItems);
    for (const read of reads) expect(read?.["agency-table"]?.ConsistentRead).toBe(true);
  });

  it.each(["client-authorizations", "unconfirmed-authorizations"])(
    "%s ends at a number of bytes, and goes on where it ended",
    async (name) => {
      const long = Array.from({ length: 900 }, (_, number) =>
        authorization({ ...soon, authorizationId: `A${1000 + number}`, notes: '"'.repeat(2000) }),
      );
      holds(long, long);
      const reply = await report(name, {}, "text/csv");
      expect(reply?.headers?.["x-next-cursor"]).toEqual(expect.any(String));
      // What a function may answer, as the platform counts it: the whole result as JSON.
      expect(Buffer.byteLength(JSON.stringify(reply))).toBeLessThan(6_000_000);
    },
  );
});

describe("places of cursors that this release doesn't know", () => {
  it.each([
    "",
    "2026-03-20#C1001",
    "2026-03-20#C1001#A1",
    "2026-99-20#C1001#A1#2026-03-16T14:05:00.000Z",
    "2026-05-20#C1001#A1#2026-03-16T14:05:00.000Z",
    "2026-04-15~#C1#A1#2026-03-16T14:05:00.000Z",
    "2026-04-15#~#~#2026-03-16T14:05:00.000Z",
    "2026-04-15#C1#A1#2026-02-31",
  ])("%s is none", (place) => {
    expect(dayPlaceIn(place, { first: "2026-03-16", last: "2026-04-15" })).toBeNull();
    expect(instantPlaceIn(place)).toBeNull();
  });

  it("a cursor behind an authorization that is gone is 400", async () => {
    holds([authorization(soon)], [authorization(soon)]);
    const cursor = await cursorOf("unconfirmed-authorizations");
    mocked.dynamo.on(BatchGetCommand).resolves({});
    const reply = await report("unconfirmed-authorizations", { cursor });
    expect([reply?.statusCode, JSON.parse(String(reply?.body)).code]).toEqual([400, "VALIDATION_FAILED"]);
  });
});

/** A cursor as the report gives it. */
async function cursorOf(name: string): Promise<string> {
  const two = [authorization(soon), authorization({ ...soon, authorizationId: "A3002" })];
  holds(two, two);
  const reply = await report(name, { limit: "1" });
  return JSON.parse(String(reply?.body)).nextCursor;
}
