import { describe, expect, it } from "vitest";
import { Problem, statusOf } from "../../api/problem.ts";
import { DomainError, type ErrorCode, versionConflict } from "../../domain/domain-error.ts";
import { problemReply } from "../../functions/runtime/problem.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const bodyOf = (error: unknown) => Problem.parse(JSON.parse(problemReply(error, traceId).body));

describe("RFC 9457 `application/problem+json` for every non-2xx", () => {
  it.each(Object.entries(statusOf) as [ErrorCode, number][])("%s is %i", (code, status) => {
    const reply = problemReply(new DomainError(code, "What happened."), traceId);
    expect(reply.statusCode).toBe(status);
    expect(reply.headers).toMatchObject({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "strict-transport-security": expect.stringMatching(/^max-age=\d{8,}/),
      "x-content-type-options": "nosniff",
    });
    const problem = Problem.parse(JSON.parse(reply.body));
    expect(problem).toMatchObject({ status, code, detail: "What happened.", traceId });
    expect(problem.title).not.toBe("Error");
    expect(problem.title).not.toBe("");
  });

  it("names every fault with pointer, code and message", () => {
    const faults = [
      { pointer: "/a", code: "REQUIRED", message: "is required" },
      { pointer: "/b", code: "TOO_BIG", message: "must be at most 1" },
    ];
    expect(bodyOf(new DomainError("VALIDATION_FAILED", "2 faults", { faults })).errors).toEqual(faults);
  });

  it("has no list of faults where there are none", () => {
    expect(bodyOf(new DomainError("NOT_FOUND", "There is none."))).not.toHaveProperty("errors");
  });
});

describe("what belongs to some statuses", () => {
  it("stale 412 with the current ETag", () => {
    const reply = problemReply(versionConflict("The authorization A1", 7), traceId);
    expect(reply).toMatchObject({ statusCode: 412, headers: { etag: '"7"' } });
  });

  it("no ETag where no version is known", () => {
    expect(problemReply(new DomainError("NOT_FOUND", "none"), traceId).headers).not.toHaveProperty("etag");
  });

  it.each(Object.keys(statusOf) as ErrorCode[])(
    "503, and 409 for what is still running, with Retry-After: %s",
    (code) => {
      const { headers } = problemReply(new DomainError(code, "x"), traceId) as { headers: Record<string, string> };
      if (statusOf[code] === 503 || code === "IDEMPOTENCY_IN_PROGRESS")
        expect(Number(headers["retry-after"])).toBeGreaterThan(0);
      else expect(headers).not.toHaveProperty("retry-after");
    },
  );
});

describe("500 without inner detail", () => {
  const secret = "Marisol Quintero PS900114477";
  class Foreign extends Error {
    readonly code = "FORBIDDEN";
    readonly faults = [{ pointer: secret, code: secret, message: secret }];
    readonly currentVersion = 9;
  }
  it.each<[string, unknown]>([
    ["an error", new Error(secret)],
    ["an error with a cause", new Error("outer", { cause: new Error(secret) })],
    ["an error that looks like ours", new Foreign(secret)],
    ["text", secret],
    ["an object", { message: secret, code: "NOT_FOUND" }],
    ["nothing", undefined],
  ])("%s", (_, thrown) => {
    const reply = problemReply(thrown, traceId);
    expect(reply.statusCode).toBe(500);
    expect(bodyOf(thrown)).toEqual({
      type: "/v1/problems#INTERNAL",
      title: "Internal Server Error",
      status: 500,
      code: "INTERNAL",
      detail: expect.not.stringContaining("Quintero"),
      traceId,
    });
    expect(reply.headers).not.toHaveProperty("etag");
  });

  it("the cause of an error of ours stays inside", () => {
    const error = new DomainError("SERVICE_UNAVAILABLE", "Busy.", { cause: new Error(secret) });
    expect(problemReply(error, traceId).body).not.toContain("Quintero");
  });
});
