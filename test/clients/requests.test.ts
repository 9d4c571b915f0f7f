import { expect, it } from "vitest";
import { createClient } from "../../clients/typescript/src/index.ts";
import { clientOf } from "./fake-api.ts";

const authorization = { authorizationId: "A1", version: 3 };
const input = {
  insuranceId: "I1",
  authorizationNumber: "PA-1",
  procedure: { activityCode: "IND15" },
  effectiveDate: "2026-03-01",
  expirationDate: "2026-06-30",
};

it("each operation is a method, with parameters by their names in path and query", async () => {
  const { client, sent } = clientOf([
    { status: 200, body: { items: [] } },
    { status: 200, body: {} },
  ]);
  await client.readTracker({ clientId: "C 1/2", context: "NOTE", hideExpired: true });
  await client.readLedger({ clientId: "C1", authorizationId: "A1" });
  expect(sent.map(({ method, url }) => [method, url])).toEqual([
    ["GET", "https://api.example.org/v1/clients/C%201%2F2/authorization-tracker?context=NOTE&hideExpired=true"],
    ["GET", "https://api.example.org/v1/clients/C1/authorizations/A1/ledger"],
  ]);
});

it("numbers are written as the query has them, and what is undefined is left out", async () => {
  const { client, sent } = clientOf([{ status: 200, body: { items: [], nextCursor: null } }]);
  await client.searchClients({ search: "quint & co", limit: 7 });
  expect(sent[0]?.url).toBe("https://api.example.org/v1/clients?search=quint+%26+co&limit=7");
});

it("a body is sent as JSON, and none has no content type", async () => {
  const { client, sent } = clientOf([
    { status: 201, body: authorization },
    { status: 200, body: authorization },
  ]);
  await client.addAuthorization({ clientId: "C1", body: input });
  await client.discontinueAuthorization({ clientId: "C1", authorizationId: "A1", ifMatch: 3 });
  expect(sent[0]).toMatchObject({
    method: "POST",
    url: "https://api.example.org/v1/clients/C1/authorizations",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  expect(sent[1]?.body).toBeUndefined();
  expect(sent[1]?.headers["content-type"]).toBeUndefined();
});

it("ifMatch is the ETag that was read, or the version", async () => {
  const { client, sent } = clientOf([
    { status: 200, body: authorization, headers: { etag: '"3"' } },
    { status: 200, body: authorization },
    { status: 200, body: authorization },
  ]);
  const { etag } = await client.readAuthorization({ clientId: "C1", authorizationId: "A1" });
  expect(etag).toBe('"3"');
  await client.confirmAuthorization({ clientId: "C1", authorizationId: "A1", ifMatch: etag ?? "" });
  await client.confirmAuthorization({ clientId: "C1", authorizationId: "A1", ifMatch: 3 });
  expect(sent.map(({ headers }) => headers["if-match"])).toEqual([undefined, '"3"', '"3"']);
});

it("a reply has data, status, ETag, location and all headers", async () => {
  const headers = { etag: '"1"', location: "/v1/clients/C1/authorizations/A1", "apigw-requestid": "r-1" };
  const { client } = clientOf([{ status: 201, body: authorization, headers }, { status: 204 }]);
  const reply = await client.addAuthorization({ clientId: "C1", body: input });
  expect(reply).toMatchObject({ data: authorization, status: 201, etag: '"1"', location: headers.location });
  expect(reply.headers.get("apigw-requestid")).toBe("r-1");
  expect(await client.voidService({ clientId: "C1", serviceId: "S1" })).toMatchObject({
    data: undefined,
    status: 204,
    etag: null,
    location: null,
  });
});

it("headers of the client and of a call go along, and can't replace what the contract needs", async () => {
  const { client, sent } = clientOf([{ status: 200, body: { items: [] } }], { headers: { "x-app": "notes" } });
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  await client.listPayers({}, { headers: { traceparent, accept: "text/html" } });
  expect(sent[0]?.headers).toMatchObject({
    "x-app": "notes",
    traceparent,
    accept: "application/json, application/problem+json",
    authorization: "Bearer token",
  });
});

it("each call begins a trace, or goes on with that of its caller", async () => {
  const unavailable = { status: 503, body: {}, headers: { "retry-after": "0" } };
  const found = { status: 200, body: { items: [] } };
  const { client, sent } = clientOf([unavailable, found, found, found]);
  await client.listPayers();
  await client.listPayers();
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  await client.listPayers({}, { headers: { Traceparent: traceparent } });
  const [first, repeated, second, third] = sent.map(({ headers }) => headers["traceparent"] ?? "");
  expect(first).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(repeated).toBe(first);
  expect(second).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(second).not.toBe(first);
  expect(third).toBe(traceparent);
});

it("what creates has an idempotency key, and what does not has none", async () => {
  const made = { status: 201, body: authorization };
  const { client, sent } = clientOf([made, made, { status: 200, body: authorization }]);
  await client.addAuthorization({ clientId: "C1", body: input });
  await client.addAuthorization({ clientId: "C1", body: input, idempotencyKey: "form-7" });
  await client.confirmAuthorization({ clientId: "C1", authorizationId: "A1", ifMatch: 1 });
  const keys = sent.map(({ headers }) => headers["idempotency-key"]);
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), "form-7", undefined]);
  expect(sent[0]?.body).toBe(JSON.stringify(input));
});

it("a base address may end in a slash and have a path", async () => {
  const { client, sent } = clientOf([{ status: 200, body: { items: [] } }], { baseUrl: "https://example.org/api//" });
  await client.listPayers();
  expect(sent[0]?.url).toBe("https://example.org/api/v1/payers");
});

it.each(["", ".", "..", undefined])(
  "an id that would lead to another path is refused before anything is sent: %s",
  async (id) => {
    const { client, sent } = clientOf([]);
    await expect(client.readClient({ clientId: id as string })).rejects.toThrow(TypeError);
    expect(sent).toEqual([]);
  },
);

it("uses the platform's fetch unless another is given", async () => {
  const client = createClient({ baseUrl: "http://127.0.0.1:1", retries: 0 });
  await expect(client.listPayers()).rejects.toMatchObject({ name: "ConnectionError", reason: "network" });
});
