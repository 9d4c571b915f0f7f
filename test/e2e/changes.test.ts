import { beforeAll, describe, expect, it } from "vitest";
import { eventually, newId, type User, user } from "./agency.ts";
import { addInsurance, expectProblem, made, newSetup, pointers, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;
let scene: Scene;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
});

const change = (id: string, body: object, version: number) =>
  made(by.patch(scene.path(id), body, { ifMatch: version }));
const capOf = async (id: string, insuranceId?: string) =>
  (await scene.caps(insuranceId)).find(({ authorizationId }) => authorizationId === id);
/** The cap once billing has this version of the authorization. */
const capAt = (id: string, version: number, insuranceId?: string) =>
  eventually(
    () => capOf(id, insuranceId),
    (cap) => cap?.authorizationVersion === version,
  );

/** Confirmed in version 1, and billing has it; the authorization is in version 2. */
async function confirmed(changes: Record<string, unknown> = {}): Promise<string> {
  const { authorizationId } = await scene.add(changes);
  await scene.confirm(authorizationId, 1);
  await capAt(authorizationId, 1);
  return authorizationId;
}

describe("a change of a confirmed authorization", () => {
  const fields: [field: string, change: () => Promise<object>][] = [
    ["number", async () => ({ authorizationNumber: newId("PA") })],
    [
      "insurance",
      async () => {
        const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, { priority: 90 });
        return { insuranceId };
      },
    ],
    ["procedure", async () => ({ procedure: { groupId: setup.groupId } })],
    ["units", async () => ({ authUnits: 21 })],
    ["units, cleared,", async () => ({ authUnits: null })],
    ["visits", async () => ({ authVisits: 6 })],
    ["visits, cleared,", async () => ({ authVisits: null })],
    ["effective date", async () => ({ effectiveDate: "2026-03-02" })],
    ["expiration date", async () => ({ expirationDate: "2026-07-01" })],
  ];
  it.each(fields)(
    "of its %s clears the C until it is confirmed again; billing keeps the last confirmed version",
    async (_, ask) => {
      const id = await confirmed();
      const before = await scene.read(id);
      const cap = await capOf(id);
      const row = await change(id, await ask(), 2);
      expect(row).toMatchObject({
        confirmedMark: null,
        version: 3,
        confirmation: { state: "STALE", confirmedVersion: 1 },
      });
      expect(row.confirmation.confirmedAt).toBe(before.confirmation.confirmedAt);
      expect(await scene.read(id)).toMatchObject({ confirmedMark: null, confirmation: { state: "STALE" } });
      expect(await capOf(id)).toEqual(cap);
    },
  );

  it("changing notes alone does not clear it", async () => {
    const id = await confirmed();
    for (const [index, notes] of ["Called the payer", null].entries())
      expect(await change(id, { notes }, index + 2)).toMatchObject({ confirmedMark: "C", version: index + 3 });
    expect(await scene.read(id)).toMatchObject({ confirmation: { state: "ACKNOWLEDGED", confirmedVersion: 1 } });
  });

  it("a change that changes nothing keeps the version", async () => {
    const id = await confirmed({ notes: "n" });
    const before = await scene.read(id);
    const { authorizationNumber, effectiveDate, expirationDate, insuranceId, notes } = before;
    const same = { authorizationNumber, effectiveDate, expirationDate, insuranceId, notes };
    const procedure = { activityCode: setup.codes[0] };
    for (const body of [{}, same, { procedure, authUnits: 20, authVisits: 5 }]) {
      const reply = await by.patch(scene.path(id), body, { ifMatch: 2 });
      expect([reply.status, reply.headers.get("etag")]).toEqual([200, '"2"']);
    }
    expect(await scene.read(id)).toEqual(before);
  });

  it("changing it back, or its notes afterwards, does not bring the C back", async () => {
    const id = await confirmed();
    await change(id, { authUnits: 30 }, 2);
    await change(id, { authUnits: 20 }, 3);
    const row = await change(id, { notes: "as it was" }, 4);
    expect(row).toMatchObject({ confirmedMark: null, confirmation: { state: "STALE" } });
  });

  it("usage is never reset by an edit; lowering below what is used is allowed and shows negative", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add({ authUnits: 10, authVisits: 4 });
    await own.post({ units: 4, serviceDate: "2026-03-09" });
    await own.post({ units: 4, serviceDate: "2026-03-10" });
    const path = own.path(authorizationId);
    const lowered = await made(by.patch(path, { authUnits: 5, authVisits: 1 }, { ifMatch: 1 }));
    expect(lowered).toMatchObject({
      units: { authorized: 5, used: 8, remaining: -3 },
      visits: { authorized: 1, used: 2, remaining: -1 },
      status: "OVERUSE",
      percentUsed: 200,
    });
    const moved = { effectiveDate: "2026-05-01", procedure: { groupId: setup.groupId }, authUnits: null };
    expect(await made(by.patch(path, moved, { ifMatch: 2 }))).toMatchObject({
      units: { authorized: null, used: 8, remaining: null },
      visits: { used: 2, remaining: -1 },
    });
  });

  it.each(["insuranceId", "authorizationNumber", "procedure", "effectiveDate", "expirationDate"])(
    "null does not clear %s: 400",
    async (field) => {
      const { authorizationId } = await scene.add();
      const reply = await by.patch(scene.path(authorizationId), { [field]: null }, { ifMatch: 1 });
      expectProblem(reply, 400, "VALIDATION_FAILED");
      expect(pointers(reply)).toEqual([`/${field}`]);
      expect(await scene.read(authorizationId)).toMatchObject({ version: 1 });
    },
  );

  it("a posted service never makes somebody's edit stale, nor does billing's acknowledgement", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add();
    await own.post();
    expect(await made(by.patch(own.path(authorizationId), { notes: "n" }, { ifMatch: 1 }))).toMatchObject({
      version: 2,
    });
    await own.confirm(authorizationId, 2);
    const row = await eventually(
      () => own.read(authorizationId),
      ({ confirmation }) => confirmation.state === "ACKNOWLEDGED",
    );
    expect(row).toMatchObject({ version: 3, confirmedMark: "C", confirmation: { confirmedVersion: 2 } });
  });
});

describe("confirm", () => {
  it("sets who, when, which version", async () => {
    const { authorizationId } = await scene.add();
    const confirmer = await user("u-confirmer", "clients:read", "auths:confirm");
    const path = `${scene.path(authorizationId)}/confirm`;
    const { status, headers, body } = await confirmer.post(path, undefined, { ifMatch: 1 });
    expect([status, headers.get("etag"), body.version, body.confirmedMark]).toEqual([200, '"2"', 2, "C"]);
    const confirmedAt = expect.stringMatching(/^2026-03-1/);
    expect(body.confirmation).toMatchObject({ confirmedBy: "u-confirmer", confirmedVersion: 1, confirmedAt });
    expect(body.allowedActions).toEqual([]);
  });

  it("an unchanged, confirmed version answers 200 with the same confirmedAt, by either version", async () => {
    const id = await confirmed();
    const { confirmation } = await scene.read(id);
    for (const version of [1, 2]) {
      const again = await scene.confirm(id, version);
      expect(again).toMatchObject({ version: 2, confirmedMark: "C", confirmation });
    }
    const other = await by.post(`${scene.path(id)}/confirm`, undefined, { ifMatch: 3 });
    expectProblem(other, 412, "VERSION_CONFLICT");
    expect(other.headers.get("etag")).toBe('"2"');
  });

  it("needs the version last read: of a changed one the old version is 412", async () => {
    const id = await confirmed();
    await change(id, { authUnits: 30 }, 2);
    for (const old of [1, 2]) {
      const reply = await by.post(`${scene.path(id)}/confirm`, undefined, { ifMatch: old });
      expectProblem(reply, 412, "VERSION_CONFLICT");
      expect(reply.headers.get("etag")).toBe('"3"');
    }
    expect(await scene.read(id)).toMatchObject({ confirmedMark: null, version: 3 });
  });

  it("again after a change brings the C and the cap up to date", async () => {
    const id = await confirmed();
    await change(id, { authUnits: 30, authVisits: null, expirationDate: "2026-07-31" }, 2);
    const again = await scene.confirm(id, 3);
    expect(again).toMatchObject({ confirmedMark: "C", version: 4, confirmation: { confirmedVersion: 3 } });
    const cap = await capAt(id, 3);
    expect(cap).toMatchObject({ unitsCap: 30, visitsCap: null, expirationDate: "2026-07-31", state: "OPEN" });
    expect(await scene.read(id)).toMatchObject({ confirmation: { state: "ACKNOWLEDGED" } });
  });

  it("a group's cap has every activity code in it", async () => {
    const id = await confirmed({ procedure: { groupId: setup.groupId } });
    expect(await capOf(id)).toMatchObject({ activityCodes: setup.codes.slice(0, 2), unitsRemaining: 20 });
  });

  it("moved to another insurance and confirmed again, the cap moves there", async () => {
    const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, { priority: 91 });
    const id = await confirmed();
    await change(id, { insuranceId }, 2);
    expect(await capOf(id, insuranceId)).toBeUndefined();
    await scene.confirm(id, 3);
    expect(await capAt(id, 3, insuranceId)).toMatchObject({ authorizationVersion: 3 });
    expect(await capOf(id)).toBeUndefined();
  });

  it("a number that came later makes a pending one confirmable", async () => {
    const { authorizationId, allowedActions } = await scene.add({ authorizationNumber: "Pending" });
    expect(allowedActions).not.toContain("confirm");
    const numbered = await change(authorizationId, { authorizationNumber: newId("PA") }, 1);
    expect(numbered.allowedActions).toContain("confirm");
    expect(await scene.confirm(authorizationId, 2)).toMatchObject({ confirmedMark: "C" });
  });
});

describe("discontinue", () => {
  it("leaves the tracker, enters the history, is never deleted", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add({ notes: "kept" });
    await own.post({ units: 4 });
    const { warnings, ...gone } = await own.discontinue(authorizationId, 1, { reason: "Moved away" });
    expect(warnings).toEqual([]);
    expect(gone).toMatchObject({
      version: 2,
      status: null,
      statusColor: null,
      flags: [],
      discontinuedAt: expect.stringMatching(/Z$/),
      discontinuedReason: "Moved away",
      discontinuedEffect: "KEEP",
      allowedActions: [],
      notes: "kept",
      units: { used: 4, remaining: 16 },
    });
    expect((await own.tracker()).authorizations).toEqual([]);
    const { items } = await made(by.get(`${own.client}/authorization-history`));
    expect(items).toEqual([gone]);
    expect(await own.read(authorizationId)).toEqual(gone);
    const ledger = await made(by.get(`${own.path(authorizationId)}/ledger`));
    expect(ledger).toMatchObject({ items: [{ unitsUsed: 4 }], balance: { units: { used: 4 } } });
  });

  it("an unconfirmed one has no cap, before and after", async () => {
    const { authorizationId } = await scene.add();
    const gone = await scene.discontinue(authorizationId, 1);
    expect(gone).toMatchObject({ confirmation: { state: "NOT_CONFIRMED" } });
    expect(gone).not.toHaveProperty("discontinuedReason");
    expect(await capOf(authorizationId)).toBeUndefined();
  });

  it.each(["confirmed", "stale"])("a %s one tells billing and its cap closes", async (state) => {
    const id = await confirmed();
    if (state === "stale") await change(id, { authUnits: 30 }, 2);
    const version = state === "stale" ? 3 : 2;
    await scene.discontinue(id, version);
    const cap = await capAt(id, version + 1);
    expect(cap).toMatchObject({ state: "CLOSED", unitsCap: 20, visitsCap: 5 });
  });

  it("a closed cap keeps what was used", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add();
    await own.post({ units: 4 });
    await own.confirm(authorizationId, 1);
    await own.discontinue(authorizationId, 2);
    const [cap] = await eventually(
      () => own.caps(),
      ([each]) => each?.state === "CLOSED",
    );
    expect(cap).toMatchObject({ unitsUsed: 4, unitsRemaining: 16, visitsUsed: 1, visitsRemaining: 4 });
    expect(await own.read(authorizationId)).toMatchObject({ confirmation: { state: "ACKNOWLEDGED" } });
  });

  it("its number is free for another one", async () => {
    const { authorizationId, authorizationNumber } = await scene.add();
    await scene.discontinue(authorizationId, 1);
    expect(await scene.add({ authorizationNumber })).toMatchObject({ authorizationNumber, version: 1 });
  });

  it("a reason has up to 500 characters", async () => {
    const { authorizationId } = await scene.add();
    const path = `${scene.path(authorizationId)}/discontinue`;
    const refused = await by.post(path, { reason: "x".repeat(501) }, { ifMatch: 1 });
    expectProblem(refused, 400, "VALIDATION_FAILED");
    const reason = "x".repeat(500);
    expect(await scene.discontinue(authorizationId, 1, { reason })).toMatchObject({ discontinuedReason: reason });
  });

  it("no service uses it any more, and voiding an old one gives back", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add();
    const serviceId = newId("service");
    await own.post({ units: 4 }, serviceId);
    await own.discontinue(authorizationId, 1);
    expect(await own.post()).toMatchObject({ applied: null, warnings: ["NO_AUTHORIZATION"] });
    expect((await own.voidService(serviceId)).status).toBe(204);
    expect(await own.balance(authorizationId)).toEqual([0, 20, 0, 5]);
  });
});
