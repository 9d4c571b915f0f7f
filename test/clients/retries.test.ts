import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PriorAuthClient } from "../../clients/typescript/src/index.ts";
import { type Answer, clientOf, outcome, problem, quickTimers } from "./fake-api.ts";

beforeEach(quickTimers);

const lost = new TypeError("fetch failed");
const fine = { status: 200, body: {} };
const busy = problem(503, "SERVICE_UNAVAILABLE");
const ofAuthorization = { clientId: "C1", authorizationId: "A1" };
const service = { activityCode: "X", serviceDate: "2026-03-16", units: 1 };

type Call = (client: PriorAuthClient) => Promise<unknown>;
const safe: [what: string, call: Call][] = [
  ["a GET", (client) => client.readAuthorization(ofAuthorization)],
  ["a PUT", (client) => client.putService({ clientId: "C1", serviceId: "S1", body: service })],
  ["a DELETE", (client) => client.voidService({ clientId: "C1", serviceId: "S1" })],
  ["a POST with If-Match", (client) => client.confirmAuthorization({ ...ofAuthorization, ifMatch: 1 })],
  ["a PATCH with If-Match", (client) => client.changeAuthorization({ ...ofAuthorization, ifMatch: 1, body: {} })],
];
const check: Call = (client) => client.checkService({ clientId: "C1", body: service });
const attempts: [what: string, answer: Answer][] = [
  ["a failure of the network", lost],
  ["no answer in time", "never"],
  ["502", { status: 502 }],
  ["503", busy],
  ["504", { status: 504 }],
];

describe.each(attempts)("after %s", (_, answer) => {
  it.each(safe)("%s is tried again", async (_what, call) => {
    const { client, sent } = clientOf([answer, answer, fine]);
    expect(await outcome(call(client))).toMatchObject({ status: 200 });
    expect(sent).toHaveLength(3);
    expect(sent[1]).toEqual(sent[0]);
  });

  it("a POST without a key or a version is not: it might be done twice", async () => {
    const { client, sent } = clientOf([answer]);
    expect(await outcome(check(client))).toBeInstanceOf(Error);
    expect(sent).toHaveLength(1);
  });
});

describe("429", () => {
  it("is tried again whatever was asked: nothing was done", async () => {
    const { client, sent } = clientOf([{ status: 429 }, fine]);
    expect(await outcome(check(client))).toMatchObject({ status: 200 });
    expect(sent).toHaveLength(2);
  });
});

describe("what is refused is not tried again", () => {
  it.each([400, 403, 404, 409, 412, 422, 428, 500])("%i", async (status) => {
    const { client, sent } = clientOf([{ status }]);
    expect(await outcome(client.readAuthorization(ofAuthorization))).toMatchObject({ status });
    expect(sent).toHaveLength(1);
  });
});

describe("bounds", () => {
  it("three times more, then the last failure is the caller's", async () => {
    const { client, sent } = clientOf([lost, lost, lost, busy]);
    expect(await outcome(client.listPayers())).toMatchObject({ name: "ProblemError", status: 503 });
    expect(sent).toHaveLength(4);
  });

  it("a failure of the network names its cause", async () => {
    const { client } = clientOf([lost], { retries: 0 });
    expect(await outcome(client.listPayers())).toMatchObject({
      name: "ConnectionError",
      reason: "network",
      cause: lost,
    });
  });

  it.each([0, 1, 5])("or as often as the client or the call says: %i", async (retries) => {
    const always: Answer[] = Array.from({ length: 9 }, () => busy);
    const byClient = clientOf(always, { retries });
    await outcome(byClient.client.listPayers());
    const byCall = clientOf(always, { retries: 7 });
    await outcome(byCall.client.listPayers({}, { retries }));
    expect([byClient.sent.length, byCall.sent.length]).toEqual([retries + 1, retries + 1]);
  });

  it("no answer in time ends an attempt, for the client or the call", async () => {
    for (const [options, call] of [
      [{ timeoutMillis: 1_000 }, {}],
      [{ timeoutMillis: 9_000 }, { timeoutMillis: 1_000 }],
    ]) {
      const began = Date.now();
      const { client } = clientOf(["never"], { retries: 0, ...options });
      expect(await outcome(client.listPayers({}, call))).toMatchObject({ name: "ConnectionError", reason: "timeout" });
      expect(Date.now() - began).toBe(1_000);
    }
  });

  it("even of a fetch that knows nothing of signals", async () => {
    const { client } = clientOf([], { retries: 0, fetch: () => new Promise(() => {}) });
    expect(await outcome(client.listPayers())).toMatchObject({ reason: "timeout" });
  });
});

describe("waits", () => {
  const waitedFor = async (answers: readonly Answer[], chance: number) => {
    vi.spyOn(Math, "random").mockReturnValue(chance);
    const began = Date.now();
    const { client } = clientOf([...answers, fine], { retries: 9 });
    await outcome(client.listPayers());
    vi.restoreAllMocks();
    return Date.now() - began;
  };

  it("double from half a second to five, each by chance anything up to that", async () => {
    const times = (count: number) => Array.from({ length: count }, () => lost);
    expect(await waitedFor(times(1), 1)).toBe(500);
    expect(await waitedFor(times(2), 1)).toBe(500 + 1_000);
    expect(await waitedFor(times(6), 1)).toBe(500 + 1_000 + 2_000 + 4_000 + 5_000 + 5_000);
    expect(await waitedFor(times(3), 0)).toBeLessThan(5);
  });

  it("are as long as Retry-After asks, and a little more", async () => {
    const asked: Answer = { status: 503, headers: { "retry-after": "3" } };
    expect(await waitedFor([asked], 0)).toBe(3_000);
    expect(await waitedFor([asked], 1)).toBe(3_250);
    expect(await waitedFor([{ status: 429, headers: { "retry-after": "2" } }], 0)).toBe(2_000);
  });

  it("are never longer than the longest: then the call fails, and says how long it should have been", async () => {
    const { client, sent } = clientOf([{ status: 503, headers: { "retry-after": "60" } }]);
    expect(await outcome(client.listPayers())).toMatchObject({ status: 503, retryAfterSeconds: 60 });
    expect(sent).toHaveLength(1);
  });
});

describe("the caller's signal", () => {
  const reason = new Error("The page was left.");

  it("ends a call before it began, while it is answered, and while it waits", async () => {
    const early = clientOf([]);
    expect(await outcome(early.client.listPayers({}, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(early.sent).toEqual([]);
    for (const answer of ["never", { status: 503, headers: { "retry-after": "9" } }] as const) {
      const ending = new AbortController();
      const { client, sent } = clientOf([answer]);
      const call = client.listPayers({}, { signal: ending.signal }).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(5);
      ending.abort(reason);
      expect(await call).toBe(reason);
      expect(sent).toHaveLength(1);
    }
  });

  it("and the timeout leave nothing behind when all went well", async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    const { client } = clientOf([lost, fine]);
    await outcome(client.listPayers({}, { signal }));
    expect(added.mock.calls.length).toBe(removed.mock.calls.length);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a change that got no answer", () => {
  it("may have happened, and be the reason why the next attempt is refused", async () => {
    const { client } = clientOf([lost, problem(412, "VERSION_CONFLICT")]);
    const call = client.changeAuthorization({ ...ofAuthorization, ifMatch: 1, body: {} });
    expect(await outcome(call)).toMatchObject({ code: "VERSION_CONFLICT", mayHaveHappened: true });
  });

  it("has not when every attempt was answered, or nothing was asked to change", async () => {
    const throttled = clientOf([{ status: 429 }, problem(412, "VERSION_CONFLICT")]);
    const change = throttled.client.changeAuthorization({ ...ofAuthorization, ifMatch: 1, body: {} });
    expect(await outcome(change)).toMatchObject({ mayHaveHappened: false });
    const reading = clientOf([lost, problem(404, "NOT_FOUND")]);
    expect(await outcome(reading.client.readAuthorization(ofAuthorization))).toMatchObject({ mayHaveHappened: false });
  });
});
