import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Reply, User } from "./agency.ts";
import { newId } from "./agency.ts";
import { addInsurance, expectProblem, made, newSetup, pointers, Scene, type Setup, staff } from "./scene.ts";

interface Settings {
  overCapPolicy: "FLAG" | "BLOCK";
  billingEngine: boolean;
  numbersThatAreNone: string[];
  statuses: Record<string, { color: string; value?: number }>;
}

const path = "/v1/tracker-settings";
let by: User;
let setup: Setup;
let original: Settings;

/** Changes the agency's settings, for everybody: no other file runs meanwhile, and each test puts them back. */
async function change(changes: Partial<Settings>): Promise<Reply> {
  const { headers } = await by.get(path);
  return by.put(path, { ...original, ...changes }, { ifMatch: headers.get("etag") ?? "" });
}
const withStatus = (status: string, setting: object) => ({
  statuses: { ...original.statuses, [status]: { color: original.statuses[status]?.color ?? "", ...setting } },
});

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
  original = await made(by.get(path));
});
afterEach(async () => {
  await made(change({}));
});
afterAll(async () => {
  expect(await made(by.get(path))).toEqual(original);
});

describe("tracker settings", () => {
  it("have a colour for each status, FLAG and a reminder of 30 days unless changed", async () => {
    expect(Object.keys(original.statuses).sort()).toEqual(
      "EXPIRATION_REMINDER EXPIRED FUTURE OK ONE_LEFT OVERUSE TWO_LEFT VARIABLE_LEFT ZERO_LEFT".split(" "),
    );
    for (const { color } of Object.values(original.statuses)) expect(color).toMatch(/^#[0-9A-F]{6}$/i);
    expect(original).toMatchObject({ overCapPolicy: "FLAG", billingEngine: true });
    expect(original.statuses["EXPIRATION_REMINDER"]).toMatchObject({ value: 30 });
  });

  it("are changed under the optimistic lock", async () => {
    const { headers } = await by.get(path);
    const etag = headers.get("etag") ?? "";
    expectProblem(await by.put(path, original), 428, "PRECONDITION_REQUIRED");
    const changed = await by.put(path, { ...original, overCapPolicy: "BLOCK" }, { ifMatch: etag });
    expect(changed).toMatchObject({ status: 200, body: { ...original, overCapPolicy: "BLOCK" } });
    const current = changed.headers.get("etag");
    expect(current).not.toBe(etag);
    const late = await by.put(path, original, { ifMatch: etag });
    expectProblem(late, 412, "VERSION_CONFLICT");
    expect(late.headers.get("etag")).toBe(current);
    const read = await by.get(path);
    expect([read.body.overCapPolicy, read.headers.get("etag")]).toEqual(["BLOCK", current]);
  });

  it("sent again, since their reply was lost, are answered as they stand, and to nobody else", async () => {
    const { headers } = await by.get(path);
    const put = async (as: User) =>
      as.put(path, { ...original, overCapPolicy: "BLOCK" }, { ifMatch: headers.get("etag") ?? "" });
    const [first, again] = [await put(by), await put(by)];
    expect([first.status, again.status, again.headers.get("etag")]).toEqual([200, 200, first.headers.get("etag")]);
    expectProblem(await put(await staff("u-other")), 412, "VERSION_CONFLICT");
  });

  it("of somebody who does not know the texts that are no number leave them as they are", async () => {
    await made(change({ numbersThatAreNone: ["waiting"] }));
    const { numbersThatAreNone: _, ...known } = original;
    const { headers } = await by.get(path);
    const changed = await made(
      by.put(path, { ...known, overCapPolicy: "BLOCK" }, { ifMatch: headers.get("etag") ?? "" }),
    );
    expect(changed).toMatchObject({ overCapPolicy: "BLOCK", numbersThatAreNone: ["waiting"] });
    expect(await made(by.get(path))).toEqual(changed);
  });

  it("a value on any other status is 400 VALUE_NOT_EDITABLE, and each is named", async () => {
    const wrong = Object.keys(original.statuses).filter((status) => !/VARIABLE_LEFT|EXPIRATION_REMINDER/.test(status));
    const statuses = Object.fromEntries(
      Object.entries(original.statuses).map(([status, setting]) => [status, { ...setting, value: 3 }]),
    );
    const reply = await change({ statuses });
    expectProblem(reply, 400, "VALUE_NOT_EDITABLE");
    expect(pointers(reply)).toEqual(wrong.map((status) => `/statuses/${status}/value`).sort());
    for (const status of wrong)
      expectProblem(await change(withStatus(status, { value: 3 })), 400, "VALUE_NOT_EDITABLE");
    expect(await made(by.get(path))).toEqual(original);
  });

  it.each([
    ["OK", { color: "green" }, "/statuses/OK/color"],
    ["OK", { color: "#12345" }, "/statuses/OK/color"],
    ["VARIABLE_LEFT", { value: -1 }, "/statuses/VARIABLE_LEFT/value"],
    ["VARIABLE_LEFT", { value: 2.5 }, "/statuses/VARIABLE_LEFT/value"],
    ["EXPIRATION_REMINDER", { value: "30" }, "/statuses/EXPIRATION_REMINDER/value"],
    ["LATE", { color: "#123456" }, "/statuses/LATE"],
  ])("%s with %j is 400", async (status, setting, pointer) => {
    const reply = await change(withStatus(status, setting));
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual([pointer]);
    expect(await made(by.get(path))).toEqual(original);
  });
});

describe("statuses with colours", () => {
  it("a changed colour is the row's", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId, statusColor } = await scene.add();
    expect(statusColor).toBe(original.statuses["OK"]?.color);
    await made(change(withStatus("OK", { color: "#0A1b2C" })));
    expect(await scene.read(authorizationId)).toMatchObject({ status: "OK", statusColor: "#0A1b2C" });
  });

  it("VARIABLE_LEFT shows from its value down to three left, and not unless it has one", async () => {
    const scene = await Scene.open(by, setup);
    const ids: string[] = [];
    for (const authUnits of [6, 5, 3, 2])
      ids.push((await scene.add({ authUnits, authVisits: undefined })).authorizationId);
    const statuses = async () => Promise.all(ids.map(async (id) => (await scene.read(id)).status));
    expect(await statuses()).toEqual(["OK", "OK", "OK", "TWO_LEFT"]);
    await made(change(withStatus("VARIABLE_LEFT", { value: 5 })));
    expect(await statuses()).toEqual(["OK", "VARIABLE_LEFT", "VARIABLE_LEFT", "TWO_LEFT"]);
    const row = await scene.read(ids[1] ?? "");
    expect(row.statusColor).toBe(original.statuses["VARIABLE_LEFT"]?.color);
  });

  it("EXPIRATION_REMINDER shows its days before the expiration date, the day itself included", async () => {
    const scene = await Scene.open(by, setup);
    const ids: string[] = [];
    for (const expirationDate of ["2026-03-26", "2026-03-25", "2026-03-16"])
      ids.push((await scene.add({ expirationDate })).authorizationId);
    const statuses = async () => Promise.all(ids.map(async (id) => (await scene.read(id)).status));
    const reminder = "EXPIRATION_REMINDER";
    expect(await statuses()).toEqual([reminder, reminder, reminder]);
    await made(change(withStatus(reminder, { value: 9 })));
    expect(await statuses()).toEqual(["OK", reminder, reminder]);
    await made(change(withStatus(reminder, { value: 0 })));
    expect(await statuses()).toEqual(["OK", "OK", reminder]);
    await made(change({ statuses: { ...original.statuses, [reminder]: { color: "#123456" } } }));
    expect(await statuses()).toEqual(["OK", "OK", "OK"]);
  });
});

describe("an agency without billing engine", () => {
  it("confirm is 409 BILLING_ENGINE_DISABLED, and there is no C", async () => {
    const scene = await Scene.open(by, setup);
    const confirmed = await scene.add();
    await scene.confirm(confirmed.authorizationId, 1);
    const { authorizationId, allowedActions } = await scene.add();
    expect(allowedActions).toContain("confirm");
    await made(change({ billingEngine: false }));
    const reply = await by.post(`${scene.path(authorizationId)}/confirm`, undefined, { ifMatch: 1 });
    expectProblem(reply, 409, "BILLING_ENGINE_DISABLED");
    const row = await scene.read(authorizationId);
    expect(row).toMatchObject({ confirmedMark: null, confirmation: { state: "NOT_CONFIRMED" }, version: 1 });
    expect(row.allowedActions).toEqual(["edit", "discontinue"]);
    expect(await scene.read(confirmed.authorizationId)).toMatchObject({ confirmedMark: null });
    await made(change({}));
    expect(await scene.read(confirmed.authorizationId)).toMatchObject({ confirmedMark: "C" });
  });
});

describe("BLOCK", () => {
  let scene: Scene;
  let authorizationId: string;
  beforeAll(async () => {
    scene = await Scene.open(by, setup);
    ({ authorizationId } = await scene.add({ authUnits: 4, authVisits: 2 }));
  });

  it("refuses going over the units: 422 CAP_EXCEEDED, and what fits exactly is taken", async () => {
    await made(change({ overCapPolicy: "BLOCK" }));
    const serviceId = newId("service");
    expectProblem(await scene.putService({ units: 5 }), 422, "CAP_EXCEEDED");
    expect(await scene.balance(authorizationId)).toEqual([0, 4, 0, 2]);
    await scene.post({ units: 2, serviceDate: "2026-03-09" }, serviceId);
    expectProblem(await scene.putService({ units: 5 }, serviceId), 422, "CAP_EXCEEDED");
    expect(await scene.balance(authorizationId)).toEqual([2, 2, 1, 1]);
    expectProblem(await scene.putService({ units: 3 }), 422, "CAP_EXCEEDED");
    await scene.post({ units: 1, serviceDate: "2026-03-10" });
    expect(await scene.balance(authorizationId)).toEqual([3, 1, 2, 0]);
  });

  it("refuses going over the visits, but not another service on a day that counts already", async () => {
    await made(change({ overCapPolicy: "BLOCK" }));
    expectProblem(await scene.putService({ serviceDate: "2026-03-11" }), 422, "CAP_EXCEEDED");
    await scene.post({ serviceDate: "2026-03-10" });
    expect(await scene.balance(authorizationId)).toEqual([4, 0, 2, 0]);
  });

  it("refuses a service that nothing covers: 422 NO_AUTHORIZATION, also when it is named out of its dates", async () => {
    await made(change({ overCapPolicy: "BLOCK" }));
    expectProblem(await scene.putService({ activityCode: setup.codes[2] }), 422, "NO_AUTHORIZATION");
    expectProblem(await scene.putService({ serviceDate: "2026-02-01" }), 422, "NO_AUTHORIZATION");
    const outside = { serviceDate: "2026-02-01", authorizationId };
    expectProblem(await scene.putService(outside), 422, "NO_AUTHORIZATION");
  });

  it("correcting never gets stricter: what stands may be repeated, lowered and rendered", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add({ authUnits: 3 });
    const serviceId = newId("service");
    const uncovered = newId("service");
    await made(change({ overCapPolicy: "FLAG" }));
    await own.post({ units: 4 }, serviceId);
    await own.post({ activityCode: setup.codes[2], units: 4 }, uncovered);
    await made(change({ overCapPolicy: "BLOCK" }));
    const again = await own.putService({ units: 4 }, serviceId);
    expect([again.status, again.headers.get("etag"), again.body.warnings]).toEqual([200, '"1"', ["OVERUSE"]]);
    expectProblem(await own.putService({ units: 5 }, serviceId), 422, "CAP_EXCEEDED");
    expect(await own.putService({ units: 2 }, serviceId)).toMatchObject({ status: 200, body: { warnings: [] } });
    expect(await own.balance(authorizationId)).toEqual([2, 1, 1, 4]);
    const none = await own.putService({ activityCode: setup.codes[2], units: 4 }, uncovered);
    expect([none.status, none.headers.get("etag")]).toEqual([200, '"1"']);
    const lowered = await own.putService({ activityCode: setup.codes[2], units: 3 }, uncovered);
    expect(lowered).toMatchObject({ status: 200, body: { applied: null, warnings: ["NO_AUTHORIZATION"] } });
    expectProblem(await own.putService({ activityCode: setup.codes[2], units: 5 }, uncovered), 422, "NO_AUTHORIZATION");
  });

  it("takes a service for which no authorization is required", async () => {
    const own = await Scene.open(by, setup);
    await made(by.patch(`${own.client}/insurances/${own.insuranceId}`, { priorAuthsRequired: false }, { ifMatch: 1 }));
    await made(change({ overCapPolicy: "BLOCK" }));
    const reply = await own.putService();
    expect(reply).toMatchObject({ status: 201, body: { reason: "PRIOR_AUTH_NOT_REQUIRED", warnings: [] } });
  });

  it("names an authorization of another insurance that would cover it whole", async () => {
    const own = await Scene.open(by, setup);
    const { insuranceId } = await addInsurance(by, own.clientId, setup.payerId, { priority: 2 });
    await own.add({ authUnits: 1 });
    const { authorizationId } = await own.add({ insuranceId });
    await made(change({ overCapPolicy: "BLOCK" }));
    const reply = await own.putService({ units: 2 });
    expectProblem(reply, 422, "CAP_EXCEEDED");
    expect(reply.body.errors).toEqual([
      { pointer: "/authorizationId", code: "CAP_EXCEEDED", message: expect.stringContaining(authorizationId) },
    ]);
    expect(await own.post({ units: 2, authorizationId })).toMatchObject({ applied: { authorizationId } });
  });

  it("a service check says what would be refused", async () => {
    await made(change({ overCapPolicy: "BLOCK" }));
    const check = (changes: Record<string, unknown>) =>
      made(by.post(`${scene.client}/service-checks`, scene.service(changes)));
    expect(await check({ units: 9 })).toMatchObject({ covered: false, warnings: ["OVERUSE"] });
    expect(await check({ activityCode: setup.codes[2] })).toMatchObject({ covered: false, applied: null });
  });

  it("one unit left, 20 parallel services: one accepted, 19 refused", async () => {
    const crowded = await Scene.open(by, setup);
    const one = await crowded.add({ authUnits: 1, authVisits: undefined });
    await made(change({ overCapPolicy: "BLOCK" }));
    const replies = await Promise.all(Array.from({ length: 20 }, () => crowded.putService()));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 422)]);
    for (const reply of replies) if (reply.status !== 201) expectProblem(reply, 422, "CAP_EXCEEDED");
    expect(await crowded.balance(one.authorizationId)).toEqual([1, 0, 1, null]);
    const ledger = await made(by.get(`${crowded.path(one.authorizationId)}/ledger`));
    expect(ledger.items).toHaveLength(1);
  });
});
