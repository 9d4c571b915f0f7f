import { beforeAll, describe, expect, inject, it } from "vitest";
import { newId, user } from "./agency.ts";
import * as bus from "./bus.ts";
import { made } from "./scene.ts";
import { Engine, early, evening, four, morning, noon, source, untouched } from "./told-services.ts";

const offers = inject("offers");
let engine: Engine;
beforeAll(async () => {
  engine = await Engine.open();
});
const open = (changes?: Record<string, unknown>) => engine.begin(changes);

describe("ServiceRendered and ServiceVoided have the same effect as the HTTP routes", () => {
  it("a rendered service lowers what remains, and the ledger tells that the billing engine said so", async () => {
    const { scene, authorizationId, serviceId, rendered, balance } = await open();
    await rendered(noon, { units: 4 });
    expect(await balance()).toEqual(four);
    const { items } = await made(engine.by.get(`${scene.path(authorizationId)}/ledger`));
    expect(items).toMatchObject([
      { serviceId, reason: "POSTED", source: "BILLING_ENGINE", by: "billing-engine", at: "2026-03-12T12:00:00.000Z" },
    ]);
    expect((await scene.putService({ units: 4 }, serviceId)).status).toBe(200);
    expect(await balance()).toEqual(four);
  });

  it("the audit tells of it in the order in which it was stored, at the time that the engine told", async () => {
    const { scene, serviceId, rendered } = await open();
    await rendered(noon, { units: 4 });
    const auditor = await user("u-auditor", "clients:read", "audit:read");
    const { items, faults } = await made(auditor.get(`${scene.client}/audit?limit=2`));
    expect(items).toMatchObject([
      {
        ...{ sequence: 4, subject: "service", subjectId: serviceId, action: "CREATED" },
        ...{ by: "billing-engine", role: "billing-engine", at: "2026-03-12T12:00:00.000Z" },
      },
      { sequence: 3, subject: "authorization" },
    ]);
    expect(items[0].at < items[1].at).toBe(true);
    expect(faults).toEqual([]);
  });

  it("a voided one gives back, and what comes later replaces", async () => {
    const { rendered, voided, balance } = await open();
    await rendered(early, { units: 4 });
    await rendered(morning, { units: 7, serviceDate: "2026-03-09" });
    expect(await balance()).toEqual([7, 13, 1, 4]);
    await voided(noon);
    expect(await balance()).toEqual(untouched);
    await rendered(evening, { units: 4 });
    expect(await balance()).toEqual(four);
  });

  it("insuranceId and authorizationId are taken as by HTTP", async () => {
    const { scene, rendered, authorizationId } = await open({ expirationDate: "2026-04-01" });
    const other = await scene.add();
    await rendered(noon, { units: 4, insuranceId: scene.insuranceId, authorizationId: other.authorizationId });
    expect(await scene.balance(other.authorizationId)).toEqual(four);
    expect(await scene.balance(authorizationId)).toEqual(untouched);
  });

  it("a person's choice of an authorization stands while the engine names none and means the same insurance", async () => {
    const { scene, serviceId, rendered, authorizationId, minutesAhead } = await open({ expirationDate: "2026-04-01" });
    const chosen = await scene.add();
    await scene.post({ units: 4, authorizationId: chosen.authorizationId }, serviceId);
    await rendered(await minutesAhead(3), { units: 5 });
    await rendered(await minutesAhead(4), { units: 6, insuranceId: scene.insuranceId });
    expect(await scene.balance(chosen.authorizationId)).toEqual([6, 14, 1, 4]);
    await made(engine.by.patch(scene.path(chosen.authorizationId), { effectiveDate: "2026-03-20" }, { ifMatch: 1 }));
    expect((await made(engine.by.get(`${scene.client}/reallocation`))).moves).toEqual([]);
    const asked = await made(engine.by.get(`${scene.client}/reallocation?includeNamed=true`));
    expect(asked.moves).toMatchObject([{ serviceId, to: authorizationId }]);
  });

  it("what the engine voids after a user posted it is void; a user may post it again", async () => {
    const { scene, serviceId, voided, balance, minutesAhead } = await open();
    await scene.post({ units: 4 }, serviceId);
    await voided(await minutesAhead(4));
    expect(await balance()).toEqual(untouched);
    expect((await scene.putService({ units: 4 }, serviceId)).status).toBe(201);
    expect(await balance()).toEqual(four);
  });

  it("what the engine voids without metadata, right after a user posted it, is void", async () => {
    const { scene, serviceId, voidedDetail, balance } = await open();
    await scene.post({ units: 4 }, serviceId);
    await bus.putAndSettle(source, "ServiceVoided", voidedDetail(noon).data);
    expect(await balance()).toEqual(untouched);
  });

  it("an instant with an offset, and null for what may be left out", async () => {
    const { rendered, renderedDetail, balance } = await open();
    await rendered("2026-03-12T07:00:00-05:00", { units: 4, insuranceId: null, authorizationId: null });
    await rendered("2026-03-12T11:59:59.000Z", { units: 9 });
    expect(await balance()).toEqual(four);
    const { data } = renderedDetail(noon, { units: 5 });
    await bus.putAndSettle(source, "ServiceRendered", {
      metadata: { eventId: newId("event"), occurredAt: null },
      data,
    });
    expect(await balance()).toEqual([5, 15, 1, 4]);
  });

  it("an event without metadata is its data alone", async () => {
    const { renderedDetail, balance } = await open();
    await bus.putAndSettle(source, "ServiceRendered", renderedDetail(noon, { units: 4 }).data);
    expect(await balance()).toEqual(four);
  });
});

describe("duplicates", () => {
  it("the same event twice counts once", async () => {
    const { renderedDetail, balance } = await open();
    const detail = renderedDetail(noon, { units: 4 });
    await bus.putAndSettle(source, "ServiceRendered", detail);
    await bus.putAndSettle(source, "ServiceRendered", detail);
    expect(await balance()).toEqual(four);
  });

  it("the same event ten times at once counts once", async () => {
    const { scene, authorizationId, renderedDetail, balance } = await open();
    const detail = renderedDetail(noon, { units: 4 });
    const ids = await Promise.all(Array.from({ length: 10 }, () => bus.put(source, "ServiceRendered", detail)));
    for (const id of ids) await bus.settled(id, "processed");
    expect(await balance()).toEqual(four);
    expect((await made(engine.by.get(`${scene.path(authorizationId)}/ledger`))).items).toHaveLength(1);
  });

  it("a repeated event does not undo a void that came between", async () => {
    const { renderedDetail, voided, balance } = await open();
    const detail = renderedDetail(morning, { units: 4 });
    await bus.putAndSettle(source, "ServiceRendered", detail);
    await voided(noon);
    await bus.putAndSettle(source, "ServiceRendered", detail);
    expect(await balance()).toEqual(untouched);
  });

  it("another event with the same content counts once", async () => {
    const { rendered, balance } = await open();
    await rendered(morning, { units: 4 });
    await rendered(noon, { units: 4 });
    expect(await balance()).toEqual(four);
  });
});

describe("what comes late changes nothing", () => {
  it("an older content after a newer one", async () => {
    const { rendered, balance } = await open();
    await rendered(noon, { units: 4 });
    await rendered(morning, { units: 9 });
    expect(await balance()).toEqual(four);
  });

  it("a void from before it was rendered", async () => {
    const { rendered, voided, balance } = await open();
    await rendered(noon, { units: 4 });
    await voided(morning);
    expect(await balance()).toEqual(four);
  });

  it("a content from before it was voided, or of the same moment", async () => {
    const { rendered, voided, balance } = await open();
    await rendered(early, { units: 4 });
    await voided(noon);
    await rendered(morning, { units: 4 });
    await rendered(noon, { units: 4 });
    expect(await balance()).toEqual(untouched);
  });

  it("of two contents of the same moment always the same one", async () => {
    for (const order of [
      [4, 9],
      [9, 4],
    ]) {
      const { rendered, balance } = await open();
      for (const units of order) await rendered(noon, { units });
      expect(await balance(), `in the order ${order}`).toEqual([9, 11, 1, 4]);
    }
  });

  it("an event from before a user's change", async () => {
    const { scene, serviceId, rendered, voided, balance } = await open();
    await scene.post({ units: 4 }, serviceId);
    await rendered(noon, { units: 9 });
    await voided(noon);
    expect(await balance()).toEqual(four);
  });

  it("an event that does not name an authorization keeps the one that a person chose, while code and date are unchanged", async () => {
    const { scene, serviceId, minutesAhead, rendered } = await open({ expirationDate: "2026-04-01" });
    const chosen = await scene.add();
    await scene.post({ units: 2, authorizationId: chosen.authorizationId }, serviceId);
    await rendered(await minutesAhead(2), { units: 3 });
    expect(await scene.balance(chosen.authorizationId)).toEqual([3, 17, 1, 4]);
    const { items } = await made(engine.by.get(`${scene.path(chosen.authorizationId)}/ledger`));
    expect(items).toHaveLength(2);
    const named = await scene.post({ units: 3, authorizationId: chosen.authorizationId }, serviceId);
    expect(named.service).toMatchObject({ authorizationId: chosen.authorizationId, version: 2 });
    await rendered(await minutesAhead(3), { units: 3, serviceDate: "2026-03-11" });
    expect(await scene.balance(chosen.authorizationId)).toEqual([0, 20, 0, 5]);
  });

  it("what an event names is not kept for the next: two of the same moment say the same, in whichever order", async () => {
    for (const isNamedFirst of [true, false]) {
      const { scene, serviceId, rendered, authorizationId } = await open();
      const events = [{ units: 4, authorizationId }, { units: 5 }];
      for (const changes of isNamedFirst ? events : events.toReversed()) await rendered(noon, changes);
      const { service } = await scene.post({ units: 5 }, serviceId);
      expect(service.changedBy, "nothing new was posted").toBe(source);
    }
  });

  it.skipIf(!offers.quickRetries)("a void that overtakes its service waits for it", async () => {
    const { renderedDetail, voidedDetail, balance, authorizationId, scene } = await open();
    const voided = await bus.put(source, "ServiceVoided", voidedDetail(noon));
    await bus.putAndSettle(source, "ServiceRendered", renderedDetail(morning, { units: 4 }));
    await bus.settled(voided, "processed");
    expect(await balance()).toEqual(untouched);
    const { items } = await made(engine.by.get(`${scene.path(authorizationId)}/ledger`));
    expect(items.map(({ reason }: { reason: string }) => reason)).toEqual(["VOIDED", "POSTED"]);
  });
});
