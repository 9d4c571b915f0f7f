import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { sharedStack } from "../hand-made-stack.ts";

const shared = sharedStack({
  functions: {
    open: {
      code: "exports.handler = async () => ({ statusCode: 200, body: JSON.stringify(process.env) })",
      routes: ["public GET /things"],
    },
  },
});

/** What a browser would send that a page of another site has led here; fetch would not. */
async function sent(url: string, headers: Record<string, string>, method = "GET") {
  const asked = httpRequest(url, { method, headers });
  asked.end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

const paths = ["/things", "/v1/nothing", "/local", "/docs", "/"];
const foreignHosts = [
  "evil.example",
  "evil.example:{port}",
  "127.0.0.1",
  "127.0.0.1:1",
  "127.0.0.1.evil.example:{port}",
  "localhost.evil.example:{port}",
  "[::1]",
  "10.0.0.1:{port}",
];

it.each(foreignHosts)("a request to %j is for another server, whatever its path: 421", async (host) => {
  const { baseUrl } = shared();
  const { port } = new URL(baseUrl);
  for (const path of paths) {
    const answer = await sent(`${baseUrl}${path}`, { host: host.replace("{port}", port) });
    expect([path, answer.status]).toEqual([path, 421]);
    expect(JSON.parse(answer.body)).toMatchObject({ status: 421, code: "MISDIRECTED_REQUEST" });
  }
});

it.each(["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])("%s with the port is this one", async (name) => {
  const { baseUrl } = shared();
  const host = `${name}:${new URL(baseUrl).port}`;
  expect([
    (await sent(`${baseUrl}/things`, { host })).status,
    (await sent(`${baseUrl}/local`, { host })).status,
  ]).toEqual([200, 200]);
});

it("the addresses that functions know as AWS are for this machine alone, too", async () => {
  const { baseUrl, environmentOf, functions } = shared();
  await sent(`${baseUrl}/things`, {});
  const addresses = functions.names.flatMap((name) =>
    Object.entries(environmentOf(name)).filter(([variable]) => variable.startsWith("AWS_ENDPOINT_URL_")),
  );
  expect(addresses.map(([variable]) => variable).sort()).toEqual([
    "AWS_ENDPOINT_URL_DYNAMODB",
    "AWS_ENDPOINT_URL_EVENTBRIDGE",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_SQS",
  ]);
  for (const [variable, url = ""] of addresses) {
    const { status } = await sent(url, { host: "evil.example" }, "POST");
    expect([variable, status]).toEqual([variable, 421]);
  }
});

it.each<[string, string, Record<string, string>, number]>([
  ["a page of another site", "POST", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }, 403],
  [
    "a page of an origin that the API takes",
    "POST",
    { origin: "http://localhost:1", "sec-fetch-site": "same-site" },
    403,
  ],
  ["a page that tells no origin", "POST", { origin: "null" }, 403],
  ["a browser that tells the site alone", "GET", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }, 403],
  ["a preflight", "OPTIONS", { origin: "https://evil.example", "access-control-request-method": "POST" }, 403],
  ["a form of another site", "POST", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, 403],
  ["a link on another site", "GET", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, 200],
  ["a page of this server", "GET", { origin: "{own}", "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" }, 200],
  ["an address that somebody typed", "GET", { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" }, 200],
  ["curl", "GET", {}, 200],
])("/local, asked by %s: %s with %j gets %i", async (_, method, headers, status) => {
  const { baseUrl } = shared();
  const told = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace("{own}", baseUrl)]),
  );
  for (const path of ["/local", "/local/events", "/local/metrics"]) {
    const answer = await sent(`${baseUrl}${path}`, told, method);
    expect([path, answer.status]).toEqual([path, status]);
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  }
});
