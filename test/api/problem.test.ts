import { describe, expect, it } from "vitest";
import { Problem, statusOf } from "../../api/problem.ts";
import { problemMeanings } from "../../api/problem-meanings.ts";
import { routes } from "../../api/routes.ts";

/** The codes that callers may rely on, and the status of each. */
const promised = {
  VALIDATION_FAILED: 400,
  VALUE_NOT_EDITABLE: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  PRIORITY_IN_USE: 409,
  PAYER_IN_USE: 409,
  IN_USE: 409,
  DUPLICATE_NAME: 409,
  DUPLICATE_AUTHORIZATION: 409,
  ALREADY_DISCONTINUED: 409,
  PLAN_CHANGED: 409,
  CLIENT_DELETED: 409,
  BILLING_ENGINE_DISABLED: 409,
  IDEMPOTENCY_IN_PROGRESS: 409,
  VERSION_CONFLICT: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNKNOWN_PAYER: 422,
  UNKNOWN_PROCEDURE: 422,
  UNKNOWN_ACTIVITY_CODE: 422,
  PRIOR_AUTH_NOT_REQUIRED: 422,
  INSURANCE_INACTIVE: 422,
  EXPIRATION_BEFORE_EFFECTIVE: 422,
  DATE_OUT_OF_BOUNDS: 422,
  AUTH_NUMBER_PENDING: 422,
  IDEMPOTENCY_KEY_REUSED: 422,
  PRECONDITION_REQUIRED: 428,
  RECORD_UNREADABLE: 500,
  INTERNAL: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;

/** A business rule's refusals: whether as 409 or 422, each is one of these. */
const businessRules = ["CAP_EXCEEDED", "NO_AUTHORIZATION"];

describe("the status of every reason for refusing", () => {
  it.each(Object.entries(statusOf))("%s is %i", (code, status) => {
    if (businessRules.includes(code)) expect([409, 422]).toContain(status);
    else expect(status).toBe(promised[code as keyof typeof promised]);
  });
});

describe("the explanation of every reason", () => {
  it.each(problemMeanings.map((each) => [each.code, each] as const))(
    "%s says what is the matter and what to do",
    (_, each) => {
      expect(each.meaning).toMatch(/^[A-Z].*\.$/);
      expect(each.remedy).toMatch(/^[A-Z].*\.$/);
      expect(each.title).not.toBe("Error");
    },
  );

  it("there is one for each code, by status", () => {
    expect(problemMeanings.map(({ code }) => code).toSorted()).toEqual(Object.keys(statusOf).toSorted());
    const statuses = problemMeanings.map(({ status }) => status);
    expect(statuses).toEqual(statuses.toSorted((a, b) => a - b));
  });
});

describe("errors that a route names", () => {
  it.each(routes.map(({ operationId, errors }) => [operationId, errors] as const))("%s: none twice", (_, errors) => {
    expect(errors).toEqual([...new Set(errors)]);
  });

  it.each(
    routes
      .filter(({ pathParameters }) => "clientId" in pathParameters.shape)
      .map((route) => [route.operationId, route] as const),
  )("%s can miss its client, unless it makes one", (operationId, { errors }) => {
    if (operationId !== "putClient") expect(errors).toContain("NOT_FOUND");
  });
});

describe("RFC 9457 problem details", () => {
  const problem = {
    type: "/v1/problems#VALIDATION_FAILED",
    title: "Bad Request",
    status: 400,
    code: "VALIDATION_FAILED",
    detail: "The request has 1 fault(s).",
    errors: [{ pointer: "/priority", code: "REQUIRED", message: "is required" }],
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  };

  it("have type, title, status, code, detail, traceId, and errors where there are faults", () => {
    expect(Problem.parse(problem)).toEqual(problem);
    const { errors: _, ...without } = problem;
    expect(Problem.parse(without)).toEqual(without);
  });

  it.each(["type", "title", "status", "code", "detail", "traceId"])("lack nothing: %s", (field) => {
    expect(Problem.safeParse({ ...problem, [field]: undefined }).success).toBe(false);
  });

  it("have nothing more", () => {
    expect(Problem.safeParse({ ...problem, stack: "at ..." }).success).toBe(false);
  });
});
