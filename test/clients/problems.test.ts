import { describe, expect, it } from "vitest";
import { statusOf } from "../../api/problem.ts";
import { isProblem, ProblemError } from "../../clients/typescript/src/index.ts";
import { type Answer, clientOf, problem } from "./fake-api.ts";

const failure = async (answer: Answer): Promise<ProblemError> => {
  // The second is for a 401, after which the token is asked for again.
  const { client } = clientOf([answer, answer], { retries: 0 });
  const error: unknown = await client.listPayers().catch((thrown: unknown) => thrown);
  if (!(error instanceof ProblemError)) throw error;
  return error;
};

describe("a refusal is a ProblemError", () => {
  it("with code, status, faults and trace", async () => {
    const errors = [{ pointer: "/units", code: "TOO_SMALL", message: "must be at least 1" }];
    const error = await failure(problem(400, "VALIDATION_FAILED", { errors }));
    expect(error).toMatchObject({
      name: "ProblemError",
      message: "VALIDATION_FAILED: The reason.",
      status: 400,
      code: "VALIDATION_FAILED",
      faults: errors,
      traceId: "4bf9",
      currentEtag: null,
      retryAfterSeconds: null,
      mayHaveHappened: false,
    });
  });

  it("with the current ETag of what has changed", async () => {
    const body = { code: "VERSION_CONFLICT", detail: "It changed.", status: 412 };
    expect(await failure({ status: 412, body, headers: { etag: '"7"' } })).toMatchObject({ currentEtag: '"7"' });
  });

  it.each(Object.entries(statusOf))("%s is one of the codes", async (code, status) => {
    expect((await failure(problem(status, code))).code).toBe(code);
  });

  it("a code that is newer than this client is OTHER, and stands in the problem", async () => {
    const error = await failure(problem(409, "NOT_THOUGHT_OF"));
    expect([error.code, error.problem.code, error.message]).toEqual([
      "OTHER",
      "NOT_THOUGHT_OF",
      "NOT_THOUGHT_OF: The reason.",
    ]);
  });

  it.each([
    [401, "UNAUTHENTICATED"],
    [403, "FORBIDDEN"],
    [413, "PAYLOAD_TOO_LARGE"],
    [429, "TOO_MANY_REQUESTS"],
    [500, "OTHER"],
    [503, "SERVICE_UNAVAILABLE"],
  ])("the platform's own %i is %s", async (status, code) => {
    const error = await failure({ status, body: { message: "No." } });
    expect(error).toMatchObject({
      status,
      code,
      faults: [],
      traceId: null,
      message: `${code}: the answer was ${status}`,
    });
  });

  it("that is no JSON at all is one as well", async () => {
    expect(await failure({ status: 404 })).toMatchObject({ status: 404, code: "OTHER" });
  });

  it("says how long to wait, in seconds or until a date", async () => {
    const busy = (after: string): Answer => ({ status: 503, headers: { "retry-after": after } });
    expect(await failure(busy("7"))).toMatchObject({ retryAfterSeconds: 7 });
    const { retryAfterSeconds } = await failure(busy(new Date(Date.now() + 60_000).toUTCString()));
    expect(retryAfterSeconds).toBeGreaterThan(50);
    expect(await failure(busy("Mon, 16 Mar 2020 00:00:00 GMT"))).toMatchObject({ retryAfterSeconds: 0 });
    expect(await failure(busy("soon"))).toMatchObject({ retryAfterSeconds: null });
  });
});

describe("isProblem", () => {
  it("knows refusals, and those for one of the reasons named", async () => {
    const error = await failure(problem(409, "IN_USE"));
    expect(isProblem(error)).toBe(true);
    expect(isProblem(error, "NOT_FOUND", "IN_USE")).toBe(true);
    expect(isProblem(error, "NOT_FOUND")).toBe(false);
    expect(isProblem(new Error("IN_USE"), "IN_USE")).toBe(false);
  });
});

it("an answer of success that is no JSON is a ConnectionError", async () => {
  const html = () => Promise.resolve(new Response("<html>", { status: 200 }));
  const { client } = clientOf([], { fetch: html });
  await expect(client.listPayers()).rejects.toMatchObject({ name: "ConnectionError", reason: "unreadable" });
});
