import { beforeEach, describe, expect, it } from "vitest";
import { newId, user } from "./agency.ts";
import { CopyScene, outcomes } from "./copy-scene.ts";
import { expectProblem, made, newSetup, pointers, staffPermissions } from "./scene.ts";

let copying: CopyScene;
beforeEach(async () => {
  copying = await CopyScene.open();
});

describe("same idempotency key creates nothing twice", () => {
  it("the same request again is answered with the same copy", async () => {
    const { clientId } = await copying.enterClient();
    const key = { "idempotency-key": newId("key") };
    const first = await copying.start({}, copying.by, key);
    const again = await copying.start({}, copying.by, key);
    expect([again.status, again.body, again.headers.get("location")]).toEqual([
      202,
      first.body,
      first.headers.get("location"),
    ]);
    await copying.over(first.body.copyId);
    expect(await copying.tracker(clientId)).toHaveLength(1);
  });

  it("ten at once start one copy", async () => {
    const { clientId } = await copying.enterClient();
    const key = { "idempotency-key": newId("key") };
    const replies = await Promise.all(Array.from({ length: 10 }, () => copying.start({}, copying.by, key)));
    const started = new Set(replies.filter(({ status }) => status === 202).map((reply) => reply.body.copyId));
    expect(started.size).toBe(1);
    for (const reply of replies) expect([202, 409]).toContain(reply.status);
    await copying.over([...started][0]);
    expect(await copying.tracker(clientId)).toHaveLength(1);
  });

  it("with another body 422 IDEMPOTENCY_KEY_REUSED", async () => {
    const key = { "idempotency-key": newId("key") };
    expect((await copying.start({}, copying.by, key)).status).toBe(202);
    expectProblem(await copying.start({ target: { type: "ACTIVE" } }, copying.by, key), 422, "IDEMPOTENCY_KEY_REUSED");
  });

  it("without a key a second copy of the same skips what the first one created", async () => {
    const { clientId } = await copying.enterClient();
    expect(await copying.copied()).toMatchObject({ created: 1, skipped: 1 });
    const second = await copying.copied();
    expect(second).toMatchObject({ created: 0, skipped: 2, total: 2 });
    expect(outcomes(second)).toEqual({ [copying.scene.clientId]: "DUPLICATE", [clientId]: "DUPLICATE" });
    expect(await copying.tracker(clientId)).toHaveLength(1);
  });
});

describe("what can't be copied", () => {
  it("a source that is not there is 404", async () => {
    expectProblem(await copying.start({ sourceClientId: newId("nobody") }), 404, "NOT_FOUND");
    expectProblem(await copying.start({ sourceAuthorizationId: newId("none") }), 404, "NOT_FOUND");
  });

  it("another client's authorization is 404", async () => {
    const { clientId } = await copying.enterClient();
    expectProblem(await copying.start({ sourceClientId: clientId }), 404, "NOT_FOUND");
  });

  it("a discontinued one is 409, and its row does not offer it", async () => {
    const row = await copying.scene.discontinue(copying.source.authorizationId, 1);
    expect(row.allowedActions).toEqual([]);
    expectProblem(await copying.start(), 409, "ALREADY_DISCONTINUED");
  });

  it("to a payer that is unknown or deleted is 422", async () => {
    expectProblem(await copying.start({ payerId: newId("none") }), 422, "UNKNOWN_PAYER");
    const { payerId } = await newSetup(copying.by);
    await made(copying.by.delete(`/v1/payers/${payerId}`));
    expectProblem(await copying.start({ payerId }), 422, "UNKNOWN_PAYER");
  });

  it("names every fault at once", async () => {
    const reply = await copying.start({ sourceClientId: "", payerId: 7, target: { type: "SOME" }, notes: "x" });
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(["/notes", "/payerId", "/sourceClientId", "/target/type"]);
    const twice = await copying.start({ target: { type: "CLIENTS", clientIds: ["C1", "C1"] } });
    expect(pointers(twice)).toEqual(["/target/clientIds"]);
  });
});

describe("auths:copy", () => {
  it("without it neither starting nor reading, and the row does not offer it", async () => {
    const { copyId } = await made(copying.start());
    const other = await user("u-other", ...staffPermissions);
    expectProblem(await copying.start({}, other), 403, "FORBIDDEN");
    expectProblem(await other.get(`/v1/authorization-copies/${copyId}`), 403, "FORBIDDEN");
    const row = await made(other.get(copying.scene.path(copying.source.authorizationId)));
    expect(row.allowedActions).not.toContain("copy");
    expect((await copying.scene.read(copying.source.authorizationId)).allowedActions).toContain("copy");
    await copying.over(copyId);
  });

  it("whoever has it reads the copies of others", async () => {
    const { copyId } = await made(copying.start());
    const other = await user("u-other", "clients:read", "auths:copy");
    expect((await made(other.get(`/v1/authorization-copies/${copyId}`))).createdBy).toBe("u-copier");
    await copying.over(copyId);
  });
});

describe("items[] paged", () => {
  it("in the order of client ids, each once, by cursors bound to their copy", async () => {
    const clients = await Promise.all([1, 2, 3, 4].map(() => copying.enterClient()));
    const { copyId } = await copying.copied();
    const path = `/v1/authorization-copies/${copyId}`;
    const seen: string[] = [];
    let cursor: string | null = "";
    let pages = 0;
    while (cursor !== null) {
      const page: { items: { clientId: string }[]; nextCursor: string | null } = await made(
        copying.by.get(`${path}?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`),
      );
      seen.push(...page.items.map(({ clientId }) => clientId));
      cursor = page.nextCursor;
      pages += 1;
    }
    expect(seen).toEqual([copying.scene.clientId, ...clients.map(({ clientId }) => clientId)].sort());
    expect(pages).toBe(3);

    const { nextCursor } = await made(copying.by.get(`${path}?limit=2`));
    const other = await copying.copied();
    const refused = await copying.by.get(`/v1/authorization-copies/${other.copyId}?cursor=${nextCursor}`);
    expectProblem(refused, 400, "VALIDATION_FAILED");
    expect(pointers(refused)).toEqual(["?cursor"]);
  });

  it("a copy that is not there is 404", async () => {
    expectProblem(await copying.by.get(`/v1/authorization-copies/${newId("none")}`), 404, "NOT_FOUND");
  });
});
