import { beforeAll, describe, expect, it } from "vitest";
import { newId, type Reply, type User } from "./agency.ts";
import { addInsurance, expectProblem, made, newSetup, pointers, refused, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
});

describe("client insurances", () => {
  let scene: Scene;
  let insurances: string;
  beforeAll(async () => {
    scene = await Scene.open(by, setup);
    insurances = `${scene.client}/insurances`;
  });
  const input = (changes: object = {}) => ({
    priority: 2,
    payerId: setup.payerId,
    subscriberNumber: "S-2",
    ...changes,
  });

  it("unknown payer 422", async () => {
    await refused(scene, 422, "UNKNOWN_PAYER", () => by.post(insurances, input({ payerId: "nobody" })));
    const path = `${insurances}/${scene.insuranceId}`;
    await refused(scene, 422, "UNKNOWN_PAYER", () => by.patch(path, { payerId: "nobody" }, { ifMatch: 1 }));
  });

  it("a payer that was deleted is unknown", async () => {
    const payerId = newId("payer");
    await made(by.put(`/v1/payers/${payerId}`, { name: "Gone", priorAuthsRequired: true }));
    await made(by.delete(`/v1/payers/${payerId}`));
    await refused(scene, 422, "UNKNOWN_PAYER", () => by.post(insurances, input({ payerId })));
  });

  it("a second active insurance with the same priority 409", async () => {
    await refused(scene, 409, "PRIORITY_IN_USE", () => by.post(insurances, input({ priority: 1 })));
  });

  it("expiration before effective 422", async () => {
    const dates = { effectiveDate: "2026-02-02", expirationDate: "2026-02-01" };
    const reply = await refused(scene, 422, "EXPIRATION_BEFORE_EFFECTIVE", () => by.post(insurances, input(dates)));
    expect(pointers(reply)).toEqual(["/expirationDate"]);
    const path = `${insurances}/${scene.insuranceId}`;
    await refused(scene, 422, "EXPIRATION_BEFORE_EFFECTIVE", () => by.patch(path, dates, { ifMatch: 1 }));
  });

  it("one that has authorizations can't be deleted: 409 IN_USE, also once they are discontinued", async () => {
    const { authorizationId } = await scene.add();
    const path = `${insurances}/${scene.insuranceId}`;
    await refused(scene, 409, "IN_USE", () => by.delete(path, { ifMatch: 1 }));
    await scene.discontinue(authorizationId, 1);
    await refused(scene, 409, "IN_USE", () => by.delete(path, { ifMatch: 1 }));
  });

  it("one with an authorization that was confirmed, and moved since, can't be deleted from under its cap: 409 IN_USE", async () => {
    const own = await Scene.open(by, setup);
    const { insuranceId } = await addInsurance(by, own.clientId, setup.payerId, { priority: 2 });
    const [never, once] = [await own.add(), await own.add({ procedure: { activityCode: setup.codes[1] } })];
    await own.confirm(once.authorizationId, 1);
    await made(by.patch(own.path(never.authorizationId), { insuranceId }, { ifMatch: 1 }));
    await made(by.patch(own.path(once.authorizationId), { insuranceId }, { ifMatch: 2 }));
    const path = `${own.client}/insurances/${own.insuranceId}`;
    await refused(own, 409, "IN_USE", () => by.delete(path, { ifMatch: 1 }));
    await made(by.get(`${path}/caps`));
    // Without one that was confirmed it may go.
    const third = await addInsurance(by, own.clientId, setup.payerId, { priority: 3 });
    await made(by.patch(own.path(never.authorizationId), { insuranceId: third.insuranceId }, { ifMatch: 2 }));
    await made(by.patch(own.path(never.authorizationId), { insuranceId }, { ifMatch: 3 }));
    expect((await by.delete(`${own.client}/insurances/${third.insuranceId}`, { ifMatch: 1 })).status).toBe(204);
  });
});

describe("authorizations", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await Scene.open(by, setup);
  });
  const post = (changes: Record<string, unknown>) => () =>
    by.post(`${scene.client}/authorizations`, scene.input(changes));

  it("another client's insurance 404", async () => {
    const { insuranceId } = await Scene.open(by, setup);
    await refused(scene, 404, "NOT_FOUND", post({ insuranceId }));
  });

  it("one not marked 422 PRIOR_AUTH_NOT_REQUIRED, for a new one and for one that is moved there", async () => {
    const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, {
      priority: 7,
      priorAuthsRequired: false,
    });
    await refused(scene, 422, "PRIOR_AUTH_NOT_REQUIRED", post({ insuranceId }));
    const { authorizationId } = await scene.add();
    const move = () => by.patch(scene.path(authorizationId), { insuranceId }, { ifMatch: 1 });
    await refused(scene, 422, "PRIOR_AUTH_NOT_REQUIRED", move);
  });

  it("inactive 422 INSURANCE_INACTIVE, for a new one and for one that is moved there", async () => {
    const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, { priority: 8 });
    await made(by.patch(`${scene.client}/insurances/${insuranceId}`, { status: "INACTIVE" }, { ifMatch: 1 }));
    await refused(scene, 422, "INSURANCE_INACTIVE", post({ insuranceId }));
    const { authorizationId } = await scene.add();
    const move = () => by.patch(scene.path(authorizationId), { insuranceId }, { ifMatch: 1 });
    await refused(scene, 422, "INSURANCE_INACTIVE", move);
  });

  it.each([{ activityCode: "nothing" }, { groupId: "nothing" }])(
    "an unknown procedure %j is 422",
    async (procedure) => {
      await refused(scene, 422, "UNKNOWN_PROCEDURE", post({ procedure }));
      const { authorizationId } = await scene.add();
      const change = () => by.patch(scene.path(authorizationId), { procedure }, { ifMatch: 1 });
      await refused(scene, 422, "UNKNOWN_PROCEDURE", change);
    },
  );

  it("expiration before effective 422", async () => {
    const dates = { effectiveDate: "2026-03-02", expirationDate: "2026-03-01" };
    const reply = await refused(scene, 422, "EXPIRATION_BEFORE_EFFECTIVE", post(dates));
    expect(pointers(reply)).toEqual(["/expirationDate"]);
    const { authorizationId } = await scene.add();
    const change = () => by.patch(scene.path(authorizationId), { expirationDate: "2026-02-28" }, { ifMatch: 1 });
    await refused(scene, 422, "EXPIRATION_BEFORE_EFFECTIVE", change);
  });

  it("same number, insurance and procedure: 409, however the number is written", async () => {
    const { authorizationId, authorizationNumber } = await scene.add({ authorizationNumber: newId("Dup") });
    for (const same of [authorizationNumber, authorizationNumber.toUpperCase(), ` ${authorizationNumber} `]) {
      const reply = await refused(scene, 409, "DUPLICATE_AUTHORIZATION", post({ authorizationNumber: same }));
      expect(reply.body.detail).toContain(authorizationId);
    }
    const other = await scene.add();
    const rename = () => by.patch(scene.path(other.authorizationId), { authorizationNumber }, { ifMatch: 1 });
    await refused(scene, 409, "DUPLICATE_AUTHORIZATION", rename);
  });

  it("the same number for the next period is saved, and can't be moved into this one", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationNumber } = await own.add({ expirationDate: "2026-06-30" });
    const dates = { effectiveDate: "2026-07-01", expirationDate: "2026-12-31" };
    const next = await own.add({ authorizationNumber, ...dates });
    expect(next).toMatchObject({ authorizationNumber, warnings: [] });
    const move = () => by.patch(own.path(next.authorizationId), { effectiveDate: "2026-06-30" }, { ifMatch: 1 });
    await refused(own, 409, "DUPLICATE_AUTHORIZATION", move);
  });

  it("a number is free again once its authorization is discontinued", async () => {
    const { authorizationId, authorizationNumber } = await scene.add();
    await scene.discontinue(authorizationId, 1);
    expect((await scene.add({ authorizationNumber })).authorizationNumber).toBe(authorizationNumber);
  });

  it.each(["Pending", "pEnDiNg", "Pending.", "TBD", "n/a", "\u2014"])(
    "the number %s may be saved, not confirmed",
    async (number) => {
      const { authorizationId } = await scene.add({ authorizationNumber: number });
      const confirm = () => by.post(`${scene.path(authorizationId)}/confirm`, undefined, { ifMatch: 1 });
      const reply = await refused(scene, 422, "AUTH_NUMBER_PENDING", confirm);
      expect(pointers(reply)).toEqual(["/authorizationNumber"]);
    },
  );

  it("a change to a discontinued one is 409 ALREADY_DISCONTINUED", async () => {
    const { authorizationId } = await scene.add();
    await scene.discontinue(authorizationId, 1);
    const path = scene.path(authorizationId);
    const asks: (() => Promise<Reply>)[] = [
      () => by.patch(path, { notes: "late" }, { ifMatch: 2 }),
      () => by.post(`${path}/confirm`, undefined, { ifMatch: 2 }),
      () => by.post(`${path}/discontinue`, {}, { ifMatch: 2 }),
      () => scene.putService({ authorizationId }),
      () => by.post(`${scene.client}/service-checks`, scene.service({ authorizationId })),
    ];
    for (const ask of asks) await refused(scene, 409, "ALREADY_DISCONTINUED", ask);
  });
});

describe("services", () => {
  it("an unknown activity code is 422", async () => {
    const scene = await Scene.open(by, setup);
    await scene.add();
    const unknown = { activityCode: "nothing" };
    await refused(scene, 422, "UNKNOWN_ACTIVITY_CODE", () => scene.putService(unknown));
    const check = () => by.post(`${scene.client}/service-checks`, scene.service(unknown));
    await refused(scene, 422, "UNKNOWN_ACTIVITY_CODE", check);
  });

  it("a named authorization that does not cover the code is 422 NO_AUTHORIZATION", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add();
    const named = { activityCode: setup.codes[2], authorizationId };
    await refused(scene, 422, "NO_AUTHORIZATION", () => scene.putService(named));
    const check = () => by.post(`${scene.client}/service-checks`, scene.service(named));
    await refused(scene, 422, "NO_AUTHORIZATION", check);
  });

  it.each([
    [{ units: 0 }, "/units"],
    [{ units: 1_000_000 }, "/units"],
    [{ units: 1.5 }, "/units"],
    [{ units: "1" }, "/units"],
    [{ serviceDate: "2026-02-29" }, "/serviceDate"],
    [{ status: "DONE" }, "/status"],
    [{ clientId: "C1" }, "/clientId"],
  ])("a service with %j is 400", async (changes, pointer) => {
    const scene = await Scene.open(by, setup);
    await scene.add();
    const reply = await refused(scene, 400, "VALIDATION_FAILED", () => scene.putService(changes));
    expect(pointers(reply)).toEqual([pointer]);
  });
});

describe("the catalog", () => {
  const catalog = async () =>
    Promise.all(["payers", "activity-codes", "authorization-groups"].map((kind) => made(by.get(`/v1/${kind}`))));
  async function refusedByCatalog(status: number, code: string, ask: () => Promise<Reply>): Promise<Reply> {
    const before = await catalog();
    const reply = await ask();
    expectProblem(reply, status, code);
    expect(await catalog()).toEqual(before);
    return reply;
  }

  it("a group with unknown codes is 422 and names each", async () => {
    const group = { choiceText: newId("Text"), activityCodes: ["nothing", setup.codes[0], "nowhere"] };
    const put = () => by.put(`/v1/authorization-groups/${newId("group")}`, group);
    const reply = await refusedByCatalog(422, "UNKNOWN_ACTIVITY_CODE", put);
    expect(pointers(reply)).toEqual(["/activityCodes/0", "/activityCodes/2"]);
  });

  it("same choiceText elsewhere 409 DUPLICATE_NAME, however it is written", async () => {
    for (const choiceText of [`Group ${setup.groupId}`, `  GRÔUP   ${setup.groupId.toUpperCase()}`]) {
      const put = () =>
        by.put(`/v1/authorization-groups/${newId("group")}`, { choiceText, activityCodes: [setup.codes[0]] });
      await refusedByCatalog(409, "DUPLICATE_NAME", put);
    }
  });

  it("deleting one in use 409", async () => {
    const scene = await Scene.open(by, setup);
    await scene.add({ procedure: { groupId: setup.groupId } });
    await scene.add({ procedure: { activityCode: setup.codes[2] } });
    const inUse = [
      `payers/${setup.payerId}`,
      `activity-codes/${setup.codes[0]}`,
      `activity-codes/${setup.codes[2]}`,
      `authorization-groups/${setup.groupId}`,
    ];
    for (const path of inUse) await refusedByCatalog(409, "IN_USE", () => by.delete(`/v1/${path}`));
  });
});
