import { beforeAll, describe, expect, it } from "vitest";
import { type Reply, type User, user } from "./agency.ts";
import { allRows, expiring, idOf, worklist } from "./report-rows.ts";
import { clientBody, expectProblem, made, newSetup, pointers, refused, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let reader: User;
let setup: Setup;

beforeAll(async () => {
  by = await staff();
  reader = await user("u-reader", "clients:read", "reports:read");
  setup = await newSetup(by);
});

const changeInsurance = (scene: Scene, body: object, ifMatch: number): Promise<Reply> =>
  by.patch(`${scene.client}/insurances/${scene.insuranceId}`, body, { ifMatch });
const confirm = (scene: Scene, authorizationId: string, ifMatch: number) =>
  by.post(`${scene.path(authorizationId)}/confirm`, undefined, { ifMatch });
const historyOf = async (scene: Scene): Promise<string[]> =>
  (await made(by.get(`${scene.client}/authorization-history`))).items.map(idOf);
const rowsOf = async (report: string): Promise<string[]> => (await allRows(reader, report, { limit: "100" })).map(idOf);

/** How an insurance stops taking new authorizations, how it begins again, and how an entry is refused meanwhile. */
const ways = [
  ["set INACTIVE", { status: "INACTIVE" }, { status: "ACTIVE" }, "INSURANCE_INACTIVE"],
  ["no longer marked", { priorAuthsRequired: false }, { priorAuthsRequired: true }, "PRIOR_AUTH_NOT_REQUIRED"],
] as const;

describe.each(ways)("under an insurance that is %s", (_, stops, begins, code) => {
  it("nothing is entered or confirmed, with the same code; confirming again what is confirmed changes nothing", async () => {
    const scene = await Scene.open(by, setup);
    const unconfirmed = await scene.add();
    const { authorizationId } = await scene.add({ procedure: { groupId: setup.groupId } });
    const confirmed = await scene.confirm(authorizationId, 1);
    expect((await scene.read(unconfirmed.authorizationId)).allowedActions).toContain("confirm");
    await made(changeInsurance(scene, stops, 1));

    expectProblem(await by.post(`${scene.client}/authorizations`, scene.input()), 422, code);
    expectProblem(await confirm(scene, unconfirmed.authorizationId, 1), 422, code);
    expect((await scene.read(unconfirmed.authorizationId)).allowedActions).toEqual(["edit", "discontinue"]);
    const again = await made(confirm(scene, authorizationId, 1));
    expect(again.confirmation.confirmedAt).toBe(confirmed.confirmation.confirmedAt);

    await made(changeInsurance(scene, begins, 2));
    expect((await made(confirm(scene, unconfirmed.authorizationId, 1))).confirmedMark).toBe("C");
  });

  it("its open authorizations are named, and in the history as long as the tracker hides them, where they can be discontinued", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add();
    const expired = await scene.add({ effectiveDate: "2025-01-01", expirationDate: "2025-12-31" });
    expect(await historyOf(scene)).toEqual([expired.authorizationId]);

    const { warnings } = await made(changeInsurance(scene, stops, 1));
    expect(warnings).toEqual(
      [expired, { authorizationId }].map((one) => `AUTHORIZATION_STRANDED:${one.authorizationId}`),
    );
    expect(await scene.tracker()).toMatchObject({ visible: false, authorizations: [] });
    expect(await historyOf(scene)).toEqual([authorizationId, expired.authorizationId]);

    expect(await made(changeInsurance(scene, begins, 2))).not.toHaveProperty("warnings");
    expect(await historyOf(scene)).toEqual([expired.authorizationId]);

    await made(changeInsurance(scene, stops, 3));
    await scene.discontinue(authorizationId, 1);
    expect(await historyOf(scene)).toEqual([authorizationId, expired.authorizationId]);
    const { warnings: fewer } = await made(changeInsurance(scene, { subscriberNumber: "S-2" }, 4));
    expect(fewer).toEqual([`AUTHORIZATION_STRANDED:${expired.authorizationId}`]);
  });

  it("the reports leave them out", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add({ expirationDate: "2026-04-01" });
    for (const report of [worklist, expiring]) expect(await rowsOf(report)).toContain(authorizationId);
    await made(changeInsurance(scene, stops, 1));
    for (const report of [worklist, expiring]) expect(await rowsOf(report)).not.toContain(authorizationId);
    await made(changeInsurance(scene, begins, 2));
    for (const report of [worklist, expiring]) expect(await rowsOf(report)).toContain(authorizationId);
  });
});

describe("an insurance's own dates", () => {
  it("that leave out days of an authorization name it", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add();
    const { warnings } = await made(changeInsurance(scene, { expirationDate: "2026-06-29" }, 1));
    expect(warnings).toEqual([`OUTSIDE_INSURANCE_DATES:${authorizationId}`]);
  });
});

describe("another payer", () => {
  it("is 409 while authorizations are open under the insurance; its subscriber number may be corrected", async () => {
    const scene = await Scene.open(by, setup);
    const { payerId } = await newSetup(by);
    const { authorizationId } = await scene.add();
    const reply = await refused(scene, 409, "PAYER_IN_USE", () => changeInsurance(scene, { payerId }, 1));
    expect(pointers(reply)).toEqual(["/payerId"]);
    await made(changeInsurance(scene, { payerId: setup.payerId, subscriberNumber: "S-2" }, 1));
    await scene.discontinue(authorizationId, 1);
    expect(await made(changeInsurance(scene, { payerId }, 2))).toMatchObject({ payerId, version: 3 });
  });
});

describe("a client who becomes INACTIVE", () => {
  it("is answered with the authorizations that are still open", async () => {
    const scene = await Scene.open(by, setup);
    const { authorizationId } = await scene.add();
    const status = (value: string) => made(by.put(scene.client, { ...clientBody, status: value }));
    expect((await status("INACTIVE")).warnings).toEqual([`AUTHORIZATION_STRANDED:${authorizationId}`]);
    expect(await status("ACTIVE")).not.toHaveProperty("warnings");
  });
});
