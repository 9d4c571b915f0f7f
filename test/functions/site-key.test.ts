import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { listAudit } from "../../functions/audit/list-audit.ts";
import { handler as contract } from "../../functions/contract/index.ts";
import { httpFunction } from "../../functions/runtime/http-function.ts";
import { mockedTable } from "../store/mocked-table.ts";
import { httpServicesOn } from "./http-services.ts";
import { type LoggedLine, takeLoggedLines } from "./logged-lines.ts";
import { context, request } from "./requests.ts";

let logged: LoggedLine[];
beforeEach(() => {
  logged = takeLoggedLines();
  vi.stubEnv("SITE_KEYS", "newKey oldKey");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const key = "GET /v1/clients/{clientId}/audit";
/** A call of a user without any permission: whoever gets past the key is refused for that, or answered. */
async function called(headers: Record<string, string>) {
  const handler = httpFunction(httpServicesOn(mockedTable().table), [listAudit]);
  const sent = request(key, { path: { clientId: "C 1" }, headers });
  const reply = await handler(sent, context, {} as never);
  return JSON.parse(String(reply?.body));
}
const pastTheSite = { status: 403, code: "FORBIDDEN", detail: "This API is asked at the address of its pages." };

it.each<[string, Record<string, string>]>([
  ["none", {}],
  ["an empty one", { "x-site-key": "" }],
  ["another", { "x-site-key": "guessed" }],
  ["both in one", { "x-site-key": "newKey oldKey" }],
  ["the beginning of one", { "x-site-key": "newKe" }],
  ["one sent twice", { "x-site-key": "newKey,newKey" }],
])("A call that doesn't come by the site is refused before anything else: with the key %s", async (_, headers) => {
  expect(await called(headers)).toMatchObject(pastTheSite);
  for (const routeKey of ["GET /v1/openapi.json", "GET /v1/problems", "$default"]) {
    const { statusCode, body } = await contract(request(routeKey, { headers, claims: null }));
    expect([statusCode, JSON.parse(String(body))], routeKey).toMatchObject([403, pastTheSite]);
  }
});

it.each(["newKey", "oldKey"])(
  "One that comes by the site is let through, also while keys change: %s",
  async (shown) => {
    const headers = { "x-site-key": shown };
    expect((await called(headers)).detail).not.toBe(pastTheSite.detail);
    expect((await contract(request("GET /v1/problems", { headers, claims: null }))).statusCode).toBe(200);
  },
);

it("Where there is no site, everybody may ask the API itself", async () => {
  vi.stubEnv("SITE_KEYS", undefined);
  expect((await called({})).detail).not.toBe(pastTheSite.detail);
});

it("The document behind a site leads to the address that it was read at, never to the API's own", async () => {
  const serverOf = async () => {
    const headers = { "x-site-key": "newKey" };
    const { body } = await contract(request("GET /v1/openapi.json", { headers, claims: null }));
    return JSON.parse(String(body)).servers[0].url;
  };
  expect(await serverOf()).toBe("/");
  vi.stubEnv("SITE_KEYS", undefined);
  expect(await serverOf()).toBe("https://api.example.org");
});

it("The log has the caller's address as CloudFront entered it, never what a caller says of itself", async () => {
  const forwarded = { "x-forwarded-for": "203.0.113.66, 198.51.100.7, 130.176.0.1" };
  await called({ ...forwarded, "x-site-key": "newKey" });
  await called(forwarded);
  vi.stubEnv("SITE_KEYS", undefined);
  await called(forwarded);
  expect(logged.map(({ address }) => address)).toEqual(["198.51.100.7", "192.0.2.1", "192.0.2.1"]);
  expect(logged.map(({ outcome }) => outcome)).toEqual([undefined, "PAST_THE_SITE", undefined]);
});
