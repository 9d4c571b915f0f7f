import { beforeAll, describe, expect, it } from "vitest";
import type { Reply, User } from "./agency.ts";
import { addInsurance, expectProblem, made, newSetup, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let other: User;
let setup: Setup;
let scene: Scene;
beforeAll(async () => {
  by = await staff();
  other = await staff("u-other");
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
});

/** What one hears who has heard nothing yet. */
const told = ({ status, headers, body }: Reply) => ({ status, etag: headers.get("etag"), body });

describe("a change whose reply was lost is sent again, with the same body and version: 200 with what stands", () => {
  it("of an authorization", async () => {
    const { authorizationId } = await scene.add();
    const path = scene.path(authorizationId);
    const change = (as: User, body: object) => as.patch(path, body, { ifMatch: 1 });
    const first = await change(by, { authUnits: 30, notes: null });
    expect([first.status, first.body.version]).toEqual([200, 2]);
    expect(told(await change(by, { authUnits: 30, notes: null }))).toEqual(told(first));
    expectProblem(await change(by, { authUnits: 31 }), 412, "VERSION_CONFLICT");
    expectProblem(await change(other, { authUnits: 30, notes: null }), 412, "VERSION_CONFLICT");
    await made(by.patch(path, { notes: "called" }, { ifMatch: 2 }));
    expectProblem(await change(by, { authUnits: 30, notes: null }), 412, "VERSION_CONFLICT");
  });

  it("a discontinuation", async () => {
    const { authorizationId } = await scene.add();
    await scene.post({ authorizationId, units: 3 });
    const path = `${scene.path(authorizationId)}/discontinue`;
    const discontinue = (as: User, body: object | undefined, ifMatch = 1) => as.post(path, body, { ifMatch });
    const first = await discontinue(by, { reason: "moved", effect: "RELEASE" });
    expect(first).toMatchObject({ status: 200, body: { version: 2, units: { used: 3 } } });
    expect(first.body.warnings).toHaveLength(1);
    expect(told(await discontinue(by, { reason: "moved", effect: "RELEASE" }))).toEqual(told(first));
    for (const late of [
      () => discontinue(other, { reason: "moved", effect: "RELEASE" }),
      () => discontinue(by, { reason: "moved" }),
      () => discontinue(by, { effect: "RELEASE" }),
      () => discontinue(by, { reason: "moved", effect: "RELEASE" }, 2),
      () => discontinue(by, { reason: "moved", effect: "RELEASE" }, 3),
    ])
      expectProblem(await late(), 409, "ALREADY_DISCONTINUED");
    const { items } = await made((await staff("u-auditor")).get(`${scene.client}/authorization-history`));
    expect(items.filter((row: { authorizationId: string }) => row.authorizationId === authorizationId)).toHaveLength(1);
  });

  it("of a client insurance", async () => {
    const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, { priority: 9 });
    const path = `${scene.client}/insurances/${insuranceId}`;
    const change = (as: User, body: object) => as.patch(path, body, { ifMatch: 1 });
    const body = { subscriberNumber: "S-2", priorAuthsRequired: true, expirationDate: "2027-12-31" };
    const first = await change(by, body);
    expect([first.status, first.body.version]).toEqual([200, 2]);
    expect(first.body).not.toHaveProperty("updatedBy");
    expect(told(await change(by, body))).toEqual(told(first));
    expectProblem(await change(by, { ...body, subscriberNumber: "S-3" }), 412, "VERSION_CONFLICT");
    expectProblem(await change(other, body), 412, "VERSION_CONFLICT");
  });
});
