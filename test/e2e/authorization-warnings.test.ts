import { beforeAll, describe, expect, it } from "vitest";
import type { User } from "./agency.ts";
import { clientBody, made, newSetup, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
});

describe("an authorization saved with days on which its insurance is not in force warns OUTSIDE_INSURANCE_DATES", () => {
  it("when it is added, and when its dates or the insurance are changed", async () => {
    const scene = await Scene.open(by, setup);
    const ends = { effectiveDate: "2026-01-01", expirationDate: "2026-05-31" };
    await made(by.patch(`${scene.client}/insurances/${scene.insuranceId}`, ends, { ifMatch: 1 }));
    const { authorizationId, warnings } = await scene.add({ expirationDate: "2026-06-01" });
    expect(warnings).toEqual(["OUTSIDE_INSURANCE_DATES"]);
    const change = (body: object, ifMatch: number) => made(by.patch(scene.path(authorizationId), body, { ifMatch }));
    expect((await change({ expirationDate: "2026-05-31" }, 1)).warnings).toEqual([]);
    expect((await change({ effectiveDate: "2025-12-31" }, 2)).warnings).toEqual(["OUTSIDE_INSURANCE_DATES"]);
  });
});

describe("a new authorization for an inactive client warns CLIENT_INACTIVE", () => {
  it("and a change of one does not", async () => {
    const scene = await Scene.open(by, setup);
    await made(by.put(scene.client, { ...clientBody, status: "INACTIVE" }));
    const { authorizationId, warnings } = await scene.add();
    expect(warnings).toEqual(["CLIENT_INACTIVE"]);
    const changed = await made(by.patch(scene.path(authorizationId), { authUnits: 21 }, { ifMatch: 1 }));
    expect(changed.warnings).toEqual([]);
  });
});
