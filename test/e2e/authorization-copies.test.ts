import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "./agency.ts";
import { CopyScene, outcomes } from "./copy-scene.ts";
import { addInsurance, expectProblem, made, newSetup } from "./scene.ts";

let copying: CopyScene;
beforeEach(async () => {
  copying = await CopyScene.open();
});

describe("one authorization to all, active or chosen clients of a payer, unconfirmed with number Pending", () => {
  it("is answered 202 with the place where its progress can be read", async () => {
    const reply = await copying.start();
    expect(reply.status).toBe(202);
    const { copyId, ...more } = reply.body;
    expect(more).toEqual({});
    expect(reply.headers.get("location")).toBe(`/v1/authorization-copies/${copyId}`);
    expect(await copying.over(copyId)).toMatchObject({
      copyId,
      sourceClientId: copying.scene.clientId,
      sourceAuthorizationId: copying.source.authorizationId,
      payerId: copying.setup.payerId,
      targetType: "ALL",
      state: "DONE",
      createdBy: "u-copier",
    });
  });

  it("a copy has procedure, amounts and dates of its source, and neither its number nor its notes nor its C", async () => {
    const { clientId, insuranceIds } = await copying.enterClient();
    await copying.scene.confirm(copying.source.authorizationId, 1);
    const progress = await copying.copied();
    const [row, ...more] = await copying.tracker(clientId);
    expect(more).toEqual([]);
    const original = await copying.scene.read(copying.source.authorizationId);
    expect(row).toMatchObject({
      clientId,
      insuranceId: insuranceIds[0],
      authorizationNumber: "Pending",
      confirmedMark: null,
      confirmation: { state: "NOT_CONFIRMED" },
      procedure: original.procedure,
      units: { authorized: 20, used: 0 },
      visits: { authorized: 5, used: 0 },
      effectiveDate: original.effectiveDate,
      expirationDate: original.expirationDate,
      createdBy: "u-copier",
      version: 1,
    });
    expect(row).not.toHaveProperty("notes");
    expect(progress.items).toContainEqual({ clientId, outcome: "CREATED", authorizationId: row.authorizationId });
  });

  it("of a group and without amounts: the same group, and no limit", async () => {
    const other = await copying.scene.add({
      procedure: { groupId: copying.setup.groupId },
      authUnits: undefined,
      authVisits: undefined,
    });
    const { clientId } = await copying.enterClient();
    await copying.copied({ sourceAuthorizationId: other.authorizationId });
    const [row] = await copying.tracker(clientId);
    expect(row).toMatchObject({
      procedure: { groupId: copying.setup.groupId },
      units: { authorized: null, remaining: null },
      visits: { authorized: null, remaining: null },
    });
  });

  it("answers created and skipped with reason: all", async () => {
    const { payerId: elsewhere } = await newSetup(copying.by);
    const [plain, inactiveClient, inactive, unmarked, otherwise] = await Promise.all([
      copying.enterClient(),
      copying.enterClient([{}], "INACTIVE"),
      copying.enterClient([{ inactive: true }]),
      copying.enterClient([{ priorAuthsRequired: false }]),
      copying.enterClient([{ payerId: elsewhere }]),
    ]);
    const progress = await copying.copied();
    expect(progress).toMatchObject({ state: "DONE", created: 2, skipped: 3, total: 5, nextCursor: null });
    expect(outcomes(progress)).toEqual({
      [copying.scene.clientId]: "DUPLICATE",
      [plain.clientId]: "CREATED",
      [inactiveClient.clientId]: "CREATED",
      [inactive.clientId]: "INSURANCE_INACTIVE",
      [unmarked.clientId]: "PRIOR_AUTH_NOT_REQUIRED",
    });
    expect(await copying.tracker(otherwise.clientId)).toEqual([]);
  });

  it("answers created and skipped with reason: active", async () => {
    const [active, inactive] = await Promise.all([copying.enterClient(), copying.enterClient([{}], "INACTIVE")]);
    const progress = await copying.copied({ target: { type: "ACTIVE" } });
    expect(progress).toMatchObject({ targetType: "ACTIVE", created: 1, skipped: 2, total: 3 });
    expect(outcomes(progress)).toEqual({
      [copying.scene.clientId]: "DUPLICATE",
      [active.clientId]: "CREATED",
      [inactive.clientId]: "CLIENT_INACTIVE",
    });
  });

  it("answers created and skipped with reason: chosen", async () => {
    const { payerId: elsewhere } = await newSetup(copying.by);
    const [chosen, inactive, others, unchosen] = await Promise.all([
      copying.enterClient(),
      copying.enterClient([{}], "INACTIVE"),
      copying.enterClient([{ payerId: elsewhere }]),
      copying.enterClient(),
    ]);
    const nobody = newId("nobody");
    const clientIds = [others.clientId, chosen.clientId, nobody, inactive.clientId];
    const { copyId } = await made(copying.start({ target: { type: "CLIENTS", clientIds } }));
    expect((await made(copying.by.get(`/v1/authorization-copies/${copyId}`))).total).toBe(4);
    const progress = await copying.over(copyId);
    expect(progress).toMatchObject({ targetType: "CLIENTS", created: 2, skipped: 2, total: 4 });
    expect(outcomes(progress)).toEqual({
      [chosen.clientId]: "CREATED",
      [inactive.clientId]: "CREATED",
      [others.clientId]: "NO_INSURANCE_OF_PAYER",
      [nobody]: "UNKNOWN_CLIENT",
    });
    expect(progress.items.map(({ clientId }: { clientId: string }) => clientId)).toEqual([...clientIds].sort());
    expect(await copying.tracker(unchosen.clientId)).toEqual([]);
  });

  it("under another payer than the source's", async () => {
    const other = await newSetup(copying.by);
    const { insuranceId } = await addInsurance(copying.by, copying.scene.clientId, other.payerId, { priority: 2 });
    const progress = await copying.copied({ payerId: other.payerId });
    expect(progress).toMatchObject({ created: 1, skipped: 0, total: 1 });
    const rows = await copying.tracker(copying.scene.clientId);
    expect(rows.map((row: { insuranceId: string }) => row.insuranceId).sort()).toEqual(
      [copying.scene.insuranceId, insuranceId].sort(),
    );
  });

  it("a client with two insurances of the payer gets one, under the marked one of the best priority", async () => {
    const { clientId, insuranceIds } = await copying.enterClient([
      { priorAuthsRequired: false },
      { inactive: true },
      { priority: 5 },
      { priority: 4 },
    ]);
    expect(await copying.copied()).toMatchObject({ created: 1, total: 2 });
    expect(await copying.tracker(clientId)).toMatchObject([{ insuranceId: insuranceIds[3] }]);
  });

  it("can be confirmed like any other once it has its number", async () => {
    const { clientId } = await copying.enterClient();
    await copying.copied();
    const [{ authorizationId, allowedActions }] = await copying.tracker(clientId);
    expect(allowedActions).toEqual(["edit", "discontinue", "copy"]);
    const path = `/v1/clients/${clientId}/authorizations/${authorizationId}`;
    expectProblem(await copying.by.post(`${path}/confirm`, undefined, { ifMatch: 1 }), 422, "AUTH_NUMBER_PENDING");
    await made(copying.by.patch(path, { authorizationNumber: newId("PA") }, { ifMatch: 1 }));
    expect(await made(copying.by.post(`${path}/confirm`, undefined, { ifMatch: 2 }))).toMatchObject({
      confirmedMark: "C",
    });
  });

  it("is told in the audit of each client, and in that of the source", async () => {
    const { clientId } = await copying.enterClient();
    const { copyId } = await copying.copied();
    const audit = async (of: string) => (await made(copying.by.get(`/v1/clients/${of}/audit`))).items;
    const told = { by: "u-copier", role: "auths:copy", action: "CREATED" };
    expect(await audit(clientId)).toContainEqual(expect.objectContaining({ ...told, subject: "authorization" }));
    expect(await audit(copying.scene.clientId)).toContainEqual(
      expect.objectContaining({ ...told, subject: "authorizationCopy", subjectId: copyId }),
    );
  });
});
