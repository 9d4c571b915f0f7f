import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import type { LocalStack } from "../../../local/local-stack.ts";
import { call, eventually, type HandMadeFunction, runStack, sharedStack } from "../hand-made-stack.ts";

const echo =
  "exports.handler = async (event) => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) })";

const echoing: Record<string, HandMadeFunction> = {
  echo: { code: echo, routes: ["GET /things/{id}", "POST /things/{id}", "public $default"] },
};
/** A stack with one function, which answers with its event: behind a token for things, behind none for all else. */
const shared = sharedStack({ functions: echoing });

/** Runs a stack whose function makes these answers, by name; asked for by `/answers/{name}`. */
function runAnswering(answers: Readonly<Record<string, string>>, cors?: object): Promise<LocalStack> {
  const cases = Object.entries(answers).map(([name, answer]) => `${JSON.stringify(name)}: async () => (${answer})`);
  const answering = {
    code: `const answers = {${cases.join(",")}}; exports.handler = async (event) => answers[event.pathParameters.name]();`,
    routes: ["public GET /answers/{name}"],
    timeoutSeconds: 1,
  };
  return runStack({ functions: { ...echoing, answering }, ...(cors && { cors }) });
}

it("hands a request over as an HTTP API does, payload format 2.0", async () => {
  const stack = shared();
  const response = await call(stack, "/things/a%20b?tag=x&tag=y&empty=&sp%20ace=%C3%A4&__proto__=p", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Twice": "1, 2", cookie: "a=1; b=2", "user-agent": "tests/1" },
    body: '{"name":"Zoë"}',
  });
  const host = new URL(stack.baseUrl).host;
  expect(await response.json()).toEqual({
    version: "2.0",
    routeKey: "POST /things/{id}",
    rawPath: "/things/a b",
    rawQueryString: "tag=x&tag=y&empty=&sp%20ace=%C3%A4&__proto__=p",
    cookies: ["a=1", "b=2"],
    headers: expect.objectContaining({
      "content-type": "application/json",
      "x-twice": "1, 2",
      host,
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
    }),
    queryStringParameters: { tag: "x,y", empty: "", "sp ace": "ä", ["__proto__"]: "p" },
    pathParameters: { id: "a b" },
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      authorizer: {
        jwt: {
          claims: expect.objectContaining({ sub: "user-1", permissions: "[auths:write]" }),
          scopes: null,
        },
      },
      domainName: host,
      domainPrefix: "api",
      http: {
        method: "POST",
        path: "/things/a b",
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: "tests/1",
      },
      requestId: response.headers.get("apigw-requestid"),
      routeKey: "POST /things/{id}",
      stage: "$default",
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    body: '{"name":"Zoë"}',
    isBase64Encoded: false,
  });
});

it("leaves out what a request hasn't got", async () => {
  const stack = shared();
  const event = (await (await fetch(`${stack.baseUrl}/nowhere`)).json()) as Record<string, object>;
  expect(event).toMatchObject({ routeKey: "$default", rawQueryString: "", isBase64Encoded: false });
  for (const name of ["body", "cookies", "pathParameters", "queryStringParameters"]) {
    expect(event).not.toHaveProperty(name);
  }
  expect(event["requestContext"]).not.toHaveProperty("authorizer");
});

it("hands bodies that are no text over as base64", async () => {
  const stack = shared();
  const response = await call(stack, "/things/1", {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: new Uint8Array([0, 255, 128]),
  });
  expect(await response.json()).toMatchObject({ body: "AP+A", isBase64Encoded: true });
});

it("hands over as base64, too, what is called JSON and is not UTF-8, so that it can be refused", async () => {
  const response = await call(shared(), "/things/a", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: Buffer.from([0x22, 0xff, 0x22]),
  });
  expect(await response.json()).toMatchObject({ body: "Iv8i", isBase64Encoded: true });
});

it("makes answers of what functions return, format 2.0", async () => {
  const stack = await runAnswering({
    whole:
      '{ statusCode: 201, headers: { ETag: "\\"1\\"", "X-Number": 7 }, cookies: ["a=1", "b=2; Path=/"], body: "made" }',
    base64: '{ statusCode: 200, headers: { "content-type": "image/png" }, body: "AP8=", isBase64Encoded: true }',
    empty: "{ statusCode: 204 }",
    object: '{ hello: "world" }',
    text: '"hello"',
    number: "7",
  });
  const answer = async (name: string) => {
    const response = await fetch(`${stack.baseUrl}/answers/${name}`);
    return { response, type: response.headers.get("content-type"), body: Buffer.from(await response.arrayBuffer()) };
  };
  const whole = await answer("whole");
  expect(whole.response.status).toBe(201);
  expect(whole.response.headers.get("etag")).toBe('"1"');
  expect(whole.response.headers.get("x-number")).toBe("7");
  expect(whole.response.headers.getSetCookie()).toEqual(["a=1", "b=2; Path=/"]);
  expect(whole.body.toString()).toBe("made");
  const base64 = await answer("base64");
  expect([base64.type, [...base64.body]]).toEqual(["image/png", [0, 255]]);
  const empty = await answer("empty");
  expect([empty.response.status, empty.type, empty.body.length]).toEqual([204, null, 0]);
  for (const [name, body] of [
    ["object", '{"hello":"world"}'],
    ["text", "hello"],
    ["number", "7"],
  ] as const) {
    const { response, type, body: got } = await answer(name);
    expect([response.status, type, got.toString()]).toEqual([200, "application/json", body]);
  }
});

it("says 500 when a function fails or answers nonsense, 503 when it takes too long, and never why", async () => {
  const stack = await runAnswering({
    throws: 'Promise.reject(new Error("secret detail"))',
    exits: "process.exit(1)",
    status: '{ statusCode: "soon" }',
    headers: '{ statusCode: 200, headers: { a: ["b"] } }',
    header: '{ statusCode: 200, headers: { a: "b\\r\\nc: d" } }',
    long: '{ statusCode: 200, body: "x".repeat(7 * 1024 * 1024) }',
    slow: "new Promise((resolve) => setTimeout(resolve, 60_000))",
  });
  const answer = async (name: string) => {
    const response = await fetch(`${stack.baseUrl}/answers/${name}`);
    const body = (await response.json()) as { code: string };
    expect(JSON.stringify(body)).not.toContain("secret");
    return [name, response.status, body.code];
  };
  for (const name of ["throws", "exits", "status", "headers", "header", "long"]) {
    expect(await answer(name)).toEqual([name, 500, "INTERNAL"]);
  }
  expect(await answer("slow")).toEqual(["slow", 503, "SERVICE_UNAVAILABLE"]);
});

it("refuses bodies of more than 10 MB, told beforehand or not", async () => {
  const stack = shared();
  const body = Buffer.alloc(10 * 1024 * 1024 + 1, "x");
  const told = await call(stack, "/things/1", { method: "POST", body });
  expect([told.status, await told.json()]).toMatchObject([413, { code: "PAYLOAD_TOO_LARGE" }]);
  const token = await stack.issueToken({ userId: "u", permissions: [] });
  const chunked = httpRequest(`${stack.baseUrl}/things/1`, { method: "POST", headers: { authorization: token } });
  chunked.write(body);
  chunked.end();
  const [answer] = (await once(chunked, "response")) as [IncomingMessage];
  expect([answer.statusCode, JSON.parse(await text(answer))]).toMatchObject([413, { code: "PAYLOAD_TOO_LARGE" }]);
});

it("answers HEAD without a body", async () => {
  const stack = shared();
  const response = await fetch(`${stack.baseUrl}/anything`, { method: "HEAD" });
  expect([response.status, await response.text()]).toEqual([200, ""]);
});

it.each([
  ["/things/%zz", "badly encoded"],
  ["/%", "half encoded"],
  ["/%ff", "not UTF-8"],
  ["nothing", "no path"],
  ["*", "an asterisk"],
])("says 400 to the address %s (%s)", async (path) => {
  const stack = shared();
  expect(
    await raw(stack, `GET ${path} HTTP/1.1\r\nhost: ${new URL(stack.baseUrl).host}\r\nconnection: close\r\n\r\n`),
  ).toMatch(/^HTTP\/1\.1 400 .*"code":"VALIDATION_FAILED"/s);
});

it("answers what is no HTTP in the same form, and stays up", async () => {
  const stack = shared();
  expect(await raw(stack, "nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 .*"code":"VALIDATION_FAILED"/s);
  const large = `GET / HTTP/1.1\r\nhost: x\r\nx: ${"x".repeat(40_000)}\r\n\r\n`;
  expect(await raw(stack, large)).toMatch(/^HTTP\/1\.1 431 /);
  expect((await fetch(`${stack.baseUrl}/anything`)).status).toBe(200);
});

it("takes the form of address that proxies send", async () => {
  const stack = shared();
  const request = `GET ${stack.baseUrl}/any?a=1 HTTP/1.1\r\nhost: ${new URL(stack.baseUrl).host}\r\nconnection: close\r\n\r\n`;
  expect(await raw(stack, request)).toMatch(/^HTTP\/1\.1 200 .*"rawPath":"\/any","rawQueryString":"a=1"/s);
});

it("doesn't mind clients that go away in the middle of a request, or before the answer", async () => {
  const stack = await runAnswering({ never: "new Promise(() => setInterval(() => {}, 1000))" });
  const { port } = new URL(stack.baseUrl);
  const half = connect(Number(port), "127.0.0.1");
  half.write(`POST /anything HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 100\r\n\r\nhalf`);
  const never = fetch(`${stack.baseUrl}/answers/never`, { signal: AbortSignal.timeout(300) });
  half.destroy();
  await expect(never).rejects.toThrow();
  await eventually(async () => (await fetch(`${stack.baseUrl}/anything`)).ok, "the gateway still answers");
});

const cors = {
  AllowOrigins: ["https://tracker.example.org"],
  AllowMethods: ["GET", "POST"],
  AllowHeaders: ["authorization", "if-match"],
  ExposeHeaders: ["ETag"],
  MaxAge: 600,
};

it("answers preflights of allowed origins by itself", async () => {
  const stack = await runStack({ functions: echoing, cors });
  const preflight = (origin: string) =>
    fetch(`${stack.baseUrl}/things/1`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
  const allowed = await preflight("https://tracker.example.org");
  expect(allowed.status).toBe(204);
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    "access-control-allow-origin": "https://tracker.example.org",
    "access-control-allow-methods": "GET,POST",
    "access-control-allow-headers": "authorization,if-match",
    "access-control-max-age": "600",
  });
  const foreign = await preflight("https://elsewhere.example.org");
  expect([foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([204, null]);
});

it("adds the stack's CORS headers to every answer, its own problems too, and drops the function's", async () => {
  const stack = await runAnswering(
    { own: '{ statusCode: 200, headers: { "Access-Control-Allow-Origin": "*" }, body: "" }' },
    cors,
  );
  const headers = { origin: "https://tracker.example.org" };
  for (const path of ["/answers/own", "/things/1"]) {
    const response = await fetch(`${stack.baseUrl}${path}`, { headers });
    expect(response.headers.get("access-control-allow-origin")).toBe("https://tracker.example.org");
    expect(response.headers.get("access-control-expose-headers")).toBe("ETag");
  }
  const without = await fetch(`${stack.baseUrl}/answers/own`);
  expect(without.headers.get("access-control-allow-origin")).toBeNull();
});

/** What the server answers to exactly these bytes. */
async function raw(stack: LocalStack, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(stack.baseUrl).port), "127.0.0.1");
  socket.write(bytes);
  return text(socket);
}

it("says with each answer of its own, as functions do, that nobody guesses at it and that TLS is wanted", async () => {
  const { baseUrl } = await runStack({ functions: echoing, cors });
  const preflight = {
    method: "OPTIONS",
    headers: { origin: cors.AllowOrigins[0] ?? "", "access-control-request-method": "GET" },
  };
  const answers = [await fetch(`${baseUrl}/things/1`), await fetch(`${baseUrl}/things/1`, preflight)];
  expect(answers.map(({ status }) => status)).toEqual([401, 204]);
  for (const { headers } of answers) {
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("strict-transport-security")).toMatch(/^max-age=\d{8}/);
  }
  expect(await raw(shared(), "nonsense\r\n\r\n")).toMatch(/\r\nx-content-type-options: nosniff\r\n/);
});
