import { beforeAll, describe, expect, it } from "vitest";
import { newId, type User, user } from "./agency.ts";
import { addInsurance, expectProblem, made, newSetup, pointers, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
});

const whole = { authUnits: 96, authVisits: undefined, effectiveDate: "2026-01-05", expirationDate: "2026-07-04" };
const early = ["2026-01-06", "2026-01-13", "2026-01-20", "2026-01-27", "2026-02-03", "2026-02-10"];
const late = ["2026-02-17", "2026-02-24", "2026-03-05", "2026-03-12"];

/** An authorization of 96 units with ten services of 4: six until 02-15 and four afterwards. */
async function used() {
  const scene = await Scene.open(by, setup);
  const { authorizationId } = await scene.add(whole);
  const ids: string[] = [];
  for (const serviceDate of [...early, ...late]) {
    const serviceId = newId("service");
    await scene.post({ serviceDate, units: 4 }, serviceId);
    ids.push(serviceId);
  }
  return { scene, authorizationId, lateIds: ids.slice(early.length) };
}

const path = (scene: Scene) => `${scene.client}/reallocation`;
const planOf = (scene: Scene, query = "") => made(by.get(`${path(scene)}${query}`));
const apply = (scene: Scene, planHash: string, body: object = {}) => by.post(path(scene), { planHash, ...body });
const shorten = (scene: Scene, authorizationId: string, ifMatch = 1) =>
  made(by.patch(scene.path(authorizationId), { expirationDate: "2026-02-15" }, { ifMatch }));
const ledgerSum = async (scene: Scene, authorizationId: string) => {
  const { items } = await made(by.get(`${scene.path(authorizationId)}/ledger`));
  return items.reduce((units: number, movement: { unitsUsed: number }) => units + movement.unitsUsed, 0);
};

describe("Stranded services are told", () => {
  it("by the change of dates: four services, 16 units", async () => {
    const { scene, authorizationId, lateIds } = await used();
    const { warnings } = await shorten(scene, authorizationId);
    expect(warnings.toSorted()).toEqual(lateIds.map((id) => `OUTSIDE_DATES:${id}`).sort());
    const notes = await made(by.patch(scene.path(authorizationId), { notes: "same" }, { ifMatch: 2 }));
    expect(notes.warnings).toEqual([]);
  });

  it("by the change of the procedure, of a group, and by a discontinue with RELEASE", async () => {
    const own = await newSetup(by);
    const scene = await Scene.open(by, own);
    const group = { groupId: own.groupId };
    const { authorizationId } = await scene.add({ procedure: group });
    const [first, second] = [newId("service"), newId("service")];
    await scene.post({}, first);
    await scene.post({ activityCode: own.codes[1] }, second);
    const narrower = { choiceText: `Group ${own.groupId}`, activityCodes: [own.codes[1]] };
    const put = await made(by.put(`/v1/authorization-groups/${own.groupId}`, narrower));
    expect(put.warnings).toEqual([`PROCEDURE_CHANGED:${first}`]);
    expect((await made(by.put(`/v1/authorization-groups/${own.groupId}`, narrower))).warnings).toBeUndefined();
    const change = { procedure: { activityCode: own.codes[0] } };
    const patched = await made(by.patch(scene.path(authorizationId), change, { ifMatch: 1 }));
    expect(patched.warnings).toContain(`PROCEDURE_CHANGED:${second}`);
    const { warnings, discontinuedEffect } = await scene.discontinue(authorizationId, 2, { effect: "RELEASE" });
    expect(discontinuedEffect).toBe("RELEASE");
    expect(warnings.toSorted()).toEqual([first, second].map((id) => `OUTSIDE_DATES:${id}`).sort());
  });

  it("the first 100, then how many more", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add({ authUnits: undefined, authVisits: undefined });
    for (let posted = 0; posted < 103; posted++) await scene.post({ serviceDate: "2026-03-10" });
    const change = { effectiveDate: "2026-03-11" };
    const { warnings } = await made(by.patch(scene.path(authorizationId), change, { ifMatch: 1 }));
    expect([warnings.length, warnings.at(-1)]).toEqual([101, "OUTSIDE_DATES:+3"]);
  }, 120_000);

  it("a correction 4 -> 3 after a discontinue stays applied, and the balance in the history follows", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add();
    const serviceId = newId("service");
    await scene.post({ units: 4 }, serviceId);
    await scene.add();
    await scene.discontinue(authorizationId, 1);
    expect(await scene.post({ units: 3 }, serviceId)).toMatchObject({ applied: { authorizationId }, warnings: [] });
    expect(await scene.balance(authorizationId)).toEqual([3, 17, 1, 4]);
    expect(await ledgerSum(scene, authorizationId)).toBe(3);
  });

  it("a group edited since: SCHEDULED to RENDERED keeps its authorization, with PROCEDURE_CHANGED", async () => {
    const own = await newSetup(by);
    const scene = await Scene.open(by, own);
    const { authorizationId } = await scene.add({ procedure: { groupId: own.groupId } });
    const serviceId = newId("service");
    await scene.post({ status: "SCHEDULED" }, serviceId);
    const narrower = { choiceText: `Group ${own.groupId}`, activityCodes: [own.codes[1]] };
    await made(by.put(`/v1/authorization-groups/${own.groupId}`, narrower));
    expect(await scene.post({ status: "RENDERED" }, serviceId)).toMatchObject({
      applied: { authorizationId },
      warnings: ["PROCEDURE_CHANGED"],
    });
  });

  it("RETRO_WINDOW_PASSED names what is entered later than the payer authorizes; it refuses nothing", async () => {
    const own = await newSetup(by);
    const payer = { name: `Payer ${own.payerId}`, priorAuthsRequired: true, retroWindowDays: 10 };
    await made(by.put(`/v1/payers/${own.payerId}`, payer));
    const scene = await Scene.open(by, own);
    const [old, recent] = [newId("service"), newId("service")];
    await scene.post({ serviceDate: "2026-03-05" }, old);
    await scene.post({ serviceDate: "2026-03-06" }, recent);
    const { warnings } = await scene.add();
    expect(warnings).toEqual([`NO_AUTHORIZATION:${old}`, `NO_AUTHORIZATION:${recent}`, `RETRO_WINDOW_PASSED:${old}`]);
    expect(await planOf(scene)).toMatchObject({ moves: [{}, {}], warnings: [`RETRO_WINDOW_PASSED:${old}`] });
  });
});

describe("Reallocation", () => {
  it("A3001 shortened and a new one for the rest: four moves, 16 units, then 24 and 16 used, ledgers sum, a second POST moves nothing", async () => {
    const { scene, authorizationId, lateIds } = await used();
    await shorten(scene, authorizationId);
    const next = await scene.add({ ...whole, effectiveDate: "2026-02-16" });
    const plan = await planOf(scene);
    const places = { from: authorizationId, to: next.authorizationId, reason: "OUTSIDE_DATES" };
    expect(plan).toEqual({
      planHash: expect.any(String),
      moves: late.map((serviceDate, index) => ({
        serviceId: lateIds[index],
        serviceDate,
        activityCode: setup.codes[0],
        units: 4,
        ...places,
      })),
      unplaced: [],
      more: 0,
      allowedActions: ["apply"],
      warnings: [],
    });
    expect(await planOf(scene)).toEqual(plan);
    const result = { planHash: plan.planHash, left: 0, unplaced: [] };
    expect(await made(apply(scene, plan.planHash))).toEqual({ ...result, moved: 4 });
    for (const [id, units] of [
      [authorizationId, 24],
      [next.authorizationId, 16],
    ]) {
      expect((await scene.read(id)).units.used).toBe(units);
      expect(await ledgerSum(scene, id)).toBe(units);
    }
    expect(await made(apply(scene, plan.planHash))).toEqual({ ...result, moved: 0 });
    expect((await planOf(scene)).moves).toEqual([]);
    const { items } = await made(by.get(`${scene.path(next.authorizationId)}/ledger`));
    expect(items.map(({ reason, by: user }: { reason: string; by: string }) => [reason, user])).toEqual(
      late.map(() => ["REALLOCATED", "u-staff"]),
    );
    const claim = await made(by.get(`${scene.client}/claim-authorization?serviceId=${lateIds[0]}`));
    expect(claim).toMatchObject({ authorizationId: next.authorizationId });
  });

  it("a plan that no longer holds: 409 PLAN_CHANGED with the new one, and nothing is moved", async () => {
    const { scene, authorizationId, lateIds } = await used();
    await shorten(scene, authorizationId);
    const next = await scene.add({ ...whole, effectiveDate: "2026-02-16" });
    const { planHash } = await planOf(scene);
    await scene.voidService(lateIds[0] ?? "");
    const refused = await apply(scene, planHash);
    expectProblem(refused, 409, "PLAN_CHANGED");
    expect(refused.body.plan).toEqual(await planOf(scene));
    expect(refused.body.plan.moves).toHaveLength(3);
    expect((await scene.read(next.authorizationId)).units.used).toBe(0);
    expect(await made(apply(scene, refused.body.plan.planHash))).toMatchObject({ moved: 3, left: 0 });
  });

  it("the same plan again, once everything is as it was before, is done again", async () => {
    const { scene, authorizationId, lateIds } = await used();
    await shorten(scene, authorizationId);
    await scene.add({ ...whole, effectiveDate: "2026-02-16" });
    const { planHash } = await planOf(scene);
    expect(await made(apply(scene, planHash))).toMatchObject({ moved: 4 });
    // Back by their caller, who names it, and then no more.
    for (const [index, serviceDate] of late.entries()) {
      await scene.post({ serviceDate, units: 4, authorizationId }, lateIds[index]);
      await scene.post({ serviceDate, units: 4 }, lateIds[index]);
    }
    expect(await planOf(scene)).toMatchObject({ planHash, moves: [{}, {}, {}, {}] });
    expect(await made(apply(scene, planHash))).toMatchObject({ moved: 4, left: 0 });
    expect(await made(apply(scene, planHash))).toMatchObject({ moved: 0, left: 0 });
    expect((await scene.read(authorizationId)).units.used).toBe(24);
  });

  it("services whose caller named the authorization are left out unless they are asked for", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add(whole);
    const serviceId = newId("service");
    await scene.post({ authorizationId }, serviceId);
    await shorten(scene, authorizationId);
    await scene.add({ ...whole, effectiveDate: "2026-02-16" });
    expect((await planOf(scene)).moves).toEqual([]);
    const { moves, planHash } = await planOf(scene, "?includeNamed=true");
    expect(moves).toMatchObject([{ serviceId }]);
    expectProblem(await apply(scene, planHash), 409, "PLAN_CHANGED");
    expect(await made(apply(scene, planHash, { includeNamed: true }))).toMatchObject({ moved: 1 });
    expect((await planOf(scene, "?includeNamed=true")).moves).toEqual([]);
  });

  it("of some days alone, both included", async () => {
    const { scene, authorizationId, lateIds } = await used();
    await shorten(scene, authorizationId);
    await scene.add({ ...whole, effectiveDate: "2026-02-16" });
    const { moves, planHash } = await planOf(scene, `?from=${late[1]}&to=${late[2]}`);
    expect(moves.map(({ serviceId }: { serviceId: string }) => serviceId)).toEqual(lateIds.slice(1, 3));
    const applied = await made(by.post(`${path(scene)}?from=${late[1]}&to=${late[2]}`, { planHash }));
    expect(applied).toMatchObject({ moved: 2, left: 0 });
    const backwards = await by.get(`${path(scene)}?from=2026-03-02&to=2026-03-01`);
    expectProblem(backwards, 400, "VALIDATION_FAILED");
    expect(pointers(backwards)).toEqual(["?to"]);
  });

  it("uncovered services are placed, and what nothing takes stays", async () => {
    const scene = await Scene.open(by, setup);
    const [placed, left] = [newId("service"), newId("service")];
    await scene.post({}, placed);
    await scene.post({ activityCode: setup.codes[2] }, left);
    const { authorizationId } = await scene.add();
    const { planHash, moves, unplaced } = await planOf(scene);
    expect(moves).toMatchObject([{ serviceId: placed, from: null, to: authorizationId, reason: "NO_AUTHORIZATION" }]);
    expect(unplaced).toMatchObject([{ serviceId: left, from: null, reason: "NO_AUTHORIZATION" }]);
    expect(await made(apply(scene, planHash))).toMatchObject({ moved: 1, unplaced: [{ serviceId: left }] });
    expect(await scene.balance(authorizationId)).toEqual([1, 19, 1, 4]);
    expect((await scene.add()).warnings).toEqual([`OVERLAPS:${authorizationId}`]);
  });

  it("what was released finds another authorization; with KEEP nothing is misplaced", async () => {
    const scene = await Scene.open(by, setup);
    const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, { priority: 2 });
    const first = await scene.add();
    const other = await scene.add({ insuranceId });
    await scene.post();
    await scene.discontinue(first.authorizationId, 1, { effect: "KEEP" });
    expect((await planOf(scene)).moves).toEqual([]);
    const second = await scene.add();
    await scene.post({ serviceDate: "2026-03-11" });
    await scene.discontinue(second.authorizationId, 1, { effect: "RELEASE" });
    const { moves, planHash } = await planOf(scene);
    expect(moves).toMatchObject([{ from: second.authorizationId, to: other.authorizationId, reason: "RELEASED" }]);
    await made(apply(scene, planHash));
    expect(await scene.balance(second.authorizationId)).toEqual([0, 20, 0, 5]);
    expect(await scene.balance(other.authorizationId)).toEqual([1, 19, 1, 4]);
    expect(await ledgerSum(scene, second.authorizationId)).toBe(0);
  });

  it("needs services:write, and says to whom it is allowed", async () => {
    const { scene, authorizationId } = await used();
    await shorten(scene, authorizationId);
    await scene.add({ ...whole, effectiveDate: "2026-02-16" });
    const { planHash } = await planOf(scene);
    const reader = await user("u-reader", "clients:read");
    const read = await made(reader.get(path(scene)));
    expect([read.planHash, read.allowedActions]).toEqual([planHash, []]);
    expectProblem(await reader.post(path(scene), { planHash }), 403, "FORBIDDEN");
    expectProblem(await by.post(path(scene), { planHash: "x" }), 400, "VALIDATION_FAILED");
  });
});
