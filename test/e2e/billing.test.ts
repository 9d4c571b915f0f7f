import { beforeAll, describe, expect, inject, it } from "vitest";
import { eventually, newId, type User } from "./agency.ts";
import * as bus from "./bus.ts";
import { made, newSetup, Scene, type Setup, staff } from "./scene.ts";

const source = "prior-auth-tracker";
let by: User;
let setup: Setup;
let scene: Scene;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
});

const capsOf = async (id: string) => (await scene.caps()).filter(({ authorizationId }) => authorizationId === id);
const metadata = () => ({
  eventId: newId("event"),
  schemaVersion: 1,
  occurredAt: "2026-03-16T15:00:00.000Z",
  agencyId: "any",
});

/** An event of an authorization that nobody entered, told to billing all the same. */
const confirmedEvent = (authorizationId: string, authorizationVersion: number, authUnits: number) => ({
  metadata: metadata(),
  data: {
    clientId: scene.clientId,
    insuranceId: scene.insuranceId,
    authorizationId,
    authorizationVersion,
    authorizationNumber: "PA-1",
    activityCodes: [setup.codes[0]],
    authUnits,
    authVisits: null,
    effectiveDate: "2026-03-01",
    expirationDate: "2026-06-30",
    confirmedBy: "u-staff",
  },
});
const discontinuedEvent = (authorizationId: string, authorizationVersion: number) => {
  const { clientId, insuranceId } = scene;
  return {
    metadata: metadata(),
    data: { clientId, insuranceId, authorizationId, authorizationVersion, discontinuedBy: "u" },
  };
};

describe("what billing is told", () => {
  it("one AuthorizationConfirmed with the whole state and no PHI; then billing's acknowledgement", async () => {
    const { authorizationId, authorizationNumber } = await scene.add({
      procedure: { groupId: setup.groupId },
      authVisits: undefined,
      notes: "Never leaves the tracker",
    });
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    await made(by.post(`${scene.path(authorizationId)}/confirm`, undefined, { ifMatch: 1, headers }));
    await scene.confirm(authorizationId, 1);
    const [event, ...others] = await bus.events("AuthorizationConfirmed", authorizationId);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ source, detail: { metadata: { schemaVersion: 1 } } });
    expect(event?.detail.metadata.traceparent).toContain(traceId);
    expect(event?.detail.data).toEqual({
      clientId: scene.clientId,
      insuranceId: scene.insuranceId,
      authorizationId,
      authorizationVersion: 1,
      authorizationNumber,
      activityCodes: setup.codes.slice(0, 2),
      authUnits: 20,
      authVisits: null,
      effectiveDate: "2026-03-01",
      expirationDate: "2026-06-30",
      confirmedBy: "u-staff",
    });
    const [acknowledgement] = await eventually(
      () => bus.events("CapUpdated", authorizationId),
      ({ length }) => length > 0,
    );
    expect(acknowledgement?.detail.data).toMatchObject({
      authorizationVersion: 1,
      unitsCap: 20,
      visitsCap: null,
      state: "OPEN",
    });
  });

  it("many parallel confirms put exactly one AuthorizationConfirmed on the bus", async () => {
    const { authorizationId } = await scene.add();
    const length = Math.min(20, inject("offers").parallelCalls);
    await Promise.all(Array.from({ length }, () => scene.confirm(authorizationId, 1)));
    expect(await bus.events("AuthorizationConfirmed", authorizationId)).toHaveLength(1);
    await eventually(
      () => capsOf(authorizationId),
      ({ length }) => length === 1,
    );
  });

  it("a refused confirm publishes nothing, nor does discontinuing what was never confirmed", async () => {
    const { authorizationId } = await scene.add({ authorizationNumber: "Pending" });
    const refused = await by.post(`${scene.path(authorizationId)}/confirm`, undefined, { ifMatch: 1 });
    expect(refused.status).toBe(422);
    await scene.discontinue(authorizationId, 1);
    expect(await bus.events("AuthorizationConfirmed", authorizationId)).toEqual([]);
    expect(await bus.events("AuthorizationDiscontinued", authorizationId)).toEqual([]);
  });

  it("a confirmed one that is discontinued is told once", async () => {
    const { authorizationId } = await scene.add();
    await scene.confirm(authorizationId, 1);
    await scene.discontinue(authorizationId, 2);
    const told = await bus.events("AuthorizationDiscontinued", authorizationId);
    expect(told.map(({ detail }) => detail.data)).toEqual([
      {
        clientId: scene.clientId,
        insuranceId: scene.insuranceId,
        authorizationId,
        authorizationVersion: 3,
        discontinuedBy: "u-staff",
      },
    ]);
  });
});

describe("billing is idempotent and ordered", () => {
  it("one event twice, and version 1 after version 2: one cap with version 2", async () => {
    const { authorizationId } = await scene.add();
    await scene.confirm(authorizationId, 1);
    const [first] = await bus.events("AuthorizationConfirmed", authorizationId);
    await made(by.patch(scene.path(authorizationId), { authUnits: 30 }, { ifMatch: 2 }));
    await scene.confirm(authorizationId, 3);
    const [cap] = await eventually(
      () => capsOf(authorizationId),
      ([each]) => each?.authorizationVersion === 3,
    );
    expect(cap).toMatchObject({ unitsCap: 30, state: "OPEN" });
    const second = (await bus.events("AuthorizationConfirmed", authorizationId)).at(-1);
    await bus.putAndSettle(source, "AuthorizationConfirmed", second?.detail);
    await bus.putAndSettle(source, "AuthorizationConfirmed", first?.detail);
    const renamed = { ...first?.detail, metadata: { ...first?.detail.metadata, eventId: newId("event") } };
    await bus.putAndSettle(source, "AuthorizationConfirmed", renamed);
    expect(await capsOf(authorizationId)).toEqual([cap]);
    expect(await bus.events("CapUpdated", authorizationId)).toHaveLength(2);
  });

  it("the same event many times at once makes one cap and one acknowledgement", async () => {
    const authorizationId = newId("auth");
    const event = confirmedEvent(authorizationId, 1, 10);
    const ids = await Promise.all(Array.from({ length: 10 }, () => bus.put(source, "AuthorizationConfirmed", event)));
    for (const id of ids) await bus.settled(id, "processed");
    expect(await capsOf(authorizationId)).toMatchObject([{ unitsCap: 10, authorizationVersion: 1 }]);
    expect(await bus.events("CapUpdated", authorizationId)).toHaveLength(1);
  });

  it("versions that arrive together, in any order, leave the newest", async () => {
    const authorizationId = newId("auth");
    const versions = [5, 3, 8, 1, 7, 2, 6, 4];
    const ids = await Promise.all(
      versions.map((version) =>
        bus.put(source, "AuthorizationConfirmed", confirmedEvent(authorizationId, version, version)),
      ),
    );
    for (const id of ids) await bus.settled(id, "processed");
    expect(await capsOf(authorizationId)).toMatchObject([{ unitsCap: 8, authorizationVersion: 8, state: "OPEN" }]);
  });

  it("discontinued before confirmed: the cap is closed", async () => {
    const authorizationId = newId("auth");
    await bus.putAndSettle(source, "AuthorizationDiscontinued", discontinuedEvent(authorizationId, 3));
    expect(await capsOf(authorizationId)).toEqual([]);
    await bus.putAndSettle(source, "AuthorizationConfirmed", confirmedEvent(authorizationId, 1, 10));
    expect(await capsOf(authorizationId)).toMatchObject([{ state: "CLOSED", unitsCap: 10, authorizationVersion: 3 }]);
  });
});

describe.skipIf(!inject("offers").quickRetries)("a poison event", () => {
  it("ends in the dead-letter queue, not in a loop, and the good ones beside it are processed", async () => {
    const { authUnits: _, ...data } = confirmedEvent(newId("auth"), 1, 10).data;
    const poison = await bus.put(source, "AuthorizationConfirmed", { metadata: metadata(), data });
    const good = newId("auth");
    await bus.putAndSettle(source, "AuthorizationConfirmed", confirmedEvent(good, 1, 10));
    const event = await bus.settled(poison, "dead-lettered");
    expect(event.deliveries).toMatchObject([{ attempts: 1 }]);
    const said = { code: "VALIDATION_FAILED", pointer: "/detail/data/authUnits", receiveCount: 1 };
    expect(await bus.deadLetters(poison)).toMatchObject([said]);
    expect(await capsOf(good)).toHaveLength(1);
    expect(await capsOf(data.authorizationId)).toEqual([]);
  });

  it("that is redriven is tried anew, and comes back while it is poison", async () => {
    const poison = await bus.put(source, "AuthorizationDiscontinued", { metadata: metadata(), data: {} });
    await bus.settled(poison, "dead-lettered");
    const [before] = await bus.deadLetters(poison);
    expect(await bus.redrive()).toBeGreaterThan(0);
    await bus.settled(poison, "dead-lettered");
    const after = await bus.deadLetters(poison);
    expect(after).toMatchObject([{ receiveCount: before?.receiveCount }]);
  });
});
