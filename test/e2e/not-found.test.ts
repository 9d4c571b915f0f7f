import { beforeAll, describe, expect, it } from "vitest";
import type { Reply, User } from "./agency.ts";
import { expectProblem, newSetup, refused, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
});

describe("what does not exist is 404", () => {
  let scene: Scene;
  let other: Scene;
  let authorizationId: string;
  beforeAll(async () => {
    scene = await Scene.open(by, setup);
    other = await Scene.open(by, setup);
    ({ authorizationId } = await other.add());
  });

  const paths: [method: string, path: string][] = [
    ["GET", "/v1/clients/nobody-1"],
    ["GET", "/v1/clients/nobody-1/insurances"],
    ["GET", "/v1/clients/nobody-1/authorization-tracker"],
    ["GET", "/v1/clients/nobody-1/authorization-history"],
    ["GET", "/v1/clients/nobody-1/claim-authorization?serviceDate=2026-03-10&activityCode=X"],
    ["GET", "{client}/insurances/nothing"],
    ["GET", "{client}/insurances/nothing/caps"],
    ["GET", "{client}/authorizations/nothing"],
    ["GET", "{client}/authorizations/nothing/ledger"],
    ["GET", "{client}/authorizations/{another's}"],
    ["GET", "{client}/authorizations/{another's}/ledger"],
    ["PATCH", "{client}/authorizations/{another's}"],
    ["POST", "{client}/authorizations/{another's}/confirm"],
    ["POST", "{client}/authorizations/{another's}/discontinue"],
    ["PATCH", "{client}/insurances/nothing"],
    ["DELETE", "{client}/insurances/nothing"],
    ["DELETE", "{client}/services/nothing"],
    ["DELETE", "/v1/payers/nothing"],
    ["DELETE", "/v1/activity-codes/nothing"],
    ["DELETE", "/v1/authorization-groups/nothing"],
  ];
  it.each(paths)("%s %s", async (method, template) => {
    const path = template.replace("{client}", scene.client).replace("{another's}", authorizationId);
    const before = await other.read(authorizationId);
    const body = method === "PATCH" ? { body: {} } : {};
    expectProblem(await by.call(method, path, { ifMatch: 1, ...body }), 404, "NOT_FOUND");
    expect(await other.read(authorizationId)).toEqual(before);
  });

  it.each(["insurances", "authorizations", "service-checks"])("POST to the %s of an unknown client", async (what) => {
    const bodies: Record<string, unknown> = {
      insurances: { priority: 1, payerId: setup.payerId, subscriberNumber: "S" },
      authorizations: scene.input(),
      "service-checks": scene.service(),
    };
    expectProblem(await by.post(`/v1/clients/nobody-1/${what}`, bodies[what]), 404, "NOT_FOUND");
  });

  it("a service that names another client's authorization is 404", async () => {
    await refused(scene, 404, "NOT_FOUND", () => scene.putService({ authorizationId }));
    expect(await other.balance(authorizationId)).toEqual([0, 20, 0, 5]);
  });

  it("a service, a check or a claim that names another client's insurance is 404", async () => {
    const { insuranceId } = other;
    const query = `serviceDate=2026-03-10&activityCode=${setup.codes[0]}&insuranceId=${insuranceId}`;
    const asks: (() => Promise<Reply>)[] = [
      () => scene.putService({ insuranceId }),
      () => by.post(`${scene.client}/service-checks`, scene.service({ insuranceId })),
      () => by.get(`${scene.client}/claim-authorization?${query}`),
    ];
    for (const ask of asks) await refused(scene, 404, "NOT_FOUND", ask);
  });
});
