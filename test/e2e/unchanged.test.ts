import { beforeAll, describe, expect, it } from "vitest";
import { newId, type User, user } from "./agency.ts";
import { clientBody, made, newSetup, Scene, type Setup, staff } from "./scene.ts";

let by: User;
let auditor: User;
let setup: Setup;
let scene: Scene;

beforeAll(async () => {
  by = await staff();
  auditor = await user("u-auditor", "clients:read", "audit:read");
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
});

const auditLength = async () => (await made(auditor.get(`${scene.client}/audit?limit=100`))).items.length;
const setupAudit = async () => (await made(auditor.get("/v1/setup-audit?limit=1"))).items[0].sequence;

describe("what changes nothing makes no version and no audit entry", () => {
  it.each([
    ["nothing", {}],
    ["what stands", { priority: 1, subscriberNumber: "S-1", status: "ACTIVE" }],
  ])("a PATCH of an insurance with %s", async (_, body) => {
    const path = `${scene.client}/insurances/${scene.insuranceId}`;
    const before = await auditLength();
    const { caps: __, ...stands } = await made(by.get(path));
    const reply = await by.patch(path, body, { ifMatch: 1 });
    expect([reply.status, reply.headers.get("etag"), reply.body]).toEqual([200, '"1"', stands]);
    expect(await auditLength()).toBe(before);
  });

  it("a PATCH of an authorization with what stands", async () => {
    const input = scene.input();
    const { authorizationId } = await made(by.post(`${scene.client}/authorizations`, input));
    const before = await auditLength();
    for (const body of [{}, input])
      expect((await by.patch(scene.path(authorizationId), body, { ifMatch: 1 })).headers.get("etag")).toBe('"1"');
    expect(await auditLength()).toBe(before);
  });

  it("a PUT of a client with what stands", async () => {
    const before = await auditLength();
    const address = { city: "Peoria", state: "IL" };
    const put = (body: object) => by.put(scene.client, { ...clientBody, ...body });
    expect((await put({ address })).headers.get("etag")).toBe('"2"');
    expect((await put({ address: { state: "IL", city: "Peoria" } })).headers.get("etag")).toBe('"2"');
    expect(await auditLength()).toBe(before + 1);
    expect((await put({})).headers.get("etag")).toBe('"3"');
  });

  it("a PUT of a payer, an activity code, a group with what stands", async () => {
    const [payer, code, group] = [newId("payer"), newId("code"), newId("group")];
    const puts = [
      [`/v1/payers/${payer}`, { name: "Payer", priorAuthsRequired: true }],
      [`/v1/activity-codes/${code}`, { procedureCode: "H0004", label: "Service" }],
      [`/v1/authorization-groups/${group}`, { choiceText: group, activityCodes: [code] }],
    ] as const;
    for (const [path, body] of puts) {
      await made(by.put(path, body));
      const before = await setupAudit();
      const again = await by.put(path, body);
      expect([again.status, again.headers.get("etag")]).toEqual([200, '"1"']);
      expect((await by.put(path, body, { ifMatch: 1 })).headers.get("etag")).toBe('"1"');
      expect(await setupAudit()).toBe(before);
    }
  });

  it("a PUT of the tracker settings with what stands", async () => {
    const read = await by.get("/v1/tracker-settings");
    const ifMatch = Number(read.headers.get("etag")?.replaceAll('"', ""));
    const before = await setupAudit();
    const again = await by.put("/v1/tracker-settings", read.body, { ifMatch });
    expect([again.status, again.headers.get("etag")]).toEqual([200, `"${ifMatch}"`]);
    expect(await setupAudit()).toBe(before);
  });
});
