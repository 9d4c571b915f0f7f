import { beforeEach, expect, it } from "vitest";
import { type Prepared, prepared } from "../../clients/typescript/src/operation.ts";
import { send } from "../../clients/typescript/src/send.ts";
import { type Answer, outcome, problem, quickTimers } from "./fake-api.ts";

beforeEach(quickTimers);

const creating = { method: "POST", path: "/v1/things", keyed: true } as const;
const keyOf = (request: Prepared) => request.headers["idempotency-key"];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

async function sending(request: Prepared, answers: readonly Answer[]) {
  const keys: unknown[] = [];
  const left = [...answers];
  const fake: typeof fetch = (_, init) => {
    keys.push(new Headers(init?.headers).get("idempotency-key"));
    const answer = left.shift();
    if (answer === undefined || answer === "never" || answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status }));
  };
  const limits = { timeoutMillis: 1_000, retries: 3, longestWaitMillis: 1_000 };
  const result = await outcome(send(request, true, { ...limits, token: undefined, fetch: fake, signal: undefined }));
  return { keys, result };
}

it("a call that creates has a key of its own, which no other call has", () => {
  const keys = [1, 2].map(() => keyOf(prepared("", creating, { body: {} })));
  expect(keys).toEqual([expect.stringMatching(uuid), expect.stringMatching(uuid)]);
  expect(keys[0]).not.toBe(keys[1]);
});

it("or the caller's", () => {
  expect(keyOf(prepared("", creating, { body: {}, idempotencyKey: "form-7" }))).toBe("form-7");
});

it("and only where the contract takes one", () => {
  expect(keyOf(prepared("", { method: "POST", path: "/v1/things" }, { body: {} }))).toBeUndefined();
});

it("all attempts of a call have the same key, and so are safe", async () => {
  const lost = new TypeError("fetch failed");
  const { keys, result } = await sending(prepared("", creating, { body: {} }), [lost, lost, { status: 201, body: {} }]);
  expect(result).toMatchObject({ response: { status: 201 } });
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

it("while the first attempt is still being stored, the next waits and asks again", async () => {
  const storing = problem(409, "IDEMPOTENCY_IN_PROGRESS");
  const { keys, result } = await sending(prepared("", creating, { body: {} }), [storing, { status: 201, body: {} }]);
  expect([keys.length, result]).toEqual([
    2,
    expect.objectContaining({ response: expect.objectContaining({ status: 201 }) }),
  ]);
});

it("another conflict is not tried again", async () => {
  const { keys, result } = await sending(prepared("", creating, { body: {} }), [problem(409, "IN_USE")]);
  expect([keys.length, result]).toEqual([1, expect.objectContaining({ status: 409, code: "IN_USE" })]);
});
