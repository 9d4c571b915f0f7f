import { expect, inject, it } from "vitest";
import sample from "../../local/sample/sample-agency.json" with { type: "json" };
import { local } from "./bus.ts";
import { clientBody, made, newSetup, Scene, staff } from "./scene.ts";

const remind = async () => (await made(local().post("/local/jobs/remind"))).result;

interface Alert {
  readonly detailType: string;
  readonly detail: {
    readonly metadata: { readonly eventId: string };
    readonly data: { readonly authorizationId: string };
  };
}

/** The alerts of some authorizations that passed the bus, oldest first. One that the job `resend` sent as well is the same. */
async function alertsOf(...authorizationIds: readonly string[]): Promise<object[]> {
  const { items } = await made(local().get("/local/events"));
  const alerts: Alert[] = items.filter(({ detailType }: Alert) =>
    /^Authorization(Expiring|RunningLow)$/.test(detailType),
  );
  return [...new Map(alerts.map((alert) => [alert.detail.metadata.eventId, alert])).values()]
    .filter(({ detail }) => authorizationIds.includes(detail.data.authorizationId))
    .map(({ detailType, detail }) => ({ alert: detailType, ...detail.data }));
}

const sorted = (alerts: readonly object[]) => alerts.map((alert) => JSON.stringify(alert)).sort();
const expiring = { alert: "AuthorizationExpiring" };
const low = { alert: "AuthorizationRunningLow" };

it.skipIf(!inject("offers").sample)(
  "on 2026-03-16 the job tells exactly this of the sample agency, however often it runs",
  async () => {
    await remind();
    expect(await remind()).toMatchObject({ today: "2026-03-16", isDone: true });
    expect(sorted(await alertsOf(...sample.authorizations.map(({ authorizationId }) => authorizationId)))).toEqual(
      sorted([
        { ...expiring, clientId: "C1003", authorizationId: "A3004", expirationDate: "2026-03-23", daysLeft: 7 },
        { ...expiring, clientId: "C1004", authorizationId: "A3006", expirationDate: "2026-03-30", daysLeft: 14 },
        { ...expiring, clientId: "C1005", authorizationId: "A3007", expirationDate: "2026-04-15", daysLeft: 30 },
        { ...low, clientId: "C1002", authorizationId: "A3003", unitsLeft: null, visitsLeft: 2, threshold: 2 },
        { ...low, clientId: "C1004", authorizationId: "A3006", unitsLeft: 2, visitsLeft: 2, threshold: 2 },
        { ...low, clientId: "C1005", authorizationId: "A3007", unitsLeft: 1, visitsLeft: null, threshold: 1 },
        { ...low, clientId: "C1005", authorizationId: "A3008", unitsLeft: 0, visitsLeft: null, threshold: 0 },
        { ...low, clientId: "C1006", authorizationId: "A3009", unitsLeft: -1, visitsLeft: -1, threshold: 0 },
      ]),
    );
  },
);

it("an authorization is told of when it is entered near its end and when it runs low, and of neither twice", async () => {
  const by = await staff();
  const scene = await Scene.open(by, await newSetup(by));
  const { clientId } = scene;
  const entered = { authUnits: 5, authVisits: undefined, expirationDate: "2026-03-21" };
  const { authorizationId } = await scene.add(entered);
  const told = async () => {
    await remind();
    return alertsOf(authorizationId);
  };
  const ids = { clientId, authorizationId };
  const seven = { ...expiring, ...ids, expirationDate: "2026-03-21", daysLeft: 7 };
  expect(await told()).toEqual([seven]);

  await scene.post({ units: 4 });
  const one = { ...low, ...ids, unitsLeft: 1, visitsLeft: null, threshold: 1 };
  expect(await told()).toEqual([seven, one]);

  await scene.post({ units: 3 });
  const none = { ...low, ...ids, unitsLeft: -2, visitsLeft: null, threshold: 0 };
  expect(await told()).toEqual([seven, one, none]);
  expect(await told()).toEqual([seven, one, none]);
});

it("an authorization of two units is low once one is used; one that is discontinued is told of no more", async () => {
  const by = await staff();
  const scene = await Scene.open(by, await newSetup(by));
  const { authorizationId } = await scene.add({ authUnits: 2 });
  const gone = await scene.add({ authUnits: 3, expirationDate: "2026-03-20" });
  await scene.post({ units: 2, authorizationId: gone.authorizationId });
  await scene.discontinue(gone.authorizationId, 1, {});
  await remind();
  expect(await alertsOf(authorizationId, gone.authorizationId)).toEqual([]);
  await scene.post({ units: 1, authorizationId });
  await remind();
  expect(await alertsOf(authorizationId, gone.authorizationId)).toMatchObject([
    { ...low, authorizationId, unitsLeft: 1, visitsLeft: 4, threshold: 1 },
  ]);
});

it("of what is over nothing is told that it runs low; before its beginning once something is used", async () => {
  const by = await staff();
  const scene = await Scene.open(by, await newSetup(by));
  const over = await scene.add({ authUnits: 3, effectiveDate: "2025-01-01", expirationDate: "2026-01-31" });
  const coming = await scene.add({ authUnits: 2, effectiveDate: "2026-05-01", expirationDate: "2026-08-31" });
  await scene.post({ units: 3, serviceDate: "2026-01-12", authorizationId: over.authorizationId });
  await remind();
  expect(await alertsOf(over.authorizationId, coming.authorizationId)).toEqual([]);
  await scene.post({ units: 1, serviceDate: "2026-05-04", authorizationId: coming.authorizationId });
  await remind();
  expect(await alertsOf(over.authorizationId, coming.authorizationId)).toMatchObject([
    { ...low, authorizationId: coming.authorizationId, unitsLeft: 1, threshold: 1 },
  ]);
});

it("nothing is told of an inactive client, whose services are taken; once it is active again, what is left by the next one", async () => {
  const by = await staff();
  const scene = await Scene.open(by, await newSetup(by));
  await made(by.put(scene.client, { ...clientBody, status: "INACTIVE" }));
  const { authorizationId } = await scene.add({ authUnits: 4, expirationDate: "2026-12-31" });
  await scene.post({ units: 2 });
  await remind();
  expect(await alertsOf(authorizationId)).toEqual([]);
  await made(by.put(scene.client, clientBody));
  await scene.post({ units: 1 });
  await remind();
  expect(await alertsOf(authorizationId)).toEqual([
    { ...low, clientId: scene.clientId, authorizationId, unitsLeft: 1, visitsLeft: 4, threshold: 1 },
  ]);
});

it("nothing is told of one whose insurance takes no authorizations any more", async () => {
  const by = await staff();
  const scene = await Scene.open(by, await newSetup(by));
  const { authorizationId } = await scene.add({ authUnits: 2, expirationDate: "2026-03-20" });
  await scene.post({ units: 1, authorizationId });
  const change = (body: object, ifMatch: number) =>
    made(by.patch(`${scene.client}/insurances/${scene.insuranceId}`, body, { ifMatch }));
  await change({ status: "INACTIVE" }, 1);
  await remind();
  expect(await alertsOf(authorizationId)).toEqual([]);
});
