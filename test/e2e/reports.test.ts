import { beforeAll, describe, expect, inject, it } from "vitest";
import sample from "../../local/sample/sample-agency.json" with { type: "json" };
import { newId, type User, user } from "./agency.ts";
import { allRows, expiring, idOf, worklist } from "./report-rows.ts";
import { clientBody, expectProblem, made, newSetup, pointers, Scene, type Setup, staff } from "./scene.ts";

let reader: User;
let by: User;
let setup: Setup;
beforeAll(async () => {
  reader = await user("u-reader", "clients:read", "reports:read");
  by = await staff();
  setup = await newSetup(by);
});

const isOfSample = (row: { client: { clientId: string } }) => /^C10\d\d$/.test(row.client.clientId);

describe.skipIf(!inject("offers").sample)("the sample agency on 2026-03-16", () => {
  it.each(Object.entries(sample.expected.expiresIn))(
    "within %s days the expected ones expire",
    async (expiresIn, ids) => {
      const rows = await allRows(reader, expiring, { expiresIn });
      expect(rows.filter(isOfSample).map(idOf)).toEqual(ids);
    },
  );

  it("without dates it is what expires from today to today + 30", async () => {
    expect((await allRows(reader, expiring)).filter(isOfSample).map(idOf)).toEqual(sample.expected.expiresIn["30"]);
  });

  it("the expected ones are unconfirmed", async () => {
    const rows = await allRows(reader, worklist);
    expect(rows.filter(isOfSample).map(idOf).sort()).toEqual(sample.expected.unconfirmed);
  });

  it("a row is what the tracker shows, and whose it is", async () => {
    const [row] = (await allRows(reader, expiring, { expiresIn: "7" })).filter(isOfSample);
    const { client, ...shown } = row;
    expect(await made(reader.get(`/v1/clients/${client.clientId}/authorizations/${shown.authorizationId}`))).toEqual(
      shown,
    );
    const { version: _, address: __, ...whole } = await made(reader.get(`/v1/clients/${client.clientId}`));
    expect(client).toEqual(whole);
  });

  it.each([
    [{ program: "outpatient" }, { program: "Outpatient" }],
    [{ location: "MAIN STREET" }, { location: "Main Street" }],
    [{ program: "Outpatient", location: "nowhere" }, null],
  ])("of %j are those of such clients", async (query, wanted) => {
    const all = (await allRows(reader, expiring)).filter(isOfSample);
    const rows = (await allRows(reader, expiring, query as Record<string, string>)).filter(isOfSample);
    const meant = all.filter(({ client }) =>
      Object.entries(wanted ?? { clientId: "" }).every(([field, value]) => client[field] === value),
    );
    expect(rows).toEqual(meant);
  });

  it.each([
    ["0", ["A3008", "A3009"]],
    ["1", ["A3007", "A3008", "A3009"]],
    ["2", ["A3006", "A3007", "A3003", "A3008", "A3009"]],
    ["true", ["A3006", "A3007", "A3003", "A3008", "A3009"]],
  ])("lowUnits=%s: what runs out first counts, units or visits", async (lowUnits, ids) => {
    const rows = await allRows(reader, expiring, { lowUnits, expirationOnOrBefore: "2026-12-31" });
    expect(rows.filter(isOfSample).map(idOf)).toEqual(ids);
  });

  it("what runs low is listed whenever it ends", async () => {
    const low = async (query: Record<string, string>) =>
      (await allRows(reader, expiring, { lowUnits: "true", ...query })).filter(isOfSample).map(idOf);
    const untilSummer = await low({ expirationOnOrBefore: "2026-07-31" });
    expect(untilSummer).toEqual(["A3006", "A3007", "A3003", "A3008", "A3009"]);
    expect(await low({})).toEqual(untilSummer);
    expect(await low({ expiresIn: "30" })).toEqual(
      untilSummer.filter((id) => sample.expected.expiresIn["30"].includes(id)),
    );
  });

  it("asOf moves the day that everything is computed for", async () => {
    const rows = (await allRows(reader, expiring, { asOf: "2026-03-24", expiresIn: "7" })).filter(isOfSample);
    expect(rows.map((row) => [idOf(row), row.daysLeft])).toEqual([["A3006", 6]]);
  });

  it.each(["", "&expiresIn=7", "&effectiveOnOrAfter=2026-01-01&expirationOnOrBefore=2026-12-31"])(
    "asOf may be the last day that can be written: %j",
    async (dates) => {
      expect((await reader.get(`${expiring}?asOf=9999-12-31${dates}`)).status).toBe(200);
    },
  );

  it.each<[string, Record<string, string>]>([
    ["to be filled", {}],
    ["of one row each", { limit: "1" }],
    ["of what is low", { lowUnits: "true" }],
    ["of a program that nobody is in", { program: "none" }],
  ])("years in which nothing expires are passed: pages %s", async (_, query) => {
    const rows = await allRows(reader, expiring, { expirationOnOrBefore: "2030-12-31", ...query });
    const all = (await allRows(reader, expiring, { expirationOnOrBefore: "2026-12-31", ...query })).map(idOf);
    expect(rows.map(idOf).slice(0, all.length)).toEqual(all);
    expect(rows.slice(all.length).every(({ expirationDate }) => expirationDate > "2026-12-31")).toBe(true);
  });

  it("free dates with an earliest effective date take in what has expired", async () => {
    const dates = { effectiveOnOrAfter: "2025-01-01", expirationOnOrBefore: "2026-03-15" };
    const rows = (await allRows(reader, expiring, dates)).filter(isOfSample);
    const wanted = sample.authorizations.filter(
      (each) => !each.discontinued && each.effectiveDate >= "2025-01-01" && each.expirationDate <= "2026-03-15",
    );
    expect(rows.map(idOf).sort()).toEqual(wanted.map(idOf).sort());
    expect(rows.map(({ status }) => status)).toContain("EXPIRED");
  });
});

describe("who may read reports", () => {
  it.each([expiring, worklist])("%s needs reports:read", async (path) => {
    expectProblem(await by.get(path), 403, "FORBIDDEN");
  });
});

describe("queries that can't be meant", () => {
  it.each([
    [expiring, "expiresIn=7&expirationOnOrBefore=2026-04-01", ["?expiresIn"]],
    [expiring, "expiresIn=8", ["?expiresIn"]],
    [expiring, "expirationOnOrBefore=2026-03-15", ["?expirationOnOrBefore"]],
    [
      expiring,
      "effectiveOnOrAfter=2026-05-01&expirationOnOrBefore=2026-04-01&expiresIn=7",
      ["?expirationOnOrBefore", "?expiresIn"],
    ],
    [expiring, "lowUnits=-1&asOf=2026-02-30&limit=0", ["?asOf", "?limit", "?lowUnits"]],
    [worklist, "sort=age", ["?sort"]],
    [worklist, "program=x", ["?program"]],
    [worklist, "cursor=nonsense", ["?cursor"]],
  ])("%s?%s is 400, naming every fault", async (path, query, wanted) => {
    const reply = await reader.get(`${path}?${query}`);
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(wanted);
  });
});

/** Some unconfirmed authorizations of a program of their own, one for each client. */
async function enterWorklist(
  people: readonly (readonly [lastName: string, firstName: string])[],
  payerNames: string[],
) {
  const program = newId("program");
  const scenes = [];
  for (const [index, [lastName, firstName]] of people.entries()) {
    const payerId = newId("payer");
    await made(by.put(`/v1/payers/${payerId}`, { name: payerNames[index], priorAuthsRequired: true }));
    const scene = await Scene.open(await staff(`u-${people.length - index}`), { ...setup, payerId });
    await made(by.put(scene.client, { ...clientBody, lastName, firstName, program }));
    scenes.push({ scene, authorization: await scene.add() });
  }
  return { program, scenes };
}

describe("the worklist of unconfirmed authorizations", () => {
  const people = [
    ["Zamora", "Ann"],
    ["Álvarez", "Zoe"],
    ["alvarez", "Ben"],
    ["Nuñez", "Mia"],
    ["Nunez", "Kim"],
  ] as const;
  const payerNames = ["Éclair Health", "zeta", "Alpha", "eclair care", "Beta"];
  let ids: string[];
  let program: string;
  beforeAll(async () => {
    const entered = await enterWorklist(people, payerNames);
    program = entered.program;
    ids = entered.scenes.map(({ authorization }) => authorization.authorizationId);
  });
  const mine = (rows: { client: { program?: string } }[]) => rows.filter(({ client }) => client.program === program);

  it.for<[string, number[]]>([
    ["lastName", [2, 1, 4, 3, 0]],
    ["firstName", [0, 2, 4, 3, 1]],
    ["authDate", [0, 1, 2, 3, 4]],
    ["addedBy", [4, 3, 2, 1, 0]],
    ["insuranceName", [2, 4, 3, 0, 1]],
  ])("sorted by %s, right across pages of any size", async ([sort, order], { skip }) => {
    skip(sort === "addedBy" && !inject("offers").ownUserIds);
    const wanted = order.map((index) => ids[index]);
    for (const limit of ["100", "2", "1"])
      expect(mine(await allRows(reader, worklist, { sort, limit })).map(idOf)).toEqual(wanted);
  });

  it("is sorted by last name when nothing is said", async () => {
    expect(mine(await allRows(reader, worklist)).map(idOf)).toEqual(
      mine(await allRows(reader, worklist, { sort: "lastName" })).map(idOf),
    );
  });

  it.each(["lastName", "authDate"])("a cursor of sort=%s fits no other sort", async (sort) => {
    const { nextCursor } = await made(reader.get(`${worklist}?sort=${sort}&limit=1`));
    expect(nextCursor).toEqual(expect.any(String));
    expectProblem(await reader.get(`${worklist}?sort=addedBy&cursor=${nextCursor}`), 400, "VALIDATION_FAILED");
  });

  it("no name is in a cursor", async () => {
    for (const sort of ["lastName", "firstName", "insuranceName"]) {
      const { items, nextCursor } = await made(reader.get(`${worklist}?sort=${sort}&limit=1`));
      const text = Buffer.from(nextCursor, "base64url").toString("utf8").toLowerCase();
      const [{ client, payerName }] = items;
      for (const name of [client.lastName, client.firstName, payerName]) expect(text).not.toContain(name.toLowerCase());
    }
  });

  it("a page goes on where the one before ended, though its last one is confirmed meanwhile", async () => {
    const { scenes } = await enterWorklist(people, payerNames);
    const wanted = await allRows(reader, worklist);
    const [first, second, third] = scenes.map(({ authorization }) => authorization.authorizationId);
    const position = wanted.findIndex((row) => idOf(row) === second);
    const page = await made(reader.get(`${worklist}?limit=${Math.min(100, position + 1)}`));
    expect(page.items.map(idOf)).toEqual(wanted.slice(0, position + 1).map(idOf));
    await scenes[1]?.scene.confirm(String(second), 1);
    const rest = await allRows(reader, worklist, { cursor: page.nextCursor });
    expect(rest.map(idOf)).toEqual(wanted.slice(position + 1).map(idOf));
    expect([first, third]).not.toContain(second);
  });

  it("a confirmed one is gone on the next call, a stale one is back", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add();
    const states = async () =>
      (await allRows(reader, worklist))
        .filter((row) => idOf(row) === authorizationId)
        .map((row) => row.confirmation.state);
    expect(await states()).toEqual(["NOT_CONFIRMED"]);
    await scene.confirm(authorizationId, 1);
    expect(await states()).toEqual([]);
    await made(by.patch(scene.path(authorizationId), { authUnits: 21 }, { ifMatch: 2 }));
    expect(await states()).toEqual(["STALE"]);
    await scene.discontinue(authorizationId, 3);
    expect(await states()).toEqual([]);
  });

  it("a client's new name and a payer's new name count at once", async () => {
    const own = await newSetup(by);
    const scene = await Scene.open(by, own);
    const { authorizationId } = await scene.add();
    await made(by.put(`/v1/payers/${own.payerId}`, { name: "!First of all", priorAuthsRequired: true }));
    await made(by.put(scene.client, { ...clientBody, lastName: "!Aaa" }));
    for (const sort of ["lastName", "insuranceName"])
      expect((await made(reader.get(`${worklist}?limit=1&sort=${sort}`))).items.map(idOf)).toEqual([authorizationId]);
  });
});

describe("both reports list active clients, unless they are asked for others", () => {
  it.each([
    [expiring, {}],
    [worklist, { sort: "lastName" }],
    [worklist, { sort: "authDate" }],
  ] as const)("%s %j", async (path, query) => {
    const scenes = [await Scene.open(by, setup), await Scene.open(by, setup)] as const;
    const program = newId("program");
    const status = (scene: Scene, is: string) => made(by.put(scene.client, { ...clientBody, program, status: is }));
    for (const scene of scenes) await status(scene, "ACTIVE");
    const ids: string[] = [];
    for (const scene of scenes) ids.push((await scene.add({ expirationDate: "2026-03-31" })).authorizationId);
    const listed = async (clientStatus?: string) =>
      (await allRows(reader, path, { ...query, ...(clientStatus !== undefined && { clientStatus }) }))
        .filter(({ client }) => client.program === program)
        .map(idOf);
    await status(scenes[1], "INACTIVE");
    expect(await listed()).toEqual([ids[0]]);
    expect(await listed("ACTIVE")).toEqual([ids[0]]);
    expect(await listed("INACTIVE")).toEqual([ids[1]]);
    expect((await listed("ALL")).sort()).toEqual(ids.toSorted());
    await status(scenes[1], "ACTIVE");
    expect((await listed()).sort()).toEqual(ids.toSorted());
    expect(await listed("INACTIVE")).toEqual([]);
  });

  it.each([expiring, worklist])("%s: a cursor fits no other status, and there is no other", async (path) => {
    const { nextCursor } = await made(reader.get(`${path}?limit=1&clientStatus=ALL`));
    expect(nextCursor).toEqual(expect.any(String));
    for (const query of [`clientStatus=ACTIVE&cursor=${nextCursor}`, "clientStatus=GONE"])
      expectProblem(await reader.get(`${path}?${query}`), 400, "VALIDATION_FAILED");
  });
});

describe("the Client Authorizations report", () => {
  it("pages of any size are the whole in the order of expiration", async () => {
    const scene = await Scene.open(by, setup);
    const program = newId("program");
    await made(by.put(scene.client, { ...clientBody, program }));
    const days = ["2026-03-16", "2026-03-31", "2026-03-31", "2026-04-01", "2026-04-15"];
    for (const expirationDate of [...days, "2026-04-16", "2026-03-15"]) await scene.add({ expirationDate });
    for (const limit of ["100", "2", "1"]) {
      const rows = await allRows(reader, expiring, { program, limit });
      expect(rows.map(({ expirationDate }) => expirationDate)).toEqual(days);
      expect(new Set(rows.map(idOf)).size).toBe(days.length);
    }
    const all = await allRows(reader, expiring);
    expect(all.map(({ expirationDate }) => expirationDate)).toEqual(
      all.map(({ expirationDate }) => expirationDate).toSorted(),
    );
  });

  it("what is discontinued or expires on another day is gone on the next call", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add({ expirationDate: "2026-03-20" });
    const days = async () =>
      (await allRows(reader, expiring)).filter((row) => idOf(row) === authorizationId).map((row) => row.expirationDate);
    expect(await days()).toEqual(["2026-03-20"]);
    await made(by.patch(scene.path(authorizationId), { expirationDate: "2026-04-10" }, { ifMatch: 1 }));
    expect(await days()).toEqual(["2026-04-10"]);
    await scene.discontinue(authorizationId, 2);
    expect(await days()).toEqual([]);
  });

  it("one of which more is scheduled than remains is low, though it ends in years, and is said to be neither one nor two left", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add({
      effectiveDate: "2026-01-01",
      expirationDate: "2030-12-31",
      authUnits: 10,
      authVisits: undefined,
    });
    const isLow = async () =>
      (await allRows(reader, expiring, { lowUnits: "true" })).map(idOf).includes(authorizationId);
    await scene.post({ units: 8, authorizationId });
    expect(await isLow()).toBe(true);
    await scene.post({ units: 3, authorizationId, status: "SCHEDULED" });
    const { status, flags, units } = await made(by.get(scene.path(authorizationId)));
    expect([status, flags, units.remaining, units.available]).toEqual(["OK", ["OVERSCHEDULED"], 2, -1]);
    expect(await isLow()).toBe(true);
  });

  it("posted services count at once", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add({ expirationDate: "2026-03-20", authUnits: 3, authVisits: undefined });
    const low = async () => (await allRows(reader, expiring, { lowUnits: "1" })).map(idOf).includes(authorizationId);
    expect(await low()).toBe(false);
    await scene.post({ units: 2, authorizationId });
    expect(await low()).toBe(true);
  });

  it("a cursor fits only its query", async () => {
    const { nextCursor } = await made(reader.get(`${expiring}?limit=1`));
    for (const other of ["program=x", "asOf=2026-03-17", "expiresIn=14", "lowUnits=3"])
      expectProblem(await reader.get(`${expiring}?${other}&cursor=${nextCursor}`), 400, "VALIDATION_FAILED");
    await made(reader.get(`${expiring}?expiresIn=30&cursor=${nextCursor}`));
  });
});
