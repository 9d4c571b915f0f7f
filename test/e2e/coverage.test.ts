import { beforeAll, describe, expect, it } from "vitest";
import { newId, type User } from "./agency.ts";
import { addInsurance, made, newSetup, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
});

const group = () => ({ groupId: setup.groupId });
const single = () => ({ activityCode: setup.codes[0] });

describe("which authorization a service uses, when the caller names none", () => {
  const long = { effectiveDate: "2026-03-01", expirationDate: "2026-06-30" };
  interface Case {
    readonly rule: string;
    readonly best: () => Record<string, unknown>;
    /** Better by every later criterion. */
    readonly other: () => Record<string, unknown>;
    readonly reason: RegExp;
  }
  const cases: Case[] = [
    {
      rule: "covers it whole first",
      best: () => ({ ...long, procedure: group(), expirationDate: "2026-12-31" }),
      other: () => ({ ...long, procedure: single(), authUnits: 1, authVisits: undefined }),
      reason: /covers the service whole/,
    },
    {
      rule: "single code before group",
      best: () => ({ ...long, procedure: single(), expirationDate: "2026-12-31" }),
      other: () => ({ ...long, procedure: group() }),
      reason: /single code .* before a group/,
    },
    {
      rule: "earliest expiration",
      best: () => ({ ...long, expirationDate: "2026-06-29" }),
      other: () => ({ ...long, effectiveDate: "2026-01-01" }),
      reason: /expires first/,
    },
    {
      rule: "earliest effective",
      best: () => ({ ...long, effectiveDate: "2026-02-28" }),
      other: () => long,
      reason: /effective first/,
    },
  ];
  it.each(cases)("$rule", async ({ best, other, reason }) => {
    for (const order of [
      [best, other],
      [other, best],
    ]) {
      const scene = await Scene.open(by, setup);
      const ids = new Map<unknown, string>();
      for (const input of order) {
        const { authorizationId } = await scene.add(input());
        ids.set(input, authorizationId);
        // Uses up the one that has a single unit.
        if (input().authUnits === 1) await scene.post({ authorizationId });
      }
      const { applied, warnings } = await scene.post();
      expect([applied.authorizationId, warnings]).toEqual([ids.get(best), []]);
      expect(applied.reason).toMatch(reason);
    }
  });

  it("lowest id", async () => {
    const scene = await Scene.open(by, setup);
    const ids: string[] = [];
    for (let count = 0; count < 4; count++) ids.push((await scene.add()).authorizationId);
    const { applied } = await scene.post();
    expect(applied.authorizationId).toBe(ids.toSorted()[0]);
    expect(applied.reason).toMatch(/lowest id/);
  });

  it("by insurance priority first; with an insuranceId, only that insurance's", async () => {
    const scene = await Scene.open(by, setup);
    const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, { priority: 2 });
    const primary = await scene.add({ procedure: group(), expirationDate: "2026-12-31" });
    const secondary = await scene.add({ insuranceId, procedure: single(), expirationDate: "2026-04-30" });
    const { applied } = await scene.post();
    expect(applied.authorizationId).toBe(primary.authorizationId);
    expect(applied.reason).toMatch(/priority 1/);
    const named = await scene.post({ insuranceId });
    expect(named.applied.authorizationId).toBe(secondary.authorizationId);
    expect(named.service).toMatchObject({ insuranceId });
    const none = await scene.post({ insuranceId, serviceDate: "2026-05-01" });
    expect(none).toMatchObject({ applied: null, warnings: ["NO_AUTHORIZATION", "OUTSIDE_DATES"] });
  });

  it("the only one that covers it is told as such", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add();
    await scene.add({ procedure: { activityCode: setup.codes[1] } });
    await scene.add({ effectiveDate: "2026-03-11" });
    const { applied } = await scene.post();
    expect(applied).toMatchObject({ authorizationId, reason: expect.stringMatching(/only one/) });
  });

  it("the one that is named is used, in or out of its dates", async () => {
    const scene = await Scene.open(by, setup);
    await scene.add({ expirationDate: "2026-04-01" });
    const { authorizationId } = await scene.add();
    const named = await scene.post({ authorizationId });
    expect(named).toMatchObject({ applied: { authorizationId, reason: "it was named" }, warnings: [] });
    const outside = await scene.post({ authorizationId, serviceDate: "2026-02-28" });
    expect(outside).toMatchObject({ applied: { authorizationId }, warnings: ["OUTSIDE_DATES"] });
    expect(await scene.balance(authorizationId)).toEqual([2, 18, 2, 3]);
  });

  it.each(["2026-03-01", "2026-06-30"])("both ends of its dates are included: %s", async (serviceDate) => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add();
    expect(await scene.post({ serviceDate })).toMatchObject({ applied: { authorizationId }, warnings: [] });
  });

  it.each(["2026-02-28", "2026-07-01"])("a day outside is covered by none: %s", async (serviceDate) => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add();
    const posted = await scene.post({ serviceDate });
    expect(posted).toMatchObject({ applied: null, warnings: ["NO_AUTHORIZATION", "OUTSIDE_DATES"] });
    expect(await scene.balance(authorizationId)).toEqual([0, 20, 0, 5]);
  });
});

describe("services that no authorization covers", () => {
  it("are listed by id in a later authorization's warnings, and applied when posted again", async () => {
    const scene = await Scene.open(by, setup);
    const ids = {
      covered: newId("s"),
      voided: newId("s"),
      before: newId("s"),
      code: newId("s"),
      insurance: newId("s"),
    };
    const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, { priority: 2 });
    for (const [serviceId, changes] of [
      [ids.covered, {}],
      [ids.voided, {}],
      [ids.before, { serviceDate: "2026-02-28" }],
      [ids.code, { activityCode: setup.codes[1] }],
      [ids.insurance, { insuranceId }],
    ] as const)
      expect(await scene.post(changes, serviceId)).toMatchObject({ applied: null, warnings: ["NO_AUTHORIZATION"] });
    await scene.voidService(ids.voided);
    const { authorizationId, warnings } = await scene.add();
    expect(warnings).toEqual([`NO_AUTHORIZATION:${ids.covered}`]);
    expect(await scene.balance(authorizationId)).toEqual([0, 20, 0, 5]);

    const again = await scene.putService({}, ids.covered);
    expect(again).toMatchObject({ status: 200, body: { applied: { authorizationId }, warnings: [] } });
    expect(await scene.balance(authorizationId)).toEqual([1, 19, 1, 4]);
    const path = scene.path(authorizationId);
    const wider = { effectiveDate: "2026-02-01", procedure: group() };
    const changed = await made(by.patch(path, wider, { ifMatch: 1 }));
    const listed = [ids.before, ids.code].map((serviceId) => `NO_AUTHORIZATION:${serviceId}`);
    expect(changed.warnings.toSorted()).toEqual(listed.sort());
  });
});

describe("service checks", () => {
  it("say whether, by which authorization, with what left; and change nothing", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add({ authUnits: 4, authVisits: 1 });
    await scene.post({ units: 1 });
    const before = await scene.everything();
    const check = (changes: Record<string, unknown>) =>
      made(by.post(`${scene.client}/service-checks`, scene.service(changes)));
    const applied = { authorizationId, reason: expect.stringMatching(/only one/) };
    expect(await check({ units: 3 })).toEqual({
      covered: true,
      applied,
      remainingAfter: { units: 0, visits: 0 },
      warnings: [],
    });
    expect(await check({ units: 4, serviceDate: "2026-03-11" })).toEqual({
      covered: true,
      applied,
      remainingAfter: { units: -1, visits: -1 },
      warnings: ["OVERUSE"],
    });
    const none = { covered: false, applied: null, remainingAfter: null };
    expect(await check({ activityCode: setup.codes[2] })).toEqual({ ...none, warnings: ["NO_AUTHORIZATION"] });
    expect(await check({ serviceDate: "2026-07-01" })).toEqual({
      ...none,
      warnings: ["NO_AUTHORIZATION", "OUTSIDE_DATES"],
    });
    expect(await scene.everything()).toEqual(before);
    const { items } = await made(by.get(`${scene.path(authorizationId)}/ledger`));
    expect(items).toHaveLength(1);
  });

  it("with serviceId: the correction of a service does not count against itself", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add({ authUnits: 4, authVisits: 1 });
    const serviceId = newId("service");
    await scene.post({ units: 3 }, serviceId);
    const check = (changes: Record<string, unknown>) =>
      made(by.post(`${scene.client}/service-checks`, scene.service(changes)));
    expect(await check({ units: 4, serviceId })).toMatchObject({
      covered: true,
      applied: { authorizationId },
      remainingAfter: { units: 0, visits: 0 },
      warnings: [],
    });
    expect(await check({ units: 4 })).toMatchObject({ remainingAfter: { units: -3 }, warnings: ["OVERUSE"] });
  });
});

describe("Not required is not uncovered", () => {
  it("stored with the reason, without a warning; covered by a check; not listed as uncovered", async () => {
    const scene = await Scene.open(by, setup);
    const path = `${scene.client}/insurances/${scene.insuranceId}`;
    await made(by.patch(path, { priorAuthsRequired: false }, { ifMatch: 1 }));
    const reason = "PRIOR_AUTH_NOT_REQUIRED";
    const check = () => made(by.post(`${scene.client}/service-checks`, scene.service()));
    expect(await check()).toEqual({ covered: true, applied: null, reason, remainingAfter: null, warnings: [] });
    const serviceId = newId("service");
    const first = await scene.putService({}, serviceId);
    expect(first).toMatchObject({ status: 201, body: { applied: null, reason, warnings: [] } });
    expect(await scene.post({}, serviceId)).toEqual(first.body);
    const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, { priority: 2 });
    expect((await scene.add({ insuranceId })).warnings).toEqual([]);
    await made(by.patch(path, { status: "INACTIVE" }, { ifMatch: 2 }));
    const other = { activityCode: setup.codes[2] };
    expect(await scene.post(other)).toMatchObject({ applied: null, warnings: ["NO_AUTHORIZATION"] });
    const second = `${scene.client}/insurances/${insuranceId}`;
    await made(by.patch(second, { status: "INACTIVE" }, { ifMatch: 1 }));
    expect(await scene.post(other)).toMatchObject({ applied: null, reason: "NO_INSURANCE", warnings: [] });
  });
});
