import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually, newId, type Reply, type User, user } from "./agency.ts";
import {
  addInsurance,
  clientBody,
  expectProblem,
  made,
  newSetup,
  pointers,
  Scene,
  type Setup,
  staffPermissions,
} from "./scene.ts";

let by: User;
beforeAll(async () => {
  by = await user("u-copier", ...staffPermissions, "auths:copy", "audit:read");
});

let setup: Setup;
/** The client whose authorization is copied, and that authorization. */
let scene: Scene;
let source: { authorizationId: string; authorizationNumber: string };
beforeEach(async () => {
  // A payer of its own: "all clients of a payer" are those of one test.
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
  source = await scene.add({ notes: "called about this one client" });
});

interface Insurance {
  readonly payerId?: string;
  readonly priority?: number;
  readonly priorAuthsRequired?: boolean;
  readonly inactive?: true;
}

/** A client with these insurances, of the payer unless said otherwise; answers its id and theirs. */
async function enterClient(insurances: readonly Insurance[] = [{}], status: "ACTIVE" | "INACTIVE" = "ACTIVE") {
  const clientId = newId("client");
  await made(by.put(`/v1/clients/${clientId}`, { ...clientBody, status }));
  const insuranceIds: string[] = [];
  for (const [index, { payerId = setup.payerId, inactive, ...changes }] of insurances.entries()) {
    const { insuranceId } = await addInsurance(by, clientId, payerId, { priority: index + 1, ...changes });
    const path = `/v1/clients/${clientId}/insurances/${insuranceId}`;
    if (inactive) await made(by.patch(path, { status: "INACTIVE" }, { ifMatch: 1 }));
    insuranceIds.push(insuranceId);
  }
  return { clientId, insuranceIds };
}

const body = (changes: Record<string, unknown> = {}) => ({
  sourceClientId: scene.clientId,
  sourceAuthorizationId: source.authorizationId,
  payerId: setup.payerId,
  target: { type: "ALL" },
  ...changes,
});
const start = (changes: Record<string, unknown> = {}, as = by, headers: Record<string, string> = {}): Promise<Reply> =>
  as.post("/v1/authorization-copies", body(changes), { headers });

/** A copy once it is over. */
async function copied(changes: Record<string, unknown> = {}) {
  const { copyId } = await made(start(changes));
  return over(copyId);
}
function over(copyId: string) {
  return eventually(
    () => made(by.get(`/v1/authorization-copies/${copyId}`)),
    ({ state }) => state !== "RUNNING",
  );
}

const tracker = async (clientId: string) =>
  (await made(by.get(`/v1/clients/${clientId}/authorization-tracker`))).authorizations;

/** What became of each client, as reason or CREATED. */
function outcomes(progress: { items: { clientId: string; outcome: string; reason?: string }[] }) {
  return Object.fromEntries(progress.items.map(({ clientId, outcome, reason }) => [clientId, reason ?? outcome]));
}

describe("one authorization to all, active or chosen clients of a payer, unconfirmed with number Pending", () => {
  it("is answered 202 with the place where its progress can be read", async () => {
    const reply = await start();
    expect(reply.status).toBe(202);
    const { copyId, ...more } = reply.body;
    expect(more).toEqual({});
    expect(reply.headers.get("location")).toBe(`/v1/authorization-copies/${copyId}`);
    expect(await over(copyId)).toMatchObject({
      copyId,
      sourceClientId: scene.clientId,
      sourceAuthorizationId: source.authorizationId,
      payerId: setup.payerId,
      targetType: "ALL",
      state: "DONE",
      createdBy: "u-copier",
    });
  });

  it("a copy has procedure, amounts and dates of its source, and neither its number nor its notes nor its C", async () => {
    const { clientId, insuranceIds } = await enterClient();
    await scene.confirm(source.authorizationId, 1);
    const progress = await copied();
    const [row, ...more] = await tracker(clientId);
    expect(more).toEqual([]);
    const original = await scene.read(source.authorizationId);
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
    const other = await scene.add({
      procedure: { groupId: setup.groupId },
      authUnits: undefined,
      authVisits: undefined,
    });
    const { clientId } = await enterClient();
    await copied({ sourceAuthorizationId: other.authorizationId });
    const [row] = await tracker(clientId);
    expect(row).toMatchObject({
      procedure: { groupId: setup.groupId },
      units: { authorized: null, remaining: null },
      visits: { authorized: null, remaining: null },
    });
  });

  it("answers created and skipped with reason: all", async () => {
    const { payerId: elsewhere } = await newSetup(by);
    const [plain, inactiveClient, inactive, unmarked, otherwise] = await Promise.all([
      enterClient(),
      enterClient([{}], "INACTIVE"),
      enterClient([{ inactive: true }]),
      enterClient([{ priorAuthsRequired: false }]),
      enterClient([{ payerId: elsewhere }]),
    ]);
    const progress = await copied();
    expect(progress).toMatchObject({ state: "DONE", created: 2, skipped: 3, total: 5, nextCursor: null });
    expect(outcomes(progress)).toEqual({
      [scene.clientId]: "DUPLICATE",
      [plain.clientId]: "CREATED",
      [inactiveClient.clientId]: "CREATED",
      [inactive.clientId]: "INSURANCE_INACTIVE",
      [unmarked.clientId]: "PRIOR_AUTH_NOT_REQUIRED",
    });
    expect(await tracker(otherwise.clientId)).toEqual([]);
  });

  it("answers created and skipped with reason: active", async () => {
    const [active, inactive] = await Promise.all([enterClient(), enterClient([{}], "INACTIVE")]);
    const progress = await copied({ target: { type: "ACTIVE" } });
    expect(progress).toMatchObject({ targetType: "ACTIVE", created: 1, skipped: 2, total: 3 });
    expect(outcomes(progress)).toEqual({
      [scene.clientId]: "DUPLICATE",
      [active.clientId]: "CREATED",
      [inactive.clientId]: "CLIENT_INACTIVE",
    });
  });

  it("answers created and skipped with reason: chosen", async () => {
    const { payerId: elsewhere } = await newSetup(by);
    const [chosen, inactive, others, unchosen] = await Promise.all([
      enterClient(),
      enterClient([{}], "INACTIVE"),
      enterClient([{ payerId: elsewhere }]),
      enterClient(),
    ]);
    const nobody = newId("nobody");
    const clientIds = [others.clientId, chosen.clientId, nobody, inactive.clientId];
    const { copyId } = await made(start({ target: { type: "CLIENTS", clientIds } }));
    expect((await made(by.get(`/v1/authorization-copies/${copyId}`))).total).toBe(4);
    const progress = await over(copyId);
    expect(progress).toMatchObject({ targetType: "CLIENTS", created: 2, skipped: 2, total: 4 });
    expect(outcomes(progress)).toEqual({
      [chosen.clientId]: "CREATED",
      [inactive.clientId]: "CREATED",
      [others.clientId]: "NO_INSURANCE_OF_PAYER",
      [nobody]: "UNKNOWN_CLIENT",
    });
    expect(progress.items.map(({ clientId }: { clientId: string }) => clientId)).toEqual([...clientIds].sort());
    expect(await tracker(unchosen.clientId)).toEqual([]);
  });

  it("under another payer than the source's", async () => {
    const other = await newSetup(by);
    const { insuranceId } = await addInsurance(by, scene.clientId, other.payerId, { priority: 2 });
    const progress = await copied({ payerId: other.payerId });
    expect(progress).toMatchObject({ created: 1, skipped: 0, total: 1 });
    const rows = await tracker(scene.clientId);
    expect(rows.map((row: { insuranceId: string }) => row.insuranceId).sort()).toEqual(
      [scene.insuranceId, insuranceId].sort(),
    );
  });

  it("a client with two insurances of the payer gets one, under the marked one of the best priority", async () => {
    const { clientId, insuranceIds } = await enterClient([
      { priorAuthsRequired: false },
      { inactive: true },
      { priority: 5 },
      { priority: 4 },
    ]);
    expect(await copied()).toMatchObject({ created: 1, total: 2 });
    expect(await tracker(clientId)).toMatchObject([{ insuranceId: insuranceIds[3] }]);
  });

  it("can be confirmed like any other once it has its number", async () => {
    const { clientId } = await enterClient();
    await copied();
    const [{ authorizationId, allowedActions }] = await tracker(clientId);
    expect(allowedActions).toEqual(["edit", "discontinue", "copy"]);
    const path = `/v1/clients/${clientId}/authorizations/${authorizationId}`;
    expectProblem(await by.post(`${path}/confirm`, undefined, { ifMatch: 1 }), 422, "AUTH_NUMBER_PENDING");
    await made(by.patch(path, { authorizationNumber: newId("PA") }, { ifMatch: 1 }));
    expect(await made(by.post(`${path}/confirm`, undefined, { ifMatch: 2 }))).toMatchObject({ confirmedMark: "C" });
  });

  it("is told in the audit of each client, and in that of the source", async () => {
    const { clientId } = await enterClient();
    const { copyId } = await copied();
    const audit = async (of: string) => (await made(by.get(`/v1/clients/${of}/audit`))).items;
    const told = { by: "u-copier", role: "auths:copy", action: "CREATED" };
    expect(await audit(clientId)).toContainEqual(expect.objectContaining({ ...told, subject: "authorization" }));
    expect(await audit(scene.clientId)).toContainEqual(
      expect.objectContaining({ ...told, subject: "authorizationCopy", subjectId: copyId }),
    );
  });
});

describe("same idempotency key creates nothing twice", () => {
  it("the same request again is answered with the same copy", async () => {
    const { clientId } = await enterClient();
    const key = { "idempotency-key": newId("key") };
    const first = await start({}, by, key);
    const again = await start({}, by, key);
    expect([again.status, again.body, again.headers.get("location")]).toEqual([
      202,
      first.body,
      first.headers.get("location"),
    ]);
    await over(first.body.copyId);
    expect(await tracker(clientId)).toHaveLength(1);
  });

  it("ten at once start one copy", async () => {
    const { clientId } = await enterClient();
    const key = { "idempotency-key": newId("key") };
    const replies = await Promise.all(Array.from({ length: 10 }, () => start({}, by, key)));
    const started = new Set(replies.filter(({ status }) => status === 202).map((reply) => reply.body.copyId));
    expect(started.size).toBe(1);
    for (const reply of replies) expect([202, 409]).toContain(reply.status);
    await over([...started][0]);
    expect(await tracker(clientId)).toHaveLength(1);
  });

  it("with another body 422 IDEMPOTENCY_KEY_REUSED", async () => {
    const key = { "idempotency-key": newId("key") };
    expect((await start({}, by, key)).status).toBe(202);
    expectProblem(await start({ target: { type: "ACTIVE" } }, by, key), 422, "IDEMPOTENCY_KEY_REUSED");
  });

  it("without a key a second copy of the same skips what the first one created", async () => {
    const { clientId } = await enterClient();
    expect(await copied()).toMatchObject({ created: 1, skipped: 1 });
    const second = await copied();
    expect(second).toMatchObject({ created: 0, skipped: 2, total: 2 });
    expect(outcomes(second)).toEqual({ [scene.clientId]: "DUPLICATE", [clientId]: "DUPLICATE" });
    expect(await tracker(clientId)).toHaveLength(1);
  });
});

describe("what can't be copied", () => {
  it("a source that is not there is 404", async () => {
    expectProblem(await start({ sourceClientId: newId("nobody") }), 404, "NOT_FOUND");
    expectProblem(await start({ sourceAuthorizationId: newId("none") }), 404, "NOT_FOUND");
  });

  it("another client's authorization is 404", async () => {
    const { clientId } = await enterClient();
    expectProblem(await start({ sourceClientId: clientId }), 404, "NOT_FOUND");
  });

  it("a discontinued one is 409, and its row does not offer it", async () => {
    const row = await scene.discontinue(source.authorizationId, 1);
    expect(row.allowedActions).toEqual([]);
    expectProblem(await start(), 409, "ALREADY_DISCONTINUED");
  });

  it("to a payer that is unknown or deleted is 422", async () => {
    expectProblem(await start({ payerId: newId("none") }), 422, "UNKNOWN_PAYER");
    const { payerId } = await newSetup(by);
    await made(by.delete(`/v1/payers/${payerId}`));
    expectProblem(await start({ payerId }), 422, "UNKNOWN_PAYER");
  });

  it("names every fault at once", async () => {
    const reply = await start({ sourceClientId: "", payerId: 7, target: { type: "SOME" }, notes: "x" });
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(["/notes", "/payerId", "/sourceClientId", "/target/type"]);
    const twice = await start({ target: { type: "CLIENTS", clientIds: ["C1", "C1"] } });
    expect(pointers(twice)).toEqual(["/target/clientIds"]);
  });
});

describe("auths:copy", () => {
  it("without it neither starting nor reading, and the row does not offer it", async () => {
    const { copyId } = await made(start());
    const other = await user("u-other", ...staffPermissions);
    expectProblem(await start({}, other), 403, "FORBIDDEN");
    expectProblem(await other.get(`/v1/authorization-copies/${copyId}`), 403, "FORBIDDEN");
    const row = await made(other.get(scene.path(source.authorizationId)));
    expect(row.allowedActions).not.toContain("copy");
    expect((await scene.read(source.authorizationId)).allowedActions).toContain("copy");
    await over(copyId);
  });

  it("whoever has it reads the copies of others", async () => {
    const { copyId } = await made(start());
    const other = await user("u-other", "auths:copy");
    expect((await made(other.get(`/v1/authorization-copies/${copyId}`))).createdBy).toBe("u-copier");
    await over(copyId);
  });
});

describe("items[] paged", () => {
  it("in the order of client ids, each once, by cursors bound to their copy", async () => {
    const clients = await Promise.all([1, 2, 3, 4].map(() => enterClient()));
    const { copyId } = await copied();
    const path = `/v1/authorization-copies/${copyId}`;
    const seen: string[] = [];
    let cursor: string | null = "";
    let pages = 0;
    while (cursor !== null) {
      const page: { items: { clientId: string }[]; nextCursor: string | null } = await made(
        by.get(`${path}?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`),
      );
      seen.push(...page.items.map(({ clientId }) => clientId));
      cursor = page.nextCursor;
      pages += 1;
    }
    expect(seen).toEqual([scene.clientId, ...clients.map(({ clientId }) => clientId)].sort());
    expect(pages).toBe(3);

    const { nextCursor } = await made(by.get(`${path}?limit=2`));
    const other = await copied();
    const refused = await by.get(`/v1/authorization-copies/${other.copyId}?cursor=${nextCursor}`);
    expectProblem(refused, 400, "VALIDATION_FAILED");
    expect(pointers(refused)).toEqual(["?cursor"]);
  });

  it("a copy that is not there is 404", async () => {
    expectProblem(await by.get(`/v1/authorization-copies/${newId("none")}`), 404, "NOT_FOUND");
  });
});
