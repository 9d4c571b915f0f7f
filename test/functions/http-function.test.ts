import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod/mini";
import { Problem } from "../../api/problem.ts";
import { route } from "../../api/route.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { ClientId } from "../../domain/id.ts";
import { created, handles, noContent, ok } from "../../functions/runtime/handled-route.ts";
import { httpFunction } from "../../functions/runtime/http-function.ts";
import type { Measure } from "../../functions/runtime/metrics.ts";
import { securityHeaders } from "../../functions/runtime/security-headers.ts";
import { mockedTable } from "../store/mocked-table.ts";
import { accessRules } from "./access-rules.ts";
import { allowedFields, type LoggedLine, takeLoggedLines, valuesIn } from "./logged-lines.ts";
import { context, request } from "./requests.ts";

let logged: LoggedLine[];
beforeEach(() => {
  logged = takeLoggedLines();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const contract = route({
  operationId: "changeNote",
  method: "PATCH",
  path: "/v1/clients/{clientId}/notes",
  capability: "notes",
  summary: "Change a note",
  permission: "auths:write",
  ifMatch: true,
  pathParameters: z.strictObject({ clientId: ClientId }),
  query: z.strictObject({ search: z.exactOptional(z.string()) }),
  body: z.strictObject({ text: z.string() }),
  replies: { 200: z.strictObject({ text: z.string() }), 201: z.strictObject({ text: z.string() }), 204: null },
});
type Answer = Parameters<typeof handles<typeof contract, unknown>>[1];

const services = {
  agencyId: "willow-creek",
  timeZone: "America/Chicago",
  table: mockedTable().table,
  now: () => new Date("2026-03-16T04:30:00.000Z"),
  newId: () => "new-id",
  measure: vi.fn<Measure>(),
  accessRules,
};
const key = "PATCH /v1/clients/{clientId}/notes";
const permitted = { sub: "u-1", permissions: "[clients:read auths:write]" };
type Sent = NonNullable<Parameters<typeof request>[1]>;
const complete: Sent = {
  path: { clientId: "C1001" },
  body: { text: "called" },
  headers: { "if-match": '"3"' },
  claims: permitted,
};

async function answered(sent: Sent, answer: Answer = async ({ body }) => ok(body, 4), routeKey = key) {
  const handler = httpFunction(services, [handles(contract, answer)]);
  const reply = await handler(request(routeKey, sent), context, {} as never);
  if (reply === undefined) throw new Error("Nothing was answered.");
  const body = reply.body === undefined ? undefined : JSON.parse(String(reply.body));
  return { ...reply, body };
}
const codeOf = async (sent: Sent, answer?: Answer, routeKey?: string) => {
  const { statusCode, body } = await answered(sent, answer, routeKey);
  return [statusCode, Problem.parse(body).code];
};

describe("a request that fits its contract", () => {
  it("is handed over with who calls, under what, what was read, the trace and the agency's day", async () => {
    const calls: unknown[] = [];
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const headers = { "if-match": '"3"', traceparent };
    await answered({ ...complete, headers, query: { search: "quint" } }, async (call) => {
      calls.push(call);
      return noContent();
    });
    expect(calls).toEqual([
      {
        path: { clientId: "C1001" },
        query: { search: "quint" },
        body: { text: "called" },
        actor: { userId: "u-1", permissions: new Set(["clients:read", "auths:write"]) },
        role: "auths:write",
        representation: "JSON",
        ifMatch: 3,
        trace: { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", traceparent },
        now: new Date("2026-03-16T04:30:00.000Z"),
        today: "2026-03-15",
        recordOf: expect.any(Function),
      },
    ]);
  });

  it("is answered in JSON with the version as ETag, kept in no cache", async () => {
    await expect(answered(complete)).resolves.toMatchObject({
      statusCode: 200,
      headers: { "content-type": "application/json", "cache-control": "no-store", etag: '"4"' },
      body: { text: "called" },
    });
  });

  it("is answered with a Location where something was made", async () => {
    const reply = await answered(complete, async ({ body }) => created(body, 1, "/v1/clients/C1001/notes/N1"));
    expect(reply).toMatchObject({ statusCode: 201, headers: { etag: '"1"', location: "/v1/clients/C1001/notes/N1" } });
  });

  it("is answered without a body, a content type and an ETag where there is nothing to say", async () => {
    const reply = await answered(complete, async () => noContent());
    expect(reply).toEqual({
      statusCode: 204,
      headers: { ...securityHeaders, "cache-control": "no-store" },
      body: undefined,
    });
  });
});

describe("who, whether, what: token, permission, precondition, input", () => {
  const { headers: _, ...withoutIfMatch } = complete;
  it.each<[string, Sent, [number, string]]>([
    ["no token", { ...complete, claims: null }, [401, "UNAUTHENTICATED"]],
    ["no subject", { ...complete, claims: { permissions: "auths:write" } }, [401, "UNAUTHENTICATED"]],
    ["no permission", { ...complete, claims: { sub: "u-1" } }, [403, "FORBIDDEN"]],
    [
      "another permission",
      { ...complete, claims: { sub: "u-1", permissions: "clients:read auths:confirm" } },
      [403, "FORBIDDEN"],
    ],
    ["no permission to read", { ...complete, claims: { sub: "u-1", permissions: "auths:write" } }, [403, "FORBIDDEN"]],
    ["no If-Match", withoutIfMatch, [428, "PRECONDITION_REQUIRED"]],
    ["a malformed body", { ...complete, body: { txt: 1 } }, [400, "VALIDATION_FAILED"]],
    ["nothing at all is right", { claims: null }, [401, "UNAUTHENTICATED"]],
    ["no permission and nothing else right", { claims: { sub: "u-1" } }, [403, "FORBIDDEN"]],
    ["no If-Match and a malformed body", { claims: permitted, body: 1 }, [428, "PRECONDITION_REQUIRED"]],
  ])("%s", async (_name, sent, expected) => {
    const answer = vi.fn<Answer>();
    await expect(codeOf(sent, answer)).resolves.toEqual(expected);
    expect(answer).not.toHaveBeenCalled();
  });

  it("a route that the function does not have is 404", async () => {
    await expect(codeOf(complete, undefined, "GET /v1/clients/{clientId}/notes")).resolves.toEqual([404, "NOT_FOUND"]);
  });
});

describe("one boundary around it all that makes a problem of everything thrown", () => {
  const throwing =
    (thrown: unknown): Answer =>
    async () => {
      throw thrown;
    };
  it("a refusal", async () => {
    const reply = await answered(complete, throwing(new DomainError("IN_USE", "It is in use.", { currentVersion: 9 })));
    expect(reply).toMatchObject({
      statusCode: 409,
      headers: { "content-type": "application/problem+json", etag: '"9"' },
      body: { code: "IN_USE", detail: "It is in use." },
    });
  });

  it.each([
    new Error("Marisol Quintero"),
    new TypeError("x"),
    Object.assign(new Error("x"), { name: "ValidationException" }),
  ])("anything else is 500 without inner detail", async (thrown) => {
    const { statusCode, body } = await answered(complete, throwing(thrown));
    expect(statusCode).toBe(500);
    expect(body).toMatchObject({ code: "INTERNAL", detail: expect.not.stringContaining("Quintero") });
  });

  it("the problem names the trace that the log names", async () => {
    const { body } = await answered(complete, throwing(new Error("x")));
    expect(body.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(logged.map(({ traceId }) => traceId)).toEqual([body.traceId]);
  });
});

describe("Logs each request once, by ids", () => {
  it("with what it was and how it went", async () => {
    await answered(complete);
    await codeOf({ ...complete, claims: { sub: "u-2" } });
    expect(logged).toMatchObject([
      { level: "INFO", event: "request", operationId: "changeNote", userId: "u-1", clientId: "C1001", status: 200 },
      { level: "INFO", operationId: "changeNote", userId: "u-2", clientId: "C1001", status: 403, code: "FORBIDDEN" },
    ]);
  });

  describe("the access log: whose data a user saw", () => {
    const list = route({
      operationId: "listNotes",
      method: "GET",
      path: "/v1/notes",
      capability: "notes",
      summary: "List notes",
      replies: { 200: z.any() },
    });
    const read = async (body: unknown) => {
      const handler = httpFunction(services, [handles(list, async () => ok(body))]);
      await handler(request("GET /v1/notes", { claims: permitted }), context, {} as never);
    };

    it("a list, a search or a report names the clients that it told of, each once", async () => {
      const items = [
        { clientId: "C1" },
        { note: "x", client: { clientId: "C2", lastName: "Quintero" } },
        { clientId: "C1" },
      ];
      await read({ items, nextCursor: null });
      expect(logged).toMatchObject([{ operationId: "listNotes", userId: "u-1", status: 200, clientIds: ["C1", "C2"] }]);
      expect(logged.flatMap(valuesIn)).not.toContain("Quintero");
    });

    it("one that told of nobody names nobody", async () => {
      await read({ items: [], nextCursor: null });
      expect(logged).toHaveLength(1);
      expect(logged[0]).not.toHaveProperty("clientIds");
    });

    it("a long one goes on in further lines of the same request, so that none is too long and nobody is left out", async () => {
      const ids = Array.from({ length: 2500 }, (_, index) => `C${index}`);
      await read({ items: ids.map((clientId) => ({ clientId })) });
      expect(logged.map(({ event }) => event)).toEqual(["request", "furtherClients", "furtherClients"]);
      expect(logged.flatMap(({ clientIds }) => clientIds)).toEqual(ids);
      const [first, ...further] = logged.map(({ requestId, traceId, userId }) => ({ requestId, traceId, userId }));
      expect(further).toEqual([first, first]);
      for (const line of logged) expect(JSON.stringify(line).length).toBeLessThan(256 * 1024);
    });

    it("a read of one client, refused or not, names it", async () => {
      await answered(complete);
      await codeOf({ ...complete, claims: { sub: "u-2" } });
      expect(logged.map(({ userId, clientId, status }) => [userId, clientId, status])).toEqual([
        ["u-1", "C1001", 200],
        ["u-2", "C1001", 403],
      ]);
    });
  });

  it("with the id that the API's access log has, that of the platform's own lines, and where the caller sits", async () => {
    await answered(complete);
    expect(logged).toMatchObject([{ requestId: "r-1", invocationId: "invocation-1", address: "192.0.2.1" }]);
  });

  it("counts refusals by their code, and nothing else", async () => {
    services.measure.mockClear();
    await answered(complete);
    await codeOf({ ...complete, claims: { sub: "u-2" } });
    expect(services.measure.mock.calls).toEqual([[{ Refusals: 1 }, { code: "FORBIDDEN" }]]);
  });

  it("a fault of ours as an error, with its place", async () => {
    await answered(complete, async () => {
      throw new RangeError("x");
    });
    expect(logged).toMatchObject([{ level: "ERROR", status: 500, code: "INTERNAL", error: "RangeError" }]);
  });

  it("never a name, a number, a search text or a body", async () => {
    const secret = "Quintero PS900114477";
    const hostile: Sent = {
      path: { clientId: secret },
      query: { search: secret, [secret]: secret },
      body: { text: secret, [secret]: secret },
      headers: { "if-match": '"3"', traceparent: secret, "x-note": secret },
      claims: { ...permitted, name: secret, email: secret },
    };
    await answered(hostile);
    await answered({ ...hostile, path: { clientId: "C1001" }, query: {}, body: { text: secret } }, async () => {
      throw new Error(secret, { cause: secret });
    });
    expect(logged).toHaveLength(2);
    expect(logged.flatMap(valuesIn).filter((value) => String(value).includes("Quintero"))).toEqual([]);
    const fields = logged.flatMap((line) => Object.keys(line));
    const known = [...allowedFields, "level", "time", "error", "place", "cause"];
    expect(fields.filter((field) => !known.includes(field))).toEqual([]);
  });
});
