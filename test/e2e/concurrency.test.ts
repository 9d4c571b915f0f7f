import { beforeAll, describe, expect, inject, it } from "vitest";
import { eventually, newId, type Reply, type User, user } from "./agency.ts";
import { clientBody, expectProblem, made, newSetup, Scene, type Setup, staff, wholeLedger } from "./scene.ts";

/** As many calls in the same moment as the agency takes, and as usually suffice. */
const most = inject("offers").parallelCalls;
const some = Math.min(20, most);

let by: User;
let setup: Setup;
let scene: Scene;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
});

const times = <Value>(count: number, ask: (index: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => ask(index)));

/** How many replies had each status. */
const statuses = (replies: readonly Reply[]) =>
  Object.fromEntries([...Map.groupBy(replies, ({ status }) => status)].map(([status, of]) => [status, of.length]));

/** Again when told to come back later, as front ends do: nothing was changed then. */
async function patiently(ask: () => Promise<Reply>): Promise<Reply> {
  for (let tries = 1; ; tries++) {
    const reply = await ask();
    if (reply.status !== 503 || tries === 10) return reply;
    expect(reply.headers.get("retry-after")).toMatch(/^\d+$/);
  }
}

describe("at the same moment", () => {
  it(`${some} confirms of one authorization: one confirmedAt, one cap`, async () => {
    const { authorizationId } = await scene.add();
    const users = await times(4, (index) => user(`u-confirmer-${index}`, "clients:read", "auths:confirm"));
    const path = `${scene.path(authorizationId)}/confirm`;
    const replies = await times(some, (index) => (users[index % 4] ?? by).post(path, undefined, { ifMatch: 1 }));
    expect(statuses(replies)).toEqual({ 200: some });
    const told = new Set(
      replies.map(({ body }) => `${body.confirmation.confirmedAt} ${body.confirmation.confirmedBy}`),
    );
    expect(told.size).toBe(1);
    for (const { body } of replies) expect(body).toMatchObject({ confirmedMark: "C", version: 2 });
    const row = await eventually(
      () => scene.read(authorizationId),
      ({ confirmation }) => confirmation.state === "ACKNOWLEDGED",
    );
    expect(`${row.confirmation.confirmedAt} ${row.confirmation.confirmedBy}`).toBe([...told][0]);
    const caps = (await scene.caps()).filter((cap) => cap.authorizationId === authorizationId);
    expect(caps).toMatchObject([{ authorizationVersion: 1, state: "OPEN" }]);
  });

  it(`${most} edits of one authorization with the same If-Match: one winner, the others 412`, async () => {
    const { authorizationId } = await scene.add();
    const path = scene.path(authorizationId);
    const replies = await times(most, (index) => by.patch(path, { notes: `edit ${index}` }, { ifMatch: 1 }));
    expect(statuses(replies)).toEqual({ 200: 1, 412: most - 1 });
    for (const reply of replies)
      if (reply.status === 412) {
        expectProblem(reply, 412, "VERSION_CONFLICT");
        expect(reply.headers.get("etag")).toBe('"2"');
      }
    const [winner] = replies.filter(({ status }) => status === 200);
    expect(await scene.read(authorizationId)).toMatchObject({ version: 2, notes: winner?.body.notes });
  });

  it(`${most} services on one client: the balance is their sum`, async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add({ authUnits: 10_000, authVisits: 100 });
    const body = (index: number) => ({ units: 1 + (index % 7), serviceDate: `2026-03-${10 + (index % 20)}` });
    const ids = Array.from({ length: most }, () => newId("service"));
    const replies = await times(most, (index) => patiently(() => own.putService(body(index), ids[index])));
    // A 200 is a service that was stored before its reply was lost.
    for (const reply of replies) expect([200, 201]).toContain(reply.status);
    const days = Math.min(most, 20);
    const sum = Array.from({ length: most }, (_, index) => body(index).units).reduce(
      (total, units) => total + units,
      0,
    );
    expect(await own.balance(authorizationId)).toEqual([sum, 10_000 - sum, days, 100 - days]);
    const { movements, balance } = await wholeLedger(by, own.path(authorizationId));
    expect(movements).toHaveLength(most);
    expect(balance.units.used).toBe(sum);
  });

  it("two services of one day: one visit", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add({ authVisits: 10 });
    const days = some / 2;
    const replies = await times(some, (index) => own.putService({ serviceDate: `2026-03-${10 + (index % days)}` }));
    expect(statuses(replies)).toEqual({ 201: some });
    expect(await own.balance(authorizationId)).toEqual([some, 20 - some, days, 10 - days]);
  });

  it(`one service posted ${some} times counts once`, async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add();
    const serviceId = newId("service");
    const replies = await times(some, () => own.putService({ units: 4 }, serviceId));
    expect(statuses(replies)).toEqual({ 200: some - 1, 201: 1 });
    expect(await own.balance(authorizationId)).toEqual([4, 16, 1, 4]);
  });

  it(`one service voided ${some} times gives back once`, async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add();
    const serviceId = newId("service");
    await own.post({ units: 4 });
    await own.post({ units: 3 }, serviceId);
    expect(statuses(await times(some, () => own.voidService(serviceId)))).toEqual({ 204: some });
    expect(await own.balance(authorizationId)).toEqual([4, 16, 1, 4]);
  });

  it.each([2, 10])("%i insurances with the same priority: one accepted, the others 409", async (count) => {
    for (let round = 0; round < 5; round++) {
      const clientId = newId("client");
      await made(by.put(`/v1/clients/${clientId}`, clientBody));
      const body = { priority: 1, payerId: setup.payerId, subscriberNumber: "S" };
      const replies = await times(count, () => by.post(`/v1/clients/${clientId}/insurances`, body));
      expect(statuses(replies)).toEqual({ 201: 1, 409: count - 1 });
      const { items } = await made(by.get(`/v1/clients/${clientId}/insurances`));
      expect(items).toHaveLength(1);
    }
  });

  it("ten authorizations with the same number, insurance and procedure: nine 409", async () => {
    const body = scene.input();
    const replies = await times(10, () => by.post(`${scene.client}/authorizations`, body));
    expect(statuses(replies)).toEqual({ 201: 1, 409: 9 });
  });

  it("confirm and edit of one version: one of them is told of the other", async () => {
    for (let round = 0; round < 5; round++) {
      const { authorizationId } = await scene.add();
      const path = scene.path(authorizationId);
      const [confirm, edit] = await Promise.all([
        by.post(`${path}/confirm`, undefined, { ifMatch: 1 }),
        by.patch(path, { authUnits: 30 }, { ifMatch: 1 }),
      ]);
      expect([confirm.status, edit.status].sort()).toEqual([200, 412]);
      const row = await scene.read(authorizationId);
      expect([row.version, row.confirmedMark, row.units.authorized]).toEqual(
        confirm.status === 200 ? [2, "C", 20] : [2, null, 30],
      );
    }
  });

  it("discontinuing while services are posted loses none of them", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add();
    const [gone, ...posts] = await Promise.all([
      by.post(`${own.path(authorizationId)}/discontinue`, {}, { ifMatch: 1 }),
      ...Array.from({ length: 10 }, () => own.putService({ units: 1 })),
    ]);
    expect([gone?.status, statuses(posts)]).toEqual([200, { 201: 10 }]);
    const covered = posts.filter(({ body }) => body.applied !== null).length;
    expect(await own.balance(authorizationId)).toEqual([
      covered,
      20 - covered,
      covered > 0 ? 1 : 0,
      covered > 0 ? 4 : 5,
    ]);
  });

  it(`${some} changes of the setup all succeed`, async () => {
    const ids = Array.from({ length: some }, () => newId("payer"));
    const body = { name: "Together", priorAuthsRequired: true };
    expect(statuses(await times(some, (index) => by.put(`/v1/payers/${ids[index]}`, body)))).toEqual({ 201: some });
    const { items } = await made(by.get("/v1/payers"));
    const shown = items.map(({ payerId }: { payerId: string }) => payerId);
    expect(shown).toEqual(expect.arrayContaining(ids));
  });

  it("a payer that is deleted while it is named still has its name", async () => {
    for (let round = 0; round < 5; round++) {
      const [payerId, clientId] = [newId("payer"), newId("client")];
      await made(by.put(`/v1/payers/${payerId}`, { name: "Brief", priorAuthsRequired: true }));
      await made(by.put(`/v1/clients/${clientId}`, clientBody));
      const body = { priority: 1, payerId, subscriberNumber: "S" };
      const [added, deleted] = await Promise.all([
        by.post(`/v1/clients/${clientId}/insurances`, body),
        by.delete(`/v1/payers/${payerId}`),
      ]);
      expect([`201 409`, `422 204`, `201 204`]).toContain(`${added.status} ${deleted.status}`);
      const { items } = await made(by.get(`/v1/clients/${clientId}/insurances`));
      expect(items).toMatchObject(added.status === 201 ? [{ payerId, payerName: "Brief" }] : []);
    }
  });
});
