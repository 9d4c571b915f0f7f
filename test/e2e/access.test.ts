import { generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { permissionsOf, type RouteContract } from "../../api/route.ts";
import { routes } from "../../api/routes.ts";
import { Permission } from "../../domain/permission.ts";
import { newId, tokenFor, type User, user, withToken } from "./agency.ts";
import { expectProblem, made, newSetup, Scene, staff, staffPermissions } from "./scene.ts";

const permitted = routes.flatMap((route) =>
  permissionsOf(route).map((needed) => ({ ...route, needed, needs: permissionsOf(route) })),
);
const signedIn = routes.filter(({ access }) => access === "signed-in");

/** The route's path with these ids; one that is not given is an id that nobody has. */
function pathOf({ path }: RouteContract, ids: Record<string, string> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? newId("nobody"));
}

/** JSON text of a token's part. */
const decoded = (part: string | undefined) => JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8"));
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("tokens", () => {
  const tokens: Record<string, string | null> = {};

  beforeAll(async () => {
    const token = await tokenFor("u-signed-in", [...staffPermissions]);
    const [header, payload, signature] = token.split(".");
    const claims = decoded(payload);
    const { privateKey } = await generateKeyPair("RS256");
    const foreign = (changes: object) =>
      new SignJWT({ ...claims, ...changes }).setProtectedHeader({ ...decoded(header), alg: "RS256" }).sign(privateKey);
    Object.assign(tokens, {
      none: null,
      garbage: "garbage",
      "of another key": await foreign({}),
      "of another agency's issuer": await foreign({ iss: "https://issuer.example/other-agency", aud: "other-agency" }),
      "changed after it was signed": `${header}.${encoded({ ...claims, sub: "u-somebody-else" })}.${signature}`,
      "without signature": `${encoded({ alg: "none" })}.${payload}.`,
    });
    expect((await withToken(token).get("/v1/payers")).status).toBe(200);
  });

  it.each(signedIn.map((route) => ({ ...route, name: `${route.method} ${route.path}` })))(
    "$name refuses every token but one of the agency's issuer",
    async (route) => {
      const path = pathOf(route);
      const answered = await Promise.all(
        Object.entries(tokens).map(async ([kind, token]) => {
          const { status } = await withToken(token).call(route.method, path, route.body === null ? {} : { body: {} });
          return [kind, status];
        }),
      );
      expect(answered).toEqual(Object.keys(tokens).map((kind) => [kind, 401]));
    },
  );

  it("GET /v1/openapi.json is public and names every route", async () => {
    const { status, body } = await withToken(null).get("/v1/openapi.json");
    expect(status).toBe(200);
    expect(body.openapi).toMatch(/^3\.1\./);
    for (const { method, path } of routes) expect(body.paths[path]).toHaveProperty(method.toLowerCase());
  });
});

describe("permissions", () => {
  let scene: Scene;
  let authorizationId: string;
  let ids: Record<string, string>;
  let requests: Record<string, { body?: unknown; ifMatch?: number }>;

  const catalog = async () => {
    const reads = ["/v1/payers", "/v1/activity-codes", "/v1/authorization-groups", "/v1/tracker-settings"];
    return Promise.all(reads.map((read) => made(scene.by.get(read))));
  };

  beforeAll(async () => {
    const by = await staff();
    const setup = await newSetup(by);
    scene = await Scene.open(by, setup);
    const spare = await made(
      by.post(`${scene.client}/insurances`, { priority: 2, payerId: setup.payerId, subscriberNumber: "S-2" }),
    );
    ({ authorizationId } = await scene.add());
    const serviceId = newId("service");
    await scene.post({}, serviceId);
    const { clientId } = scene;
    ids = { clientId, authorizationId, serviceId, insuranceId: spare.insuranceId };
    ids = { ...ids, payerId: setup.payerId, activityCode: setup.codes[2], groupId: setup.groupId };
    const { body: settings, headers } = await by.get("/v1/tracker-settings");
    const settingsVersion = Number(headers.get("etag")?.replaceAll('"', ""));
    // What each would change if it were permitted.
    requests = {
      putPayer: { body: { name: "Changed", priorAuthsRequired: false } },
      putActivityCode: { body: { procedureCode: "X", label: "Changed" } },
      putAuthorizationGroup: { body: { choiceText: newId("Changed"), activityCodes: [setup.codes[2]] } },
      putTrackerSettings: { body: { ...settings, overCapPolicy: "BLOCK" }, ifMatch: settingsVersion },
      putClient: { body: { firstName: "Changed", lastName: "Changed", dateOfBirth: "1990-01-01", status: "INACTIVE" } },
      addClientInsurance: { body: { priority: 3, payerId: setup.payerId, subscriberNumber: "S-3" } },
      changeClientInsurance: { body: { subscriberNumber: "Changed" }, ifMatch: 1 },
      deleteClientInsurance: { ifMatch: 1 },
      addAuthorization: { body: scene.input() },
      changeAuthorization: { body: { authUnits: 1 }, ifMatch: 1 },
      confirmAuthorization: { ifMatch: 1 },
      discontinueAuthorization: { ifMatch: 1 },
      putService: { body: scene.service({ units: 9 }) },
    };
  });

  it.each(permitted)("$operationId without $needed is 403 and changes nothing", async (route) => {
    const others = await user("u-others", ...Permission.options.filter((permission) => permission !== route.needed));
    const { body = route.body === null ? undefined : {}, ifMatch } = requests[route.operationId] ?? {};
    const before = [await scene.everything(), await catalog(), await scene.balance(authorizationId)];
    const reply = await others.call(route.method, pathOf(route, ids), {
      ...(body !== undefined && { body }),
      ...(ifMatch !== undefined && { ifMatch }),
    });
    expectProblem(reply, 403, "FORBIDDEN");
    expect(reply.body.detail).toBe(`This needs ${route.needed}.`);
    expect([await scene.everything(), await catalog(), await scene.balance(authorizationId)]).toEqual(before);
  });

  it.each(permitted)("$operationId asks for $needs and nothing more", async (route) => {
    const only = await user("u-only", ...route.needs);
    const { status } = await only.call(route.method, pathOf(route), route.body === null ? {} : { body: {} });
    expect(status).not.toBe(403);
    expect(status).toBeLessThan(500);
  });

  it("every route that changes something asks for a permission; only a service check, which changes nothing, asks for none", () => {
    const writing = routes.filter(({ method }) => method !== "GET");
    expect(writing.filter(({ permission }) => permission === null).map(({ path }) => path)).toEqual([
      "/v1/clients/{clientId}/service-checks",
    ]);
  });

  it("who may do nothing but read sees trackers", async () => {
    const anybody: User = await user("u-anybody", "clients:read");
    const { authorizations } = await made(anybody.get(`${scene.client}/authorization-tracker`));
    expect(authorizations).toMatchObject([{ authorizationId, allowedActions: [] }]);
  });
});

describe("routes that are not there", () => {
  it.each([
    ["GET", "/v1/nothing"],
    ["GET", "/v2/payers"],
    ["GET", "/v1/payers/PSMED/extra"],
    ["POST", "/v1/clients/C1001/authorizations/A3001/unconfirm"],
  ])("%s %s is 404", async (method, path) => {
    expectProblem(await (await staff()).call(method, path), 404, "NOT_FOUND");
  });

  it.each([
    ["POST", "/v1/payers", ["GET"]],
    ["DELETE", "/v1/clients/C1001", ["GET", "PUT"]],
    ["PUT", "/v1/clients/C1001/authorizations/A3001", ["GET", "PATCH"]],
    ["GET", "/v1/clients/C1001/authorizations/A3001/confirm", ["POST"]],
    ["PATCH", "/v1/tracker-settings", ["GET", "PUT"]],
  ])("%s %s is 405 and names what is allowed", async (method, path, allowed) => {
    const reply = await (await staff()).call(method, path);
    expectProblem(reply, 405, "METHOD_NOT_ALLOWED");
    expect(reply.headers.get("allow")?.split(", ").sort()).toEqual(allowed);
  });
});
