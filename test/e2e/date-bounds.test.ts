import { beforeAll, expect, it } from "vitest";
import type { User } from "./agency.ts";
import { clientBody, expectProblem, made, newSetup, pointers, refused, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;
let scene: Scene;
beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
});

it("a date that nobody means is 422 DATE_OUT_OF_BOUNDS, named with its bounds", async () => {
  const mistyped = { effectiveDate: "0026-03-01", expirationDate: "2206-06-30" };
  const reply = await refused(scene, 422, "DATE_OUT_OF_BOUNDS", () =>
    by.post(`${scene.client}/authorizations`, scene.input(mistyped)),
  );
  expect(pointers(reply)).toEqual(["/effectiveDate", "/expirationDate"]);
  expect(reply.body.errors[1].message).toMatch(/^must be from \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d$/);
  const { authorizationId } = await scene.add();
  const change = () => by.patch(scene.path(authorizationId), { effectiveDate: "0026-03-01" }, { ifMatch: 1 });
  await refused(scene, 422, "DATE_OUT_OF_BOUNDS", change);
  const service = { authorizationId, serviceDate: "0026-03-10" };
  await refused(scene, 422, "DATE_OUT_OF_BOUNDS", () => scene.putService(service));
  const check = () => by.post(`${scene.client}/service-checks`, scene.service(service));
  await refused(scene, 422, "DATE_OUT_OF_BOUNDS", check);
  const born = { ...clientBody, dateOfBirth: "2206-01-01" };
  expectProblem(await by.put(scene.client, born), 422, "DATE_OUT_OF_BOUNDS");
  const insurance = { priority: 7, payerId: setup.payerId, subscriberNumber: "S", expirationDate: "9999-12-31" };
  expectProblem(await by.post(`${scene.client}/insurances`, insurance), 422, "DATE_OUT_OF_BOUNDS");
  const insured = `${scene.client}/insurances/${scene.insuranceId}`;
  const ended = await by.patch(insured, { expirationDate: "9999-12-31" }, { ifMatch: 1 });
  expectProblem(ended, 422, "DATE_OUT_OF_BOUNDS");
});

it("one of more than three years is saved with the warning LONG_SPAN", async () => {
  const { warnings, authorizationId } = await scene.add({ expirationDate: "2029-03-01" });
  expect(warnings).toContain("LONG_SPAN");
  const shorter = { expirationDate: "2029-02-28" };
  expect((await made(by.patch(scene.path(authorizationId), shorter, { ifMatch: 1 }))).warnings).not.toContain(
    "LONG_SPAN",
  );
});
