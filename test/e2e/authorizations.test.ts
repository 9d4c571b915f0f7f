import { beforeAll, describe, expect, it } from "vitest";
import type { User } from "./agency.ts";
import { addInsurance, expectProblem, made, newSetup, pointers, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;
let scene: Scene;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
});

const post = (changes: Record<string, unknown>) => by.post(`${scene.client}/authorizations`, scene.input(changes));

describe("adding a new authorization", () => {
  it("all eight fields; 201 with id, ETag and the tracker row", async () => {
    const own = await Scene.open(by, setup);
    const input = own.input({ notes: "As approved\nby phone" });
    const { status, headers, body } = await by.post(`${own.client}/authorizations`, input);
    const { warnings, ...row } = body;
    expect([status, headers.get("etag"), warnings]).toEqual([201, '"1"', []]);
    expect(headers.get("location")).toBe(own.path(row.authorizationId));
    const { procedure: _, authUnits, authVisits, ...same } = input;
    expect(row).toMatchObject({
      ...same,
      clientId: own.clientId,
      payerId: setup.payerId,
      confirmedMark: null,
      confirmation: { state: "NOT_CONFIRMED" },
      units: { authorized: authUnits, used: 0, scheduled: 0, remaining: authUnits, available: authUnits },
      visits: { authorized: authVisits, used: 0, scheduled: 0, remaining: authVisits, available: authVisits },
      procedure: { type: "ACTIVITY", activityCode: setup.codes[0], activityCodes: [setup.codes[0]] },
      daysLeft: 106,
      percentUsed: 0,
      status: "OK",
      flags: [],
      createdBy: "u-staff",
      version: 1,
    });
    expect((await own.tracker()).authorizations).toEqual([row]);
    expect(await own.read(row.authorizationId)).toEqual(row);
  });

  const refused: [fields: Record<string, unknown>, pointer: string][] = [
    ...["authUnits", "authVisits"].flatMap((field) =>
      [0, -1, 1.5, "5", 1_000_000, null, true].map((value): [Record<string, unknown>, string] => [
        { [field]: value },
        `/${field}`,
      ]),
    ),
    [{ effectiveDate: "2026-02-30" }, "/effectiveDate"],
    [{ expirationDate: "2027-02-29" }, "/expirationDate"],
    [{ expirationDate: "2026-13-01" }, "/expirationDate"],
    [{ expirationDate: "06/30/2026" }, "/expirationDate"],
    [{ expirationDate: "2026-06-30T00:00:00Z" }, "/expirationDate"],
    [{ authorizationNumber: "" }, "/authorizationNumber"],
    [{ authorizationNumber: "   " }, "/authorizationNumber"],
    [{ authorizationNumber: "x".repeat(51) }, "/authorizationNumber"],
    [{ authorizationNumber: 12345 }, "/authorizationNumber"],
    [{ procedure: {} }, "/procedure"],
    [{ procedure: "IND15" }, "/procedure"],
    [{ procedure: { activityCode: ["IND15", "FAM"] } }, "/procedure/activityCode"],
    [{ notes: "x".repeat(2001) }, "/notes"],
  ];
  it.each(refused)("%j is 400", async (fields, pointer) => {
    const reply = await post(fields);
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual([pointer]);
  });

  const accepted: Record<string, unknown>[] = [
    { authUnits: 1, authVisits: 1 },
    { authUnits: 999_999, authVisits: 999_999 },
    { authUnits: undefined },
    { authVisits: undefined },
    { effectiveDate: "2028-02-29", expirationDate: "2028-02-29" },
    { authorizationNumber: "x".repeat(50) },
    { notes: "x".repeat(2000) },
    { notes: "" },
  ];
  it.each(accepted)("%j is accepted and reads back", async (fields) => {
    const { authorizationId } = await scene.add(fields);
    const row = await scene.read(authorizationId);
    const shown = {
      ...row,
      authUnits: row.units.authorized ?? undefined,
      authVisits: row.visits.authorized ?? undefined,
    };
    expect(shown).toMatchObject(fields);
  });

  it("two procedures at once 400 with the hint to make a group", async () => {
    const reply = await post({ procedure: { activityCode: setup.codes[0], groupId: setup.groupId } });
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(reply.body.errors).toMatchObject([
      { pointer: "/procedure", message: expect.stringMatching(/make .*group/) },
    ]);
  });

  it("neither units nor visits is a date window without a quantity limit: never zero", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add({ authUnits: undefined, authVisits: undefined });
    expect(await own.post({ units: 900 })).toMatchObject({ applied: { authorizationId }, warnings: [] });
    expect(await own.read(authorizationId)).toMatchObject({
      units: { authorized: null, used: 900, remaining: null, available: null },
      visits: { authorized: null, used: 1, remaining: null, available: null },
      percentUsed: null,
      status: "OK",
    });
  });

  it("both given: each has its own remaining, and the one that runs out first governs", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add({ authUnits: 100, authVisits: 2 });
    await own.post({ units: 10 });
    expect(await own.read(authorizationId)).toMatchObject({
      units: { remaining: 90 },
      visits: { remaining: 1 },
      status: "ONE_LEFT",
      percentUsed: 50,
    });
    await own.post({ units: 90 });
    const row = await own.read(authorizationId);
    expect(row).toMatchObject({
      units: { remaining: 0 },
      visits: { remaining: 1 },
      status: "ZERO_LEFT",
      percentUsed: 100,
    });
  });
});

describe("overlaps", () => {
  const march = { effectiveDate: "2026-03-10", expirationDate: "2026-03-20" };
  const cases: [what: string, changes: Record<string, unknown>, overlaps: boolean][] = [
    ["the same dates", {}, true],
    ["one shared day at the end", { effectiveDate: "2026-03-20", expirationDate: "2026-04-20" }, true],
    ["one shared day at the start", { effectiveDate: "2026-02-01", expirationDate: "2026-03-10" }, true],
    ["dates around", { effectiveDate: "2026-01-01", expirationDate: "2026-12-31" }, true],
    ["the day after", { effectiveDate: "2026-03-21", expirationDate: "2026-04-20" }, false],
    ["the day before", { effectiveDate: "2026-02-01", expirationDate: "2026-03-09" }, false],
    ["another procedure", { procedure: "GROUP" }, false],
    ["another insurance", { insuranceId: "OTHER" }, false],
  ];
  it.each(cases)("%s (%j): saved, with a warning naming the other: %s", async (_, changes, overlaps) => {
    const own = await Scene.open(by, setup);
    const first = await own.add(march);
    const other = await addInsurance(by, own.clientId, setup.payerId, { priority: 2 });
    const second = await own.add({
      ...march,
      ...changes,
      ...(changes["procedure"] !== undefined && { procedure: { groupId: setup.groupId } }),
      ...(changes["insuranceId"] !== undefined && { insuranceId: other.insuranceId }),
    });
    expect(second.warnings).toEqual(overlaps ? [`OVERLAPS:${first.authorizationId}`] : []);
    expect((await own.tracker()).authorizations).toHaveLength(2);
  });

  it("a discontinued one does not overlap, and a change warns as well", async () => {
    const own = await Scene.open(by, setup);
    const first = await own.add(march);
    await own.discontinue(first.authorizationId, 1);
    const second = await own.add(march);
    expect(second.warnings).toEqual([]);
    const third = await own.add({ effectiveDate: "2026-04-01", expirationDate: "2026-04-30" });
    const path = own.path(third.authorizationId);
    const moved = await made(by.patch(path, { effectiveDate: "2026-03-20" }, { ifMatch: 1 }));
    expect(moved.warnings).toEqual([`OVERLAPS:${second.authorizationId}`]);
  });

  it("several pending ones of one procedure are no duplicates", async () => {
    const own = await Scene.open(by, setup);
    const first = await own.add({ authorizationNumber: "Pending" });
    const second = await own.add({ authorizationNumber: "Pending" });
    expect(second.warnings).toEqual([`OVERLAPS:${first.authorizationId}`]);
  });

  it("the same number for another procedure or insurance is no duplicate", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationNumber } = await own.add();
    await own.add({ authorizationNumber, procedure: { groupId: setup.groupId } });
    const { insuranceId } = await addInsurance(by, own.clientId, setup.payerId, { priority: 2 });
    await own.add({ authorizationNumber, insuranceId });
    expect((await own.tracker()).authorizations).toHaveLength(3);
  });
});
