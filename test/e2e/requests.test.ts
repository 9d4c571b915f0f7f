import { beforeAll, describe, expect, it } from "vitest";
import { newId, type User } from "./agency.ts";
import { clientBody, expectProblem, made, newSetup, pointers, Scene, type Setup, staff } from "./scene.ts";

describe("requests that are not well formed", () => {
  let by: User;
  let setup: Setup;
  let scene: Scene;
  beforeAll(async () => {
    by = await staff();
    setup = await newSetup(by);
    scene = await Scene.open(by, setup);
  });

  it("five faults are named as five", async () => {
    const reply = await by.post(`${scene.client}/authorizations`, {});
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual([
      "/authorizationNumber",
      "/effectiveDate",
      "/expirationDate",
      "/insuranceId",
      "/procedure",
    ]);
    for (const fault of reply.body.errors) expect(fault).toMatchObject({ code: "REQUIRED", message: "is required" });
    expect((await scene.tracker()).authorizations).toEqual([]);
  });

  it("faults of body, nested fields and unknown fields are named together", async () => {
    const reply = await by.post(`${scene.client}/authorizations`, {
      ...scene.input({ authUnits: "20", effectiveDate: "2026-02-30", notes: 7 }),
      procedure: { activityCode: setup.codes[0], label: "x" },
      authunits: 3,
    });
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(["/authUnits", "/authunits", "/effectiveDate", "/notes", "/procedure/label"]);
    expect((await scene.tracker()).authorizations).toEqual([]);
  });

  const bodies: [route: string, body: unknown, pointer: string][] = [
    ["PUT /v1/payers/{new}", { name: "A", priorAuthsRequired: "yes" }, "/priorAuthsRequired"],
    ["PUT /v1/payers/{new}", { name: "  ", priorAuthsRequired: true }, "/name"],
    ["PUT /v1/payers/{new}", { name: "x".repeat(101), priorAuthsRequired: true }, "/name"],
    ["PUT /v1/payers/{new}", { name: "A", priorAuthsRequired: true, payerId: "B" }, "/payerId"],
    ["PUT /v1/activity-codes/{new}", { procedureCode: "H0004", label: "A", unitMinutes: 0 }, "/unitMinutes"],
    ["PUT /v1/activity-codes/{new}", { procedureCode: "H0004", label: "A", unitMinutes: 1.5 }, "/unitMinutes"],
    ["PUT /v1/activity-codes/{new}", { label: "A" }, "/procedureCode"],
    ["PUT /v1/authorization-groups/{new}", { choiceText: "A", activityCodes: [] }, "/activityCodes"],
    ["PUT /v1/authorization-groups/{new}", { choiceText: "A", activityCodes: ["X", "X"] }, "/activityCodes"],
    ["PUT /v1/authorization-groups/{new}", { choiceText: "A", activityCodes: "X" }, "/activityCodes"],
    [
      "PUT /v1/authorization-groups/{new}",
      { choiceText: "A", activityCodes: Array.from({ length: 101 }, (_, index) => `X${index}`) },
      "/activityCodes",
    ],
    ["PUT /v1/clients/{new}", { ...clientBody, dateOfBirth: "1990-1-1" }, "/dateOfBirth"],
    ["PUT /v1/clients/{new}", { ...clientBody, status: "GONE" }, "/status"],
    ["PUT /v1/clients/{new}", { ...clientBody, socialSecurityNumber: "000-00-0000" }, "/socialSecurityNumber"],
    ["PUT /v1/clients/{new}", { ...clientBody, address: { street: "Main" } }, "/address/street"],
    ["PUT /v1/clients/{new}", { ...clientBody, lastName: "a\u0007b" }, "/lastName"],
    ["PUT /v1/clients/{new}", [], ""],
    ["PUT /v1/clients/{new}", null, ""],
    ["PUT /v1/payers/-not-an-id", { name: "A", priorAuthsRequired: true }, "{payerId}"],
    [`PUT /v1/payers/${"x".repeat(65)}`, { name: "A", priorAuthsRequired: true }, "{payerId}"],
  ];
  it.each(bodies)("%s with %j is 400 and names %j", async (route, body, pointer) => {
    const [method = "", template = ""] = route.split(" ");
    const path = template.replace("{new}", newId("refused"));
    const reply = await by.call(method, path, { body });
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual([pointer]);
    if (path.startsWith("/v1/clients/")) expectProblem(await by.get(path), 404, "NOT_FOUND");
    else {
      const [, kind = "", id] = /^\/v1\/([^/]+)\/(.*)$/.exec(path) ?? [];
      const { items } = await made(by.get(`/v1/${kind}`));
      expect(JSON.stringify(items)).not.toContain(`"${id}"`);
    }
  });

  const queries: [query: string, pointers: string[]][] = [
    ["authorization-tracker?context=REPORT", ["?context"]],
    ["authorization-tracker?asOf=2026-02-30", ["?asOf"]],
    ["authorization-tracker?hideExpired=yes", ["?hideExpired"]],
    ["authorization-tracker?asof=2026-03-16", ["?asof"]],
    ["authorization-tracker?context=&asOf=today", ["?asOf", "?context"]],
    ["authorization-history?limit=0", ["?limit"]],
    ["authorization-history?limit=101", ["?limit"]],
    ["authorization-history?limit=ten", ["?limit"]],
    ["authorization-history?cursor=nonsense", ["?cursor"]],
    ["claim-authorization", ["?activityCode", "?serviceDate"]],
    ["claim-authorization?activityCode=X&serviceDate=2026-3-1", ["?serviceDate"]],
    ["authorizations/A3001/ledger?asOf=2025-02-29", ["?asOf"]],
  ];
  it.each(queries)("GET %s is 400 and names %j", async (query, wanted) => {
    const reply = await by.get(`${scene.client}/${query}`);
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(wanted);
  });

  it.each([
    ["cut off", '{"name":'],
    ["text", "name=A"],
    ["empty", ""],
    ["two values", "{} {}"],
  ])("bad JSON, %s, is 400", async (_, text) => {
    const path = `/v1/payers/${newId("bad")}`;
    const reply = await by.call("PUT", path, { text, headers: { "content-type": "application/json" } });
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(reply.body.errors).toMatchObject([{ pointer: "", code: "INVALID_BODY" }]);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "application/xml"])(
    "a body sent as %s is 415",
    async (contentType) => {
      const payerId = newId("form");
      const text = JSON.stringify({ name: "A", priorAuthsRequired: true });
      const reply = await by.call("PUT", `/v1/payers/${payerId}`, { text, headers: { "content-type": contentType } });
      expectProblem(reply, 415, "UNSUPPORTED_MEDIA_TYPE");
      const { items } = await made(by.get("/v1/payers"));
      expect(items.filter((payer: { payerId: string }) => payer.payerId === payerId)).toEqual([]);
    },
  );

  it.each(["application/json; charset=utf-8", "application/merge-patch+json"])(
    "a body sent as %s is taken",
    async (type) => {
      const text = JSON.stringify({ name: "A", priorAuthsRequired: true });
      const path = `/v1/payers/${newId("payer")}`;
      expect(await by.call("PUT", path, { text, headers: { "content-type": type } })).toMatchObject({ status: 201 });
    },
  );

  it("a body of 65,536 bytes is taken, one of 65,537 is 413", async () => {
    const payerId = newId("large");
    const json = JSON.stringify({ name: "A", priorAuthsRequired: true });
    const refused = await by.call("PUT", `/v1/payers/${payerId}`, { text: json.padEnd(65_537) });
    expectProblem(refused, 413, "PAYLOAD_TOO_LARGE");
    const taken = await by.call("PUT", `/v1/payers/${payerId}`, { text: json.padEnd(65_536) });
    expect(taken).toMatchObject({ status: 201, body: { version: 1 } });
  });

  it("bytes count, not characters", async () => {
    const text = JSON.stringify({ name: "é".repeat(40_000), priorAuthsRequired: true });
    const reply = await by.call("PUT", `/v1/payers/${newId("large")}`, { text });
    expectProblem(reply, 413, "PAYLOAD_TOO_LARGE");
  });

  it("traceparent is taken up: the problem names its trace", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    const reply = await by.get("/v1/clients/nobody-1", { headers });
    expectProblem(reply, 404, "NOT_FOUND");
    expect(reply.body.traceId).toBe(traceId);
  });

  it("a body where none belongs is 400 and confirms nothing", async () => {
    const { authorizationId } = await scene.add();
    const path = `${scene.path(authorizationId)}/confirm`;
    expectProblem(await by.post(path, { notes: "now" }, { ifMatch: 1 }), 400, "VALIDATION_FAILED");
    expect(await scene.read(authorizationId)).toMatchObject({ confirmedMark: null, version: 1 });
  });
});

describe("If-Match", () => {
  let scene: Scene;
  let authorizationId: string;
  let insurance: string;
  const guarded: Record<string, () => { method: string; path: string; body?: unknown }> = {
    "changing an authorization": () => ({
      method: "PATCH",
      path: scene.path(authorizationId),
      body: { notes: "mine" },
    }),
    "confirming it": () => ({ method: "POST", path: `${scene.path(authorizationId)}/confirm` }),
    "discontinuing it": () => ({ method: "POST", path: `${scene.path(authorizationId)}/discontinue`, body: {} }),
    "changing an insurance": () => ({ method: "PATCH", path: insurance, body: { groupNumber: "mine" } }),
    "deleting it": () => ({ method: "DELETE", path: insurance }),
  };

  beforeAll(async () => {
    const by = await staff();
    scene = await Scene.open(by, await newSetup(by));
    ({ authorizationId } = await scene.add());
    const changed = await made(by.patch(scene.path(authorizationId), { notes: "second version" }, { ifMatch: 1 }));
    expect(changed.version).toBe(2);
    insurance = `${scene.client}/insurances/${scene.insuranceId}`;
    await made(by.patch(insurance, { groupNumber: "second version" }, { ifMatch: 1 }));
  });

  it.each(Object.entries(guarded))("%s: absent 428; stale 412 with the current ETag", async (_, request) => {
    const { method, path, body } = request();
    const before = await scene.everything();
    const absent = await scene.by.call(method, path, { body });
    expectProblem(absent, 428, "PRECONDITION_REQUIRED");
    for (const stale of ['"1"', '"3"', 'W/"1"', '"something else"']) {
      const conflict = await scene.by.call(method, path, { body, ifMatch: stale });
      expectProblem(conflict, 412, "VERSION_CONFLICT");
      expect(conflict.headers.get("etag")).toBe('"2"');
    }
    const unquoted = await scene.by.call(method, path, { body, ifMatch: "2" });
    expectProblem(unquoted, 400, "VALIDATION_FAILED");
    expect(pointers(unquoted)).toEqual(["If-Match"]);
    expect(await scene.everything()).toEqual(before);
  });

  it("every single versioned resource has its version as ETag", async () => {
    for (const path of [scene.client, insurance, scene.path(authorizationId)]) {
      const { headers, body } = await scene.by.get(path);
      expect(headers.get("etag")).toBe(`"${body.version}"`);
    }
    const { headers } = await scene.by.get("/v1/tracker-settings");
    expect(headers.get("etag")).toMatch(/^"\d+"$/);
  });
});
