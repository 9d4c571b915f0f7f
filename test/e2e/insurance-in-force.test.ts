import { beforeAll, describe, expect, it } from "vitest";
import type { User } from "./agency.ts";
import { addInsurance, made, newSetup, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
});

/** A client whose first insurance ended on 2026-02-28. */
async function ended(): Promise<Scene> {
  const scene = await Scene.open(by, setup);
  const path = `${scene.client}/insurances/${scene.insuranceId}`;
  await made(by.patch(path, { expirationDate: "2026-02-28" }, { ifMatch: 1 }));
  return scene;
}

interface Shown {
  readonly insuranceId: string;
  readonly inForce?: boolean;
}
const order = (insurances: Shown[]) => insurances.map(({ insuranceId, inForce }) => [insuranceId, inForce]);

describe("an insurance that has ended", () => {
  it("makes the tracker visible on the days on which it was in force, and on no other", async () => {
    const scene = await ended();
    const { authorizationId } = await scene.add({ effectiveDate: "2026-01-05" });
    expect(await scene.tracker()).toMatchObject({ visible: false, authorizations: [] });
    expect(await scene.tracker("?asOf=2026-03-01")).toMatchObject({ visible: false });
    const inForce = await scene.tracker("?asOf=2026-02-28");
    expect(inForce).toMatchObject({ visible: true, authorizations: [{ authorizationId }] });
  });

  it("is shown after the one in force, whatever its priority", async () => {
    const scene = await ended();
    const { insuranceId } = await addInsurance(by, scene.clientId, setup.payerId, {
      priority: 2,
      effectiveDate: "2026-03-01",
    });
    const now = [
      [insuranceId, true],
      [scene.insuranceId, false],
    ];
    expect(order((await made(by.get(`${scene.client}/insurances`))).items)).toEqual(now);
    expect(order((await scene.tracker()).insurances)).toEqual(now);
    expect(order((await scene.tracker("?asOf=2026-02-28")).insurances)).toEqual([
      [scene.insuranceId, true],
      [insuranceId, false],
    ]);
  });
});
