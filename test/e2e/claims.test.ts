import { beforeAll, describe, expect, it } from "vitest";
import { eventually, newId, type User } from "./agency.ts";
import { addInsurance, expectProblem, made, newSetup, pointers, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
});

describe("the auth # for a claim", () => {
  const claim = (scene: Scene, query: Record<string, string> = {}) => {
    const asked = { serviceDate: "2026-03-10", activityCode: setup.codes[0], ...query };
    return made(by.get(`${scene.client}/claim-authorization?${new URLSearchParams(asked)}`));
  };
  const why = (reason: string) => ({ authorizationNumber: null, reason });

  it("is the number of the authorization that a service of that day would use", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId, authorizationNumber } = await scene.add();
    expect(await claim(scene)).toEqual({ authorizationNumber, authorizationId, confirmed: false });
  });

  it("is the number of the one that the posted service used", async () => {
    const scene = await Scene.open(by, setup);
    await scene.add({ expirationDate: "2026-04-01" });
    const { authorizationId, authorizationNumber } = await scene.add();
    await scene.post({ authorizationId });
    expect(await claim(scene)).toEqual({ authorizationNumber, authorizationId, confirmed: false });
    expect((await claim(scene, { serviceDate: "2026-03-11" })).authorizationId).not.toBe(authorizationId);
  });

  it("stays that one when the authorization is discontinued afterwards", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId, authorizationNumber } = await scene.add();
    await scene.post();
    await made(by.post(`${scene.path(authorizationId)}/discontinue`, {}, { ifMatch: 1 }));
    expect(await claim(scene)).toEqual({ authorizationNumber, authorizationId, confirmed: false });
    expect(await claim(scene, { serviceDate: "2026-03-11" })).toEqual(why("NO_AUTHORIZATION"));
  });

  it("is that of the insurance that is asked for", async () => {
    const scene = await Scene.open(by, setup);
    const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, { priority: 2 });
    await scene.add();
    const { authorizationId, authorizationNumber } = await scene.add({ insuranceId });
    expect(await claim(scene, { insuranceId })).toEqual({ authorizationNumber, authorizationId, confirmed: false });
  });

  it("NO_AUTHORIZATION when none covers the code", async () => {
    const scene = await Scene.open(by, setup);
    await scene.add();
    expect(await claim(scene, { activityCode: setup.codes[2] })).toEqual(why("NO_AUTHORIZATION"));
  });

  it("OUTSIDE_DATES when one covers the code on other days", async () => {
    const scene = await Scene.open(by, setup);
    await scene.add();
    expect(await claim(scene, { serviceDate: "2026-07-01" })).toEqual(why("OUTSIDE_DATES"));
  });

  it("AUTH_NUMBER_PENDING while the number is Pending, in any case", async () => {
    const scene = await Scene.open(by, setup);
    await scene.add({ authorizationNumber: "PENDING" });
    expect(await claim(scene)).toEqual(why("AUTH_NUMBER_PENDING"));
  });

  it("PRIOR_AUTH_NOT_REQUIRED when no insurance, or not the one asked for, requires prior auths", async () => {
    const scene = await Scene.open(by, setup);
    const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, {
      priority: 2,
      priorAuthsRequired: false,
    });
    expect(await claim(scene)).toEqual(why("NO_AUTHORIZATION"));
    expect(await claim(scene, { insuranceId })).toEqual(why("PRIOR_AUTH_NOT_REQUIRED"));
    const path = `${scene.client}/insurances/${scene.insuranceId}`;
    await made(by.patch(path, { priorAuthsRequired: false }, { ifMatch: 1 }));
    expect(await claim(scene)).toEqual(why("PRIOR_AUTH_NOT_REQUIRED"));
  });

  it("is null OUTSIDE_DATES once the authorization that the service uses was shortened, PROCEDURE_CHANGED once it is for another code", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add();
    const serviceId = newId("service");
    await scene.post({}, serviceId);
    await made(by.patch(scene.path(authorizationId), { effectiveDate: "2026-03-11" }, { ifMatch: 1 }));
    expect(await claim(scene)).toEqual(why("OUTSIDE_DATES"));
    const asked = () => made(by.get(`${scene.client}/claim-authorization?serviceId=${serviceId}`));
    expect(await asked()).toEqual(why("OUTSIDE_DATES"));
    const back = { effectiveDate: "2026-03-01", procedure: { activityCode: setup.codes[1] } };
    await made(by.patch(scene.path(authorizationId), back, { ifMatch: 2 }));
    expect(await asked()).toEqual(why("PROCEDURE_CHANGED"));
    await scene.discontinue(authorizationId, 3, { effect: "RELEASE" });
    expect(await asked()).toEqual(why("RELEASED"));
  });

  it("of two insurances with an authorization and a service each is that of the best priority, always", async () => {
    for (const order of [
      [1, 2],
      [2, 1],
    ]) {
      const scene = await Scene.open(by, setup);
      const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, { priority: 2 });
      const primary = await scene.add();
      const secondary = await scene.add({ insuranceId });
      for (const priority of order) await scene.post(priority === 2 ? { insuranceId } : {});
      expect(await claim(scene)).toMatchObject({ authorizationId: primary.authorizationId });
      expect(await claim(scene, { insuranceId })).toMatchObject({ authorizationId: secondary.authorizationId });
    }
  });

  it("of services that use several is none: SEVERAL_AUTHORIZATIONS with their ids; each service has its own", async () => {
    const scene = await Scene.open(by, setup);
    const ids = [(await scene.add()).authorizationId, (await scene.add()).authorizationId].sort();
    const services = ids.map((authorizationId) => ({ serviceId: newId("service"), authorizationId }));
    for (const { serviceId, authorizationId } of services) await scene.post({ authorizationId }, serviceId);
    expect(await claim(scene)).toEqual({ ...why("SEVERAL_AUTHORIZATIONS"), authorizationIds: ids });
    for (const { serviceId, authorizationId } of services)
      expect(await made(by.get(`${scene.client}/claim-authorization?serviceId=${serviceId}`))).toMatchObject({
        authorizationId,
      });
  });

  it("of a service that is posted uncovered is none until it is applied, also when an authorization has come since", async () => {
    const scene = await Scene.open(by, setup);
    const serviceId = newId("service");
    await scene.post({ units: 8 }, serviceId);
    const { authorizationId } = await scene.add();
    expect(await claim(scene)).toEqual(why("NO_AUTHORIZATION"));
    await scene.post({ units: 8 }, serviceId);
    expect(await claim(scene)).toMatchObject({ authorizationId });
  });

  it("says `confirmed: false` and the number that billing has, where it was changed since the confirm", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId, authorizationNumber } = await scene.add();
    await scene.confirm(authorizationId, 1);
    await eventually(
      () => scene.caps(),
      (caps) => caps.length === 1,
    );
    expect(await claim(scene)).toEqual({ authorizationNumber, authorizationId, confirmed: true });
    await made(by.patch(scene.path(authorizationId), { authorizationNumber: "PA-NEW" }, { ifMatch: 2 }));
    expect(await claim(scene)).toEqual({
      authorizationNumber: "PA-NEW",
      authorizationId,
      confirmed: false,
      confirmedAuthorizationNumber: authorizationNumber,
    });
  });

  it("is asked for by a service, or by day and code: every fault is named", async () => {
    const scene = await Scene.open(by, setup);
    const ask = (query: string) => by.get(`${scene.client}/claim-authorization?${query}`);
    const neither = await ask("");
    expectProblem(neither, 400, "VALIDATION_FAILED");
    expect(pointers(neither)).toEqual(["?activityCode", "?serviceDate"]);
    const both = await ask("serviceId=S1&serviceDate=2026-03-10&activityCode=IND15");
    expect(pointers(both)).toEqual(["?activityCode", "?serviceDate"]);
    expectProblem(await ask("serviceId=S-none"), 404, "NOT_FOUND");
    const serviceId = newId("service");
    await scene.post({}, serviceId);
    await scene.voidService(serviceId);
    expect(await made(ask(`serviceId=${serviceId}`))).toEqual(why("VOID"));
  });
});
