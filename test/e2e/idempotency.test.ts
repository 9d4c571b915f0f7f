import { beforeAll, describe, expect, it } from "vitest";
import { newId, type Reply, type User } from "./agency.ts";
import { clientBody, expectProblem, made, newSetup, pointers, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let setup: Setup;
let scene: Scene;
beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
});

const keyed = (key: string) => ({ headers: { "idempotency-key": key } });
const add = (key: string, body: object, user = by) => user.post(`${scene.client}/authorizations`, body, keyed(key));
/** An authorization without a number: nothing but the key keeps it from being entered twice. */
const pending = (changes: Record<string, unknown> = {}) => scene.input({ authorizationNumber: "Pending", ...changes });
const sent = ({ status, headers, body }: Reply) => ({
  status,
  etag: headers.get("etag"),
  location: headers.get("location"),
  type: headers.get("content-type"),
  body,
});
const rows = async () => (await scene.tracker()).authorizations.length;

describe("`Idempotency-Key` on every POST that creates", () => {
  it("an authorization: the same key and body gets the first reply again, and there is one", async () => {
    const [key, body, before] = [newId("key"), pending(), await rows()];
    const first = await add(key, body);
    expect(first.status).toBe(201);
    const again = await add(key, body);
    expect(sent(again)).toEqual(sent(first));
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    expect(await rows()).toBe(before + 1);
  });

  it("an authorization with a number: the retry is not refused as its own duplicate", async () => {
    const [key, body] = [newId("key"), scene.input()];
    const first = await add(key, body);
    expect(sent(await add(key, body))).toEqual(sent(first));
    expectProblem(await add(newId("key"), body), 409, "DUPLICATE_AUTHORIZATION");
  });

  it("a client insurance: the retry is not refused for its own priority", async () => {
    const clientId = newId("client");
    await made(by.put(`/v1/clients/${clientId}`, clientBody));
    const path = `/v1/clients/${clientId}/insurances`;
    const [key, body] = [newId("key"), { priority: 1, payerId: setup.payerId, subscriberNumber: "S-1" }];
    const first = await by.post(path, body, keyed(key));
    expect(first.status).toBe(201);
    expect(sent(await by.post(path, body, keyed(key)))).toEqual(sent(first));
    expectProblem(await by.post(path, body, keyed(newId("key"))), 409, "PRIORITY_IN_USE");
    expect((await made(by.get(path))).items).toHaveLength(1);
  });

  it("same key and other body 422 IDEMPOTENCY_KEY_REUSED", async () => {
    const [key, before] = [newId("key"), await rows()];
    expect((await add(key, pending({ authUnits: 5 }))).status).toBe(201);
    expectProblem(await add(key, pending({ authUnits: 6 })), 422, "IDEMPOTENCY_KEY_REUSED");
    expect(await rows()).toBe(before + 1);
  });

  it("another user's same key is another key", async () => {
    const [key, body, before] = [newId("key"), pending(), await rows()];
    const [mine, theirs] = [await add(key, body), await add(key, body, await staff("u-other"))];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.authorizationId).not.toBe(mine.body.authorizationId);
    expect(await rows()).toBe(before + 2);
  });

  it("without it, each request creates", async () => {
    const before = await rows();
    const replies = [await scene.add(pending()), await scene.add(pending())];
    expect(replies[0].authorizationId).not.toBe(replies[1].authorizationId);
    expect(await rows()).toBe(before + 2);
  });

  it("the first reply is as it was then, after the authorization was changed or discontinued", async () => {
    const [key, body] = [newId("key"), pending()];
    const first = await add(key, body);
    const path = scene.path(first.body.authorizationId);
    await made(by.patch(path, { authUnits: 7 }, { ifMatch: 1 }));
    expect(sent(await add(key, body))).toEqual(sent(first));
    await made(by.post(`${path}/discontinue`, {}, { ifMatch: 2 }));
    expect(sent(await add(key, body))).toEqual(sent(first));
    expect(await scene.read(first.body.authorizationId)).toMatchObject({ version: 3 });
  });

  it("a refusal is not kept: once the cause is mended, the same key is accepted", async () => {
    const [key, body] = [newId("key"), pending({ expirationDate: "2026-02-01" })];
    expectProblem(await add(key, body), 422, "EXPIRATION_BEFORE_EFFECTIVE");
    expect((await add(key, { ...body, expirationDate: "2026-06-30" })).status).toBe(201);
  });

  it.each([["a".repeat(256)], ["caf\u00e9"]])("%s is no key", async (key) => {
    const reply = await add(key, {});
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toContain("Idempotency-Key");
  });

  it("is ignored where nothing is created", async () => {
    const { authorizationId } = await scene.add();
    const confirm = () =>
      by.post(`${scene.path(authorizationId)}/confirm`, undefined, { ifMatch: 1, ...keyed("a".repeat(300)) });
    expect([(await confirm()).status, (await confirm()).status]).toEqual([200, 200]);
  });
});

describe("20 identical requests with one key at the same moment", () => {
  /** Replies of 20 parallel requests, of which those that are told to come back later do so. */
  const parallel = (ask: () => Promise<Reply>) =>
    Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let tries = 1; ; tries++) {
          const reply = await ask();
          const later = reply.status === 503 || reply.body.code === "IDEMPOTENCY_IN_PROGRESS";
          if (!later || tries === 10) return reply;
          expect(reply.headers.get("retry-after")).toMatch(/^\d+$/);
        }
      }),
    );

  it.each(["Pending", "with a number"])("make exactly one authorization, %s, and get the same 201", async (kind) => {
    const body = kind === "Pending" ? pending() : scene.input();
    const [key, before] = [newId("key"), await rows()];
    const replies = await parallel(() => add(key, body));
    const [first] = replies.map(sent);
    expect(first?.status).toBe(201);
    for (const reply of replies) expect(sent(reply)).toEqual(first);
    expect(await rows()).toBe(before + 1);
  });

  it("make exactly one client insurance", async () => {
    for (let round = 0; round < 3; round++) {
      const clientId = newId("client");
      await made(by.put(`/v1/clients/${clientId}`, clientBody));
      const path = `/v1/clients/${clientId}/insurances`;
      const body = { priority: 1, payerId: setup.payerId, subscriberNumber: "S-1" };
      const key = newId("key");
      const replies = await parallel(() => by.post(path, body, keyed(key)));
      const [first] = replies.map(sent);
      expect(first?.status).toBe(201);
      for (const reply of replies) expect(sent(reply)).toEqual(first);
      expect((await made(by.get(path))).items).toHaveLength(1);
    }
  });
});
