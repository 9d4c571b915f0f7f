import { createHash } from "node:crypto";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { newId, type User, user } from "./agency.ts";
import { expectProblem, made, newSetup, pointers, Scene, type Setup, staff, staffPermissions } from "./scene.ts";

interface Entry {
  readonly sequence: number;
  readonly subject: string;
  readonly subjectId: string;
  readonly action: string;
  readonly by: string;
  readonly role: string;
  readonly at: string;
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
  readonly previousHash: string;
  readonly hash: string;
}

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

const page = (which: Scene, query: Record<string, string> = {}) =>
  made(auditor.get(`${which.client}/audit?${new URLSearchParams(query)}`));
const audit = async (which: Scene, query: Record<string, string> = {}): Promise<Entry[]> =>
  (await page(which, query)).items;
const newest = async (which: Scene): Promise<Entry | undefined> => (await audit(which, { limit: "1" }))[0];

describe("every change and every confirm: who, when, what before, what after", () => {
  it("of an authorization, from entering it to discontinuing it, only fields that changed", async () => {
    const own = await Scene.open(by, setup);
    const writer = await user("u-writer", "clients:read", "auths:write");
    const confirmer = await user("u-confirmer", "clients:read", "auths:confirm");
    const added = await made(writer.post(`${own.client}/authorizations`, own.input({ notes: "Called Ada." })));
    const path = own.path(added.authorizationId);
    await made(writer.patch(path, { authUnits: 30, notes: null }, { ifMatch: 1 }));
    await made(confirmer.post(`${path}/confirm`, undefined, { ifMatch: 2 }));
    await made(writer.post(`${path}/discontinue`, { reason: "moved away" }, { ifMatch: 3 }));

    const entries = await audit(own, { authorizationId: added.authorizationId });
    const of = { subject: "authorization", subjectId: added.authorizationId };
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const wrote = { ...of, at, by: "u-writer", role: "auths:write" };
    const updated = { updatedAt: at, updatedBy: "u-writer" };
    expect(entries).toMatchObject([
      { ...wrote, action: "DISCONTINUED" },
      { ...of, at, by: "u-confirmer", role: "auths:confirm", action: "CONFIRMED" },
      { ...wrote, action: "CHANGED" },
      { ...wrote, action: "CREATED" },
    ]);
    const [discontinued, confirmed, changed, created] = entries;
    expect(created?.before).toEqual({});
    expect(created?.after).toMatchObject({ authUnits: 20, notes: "Called Ada.", version: 1 });
    expect(changed?.before).toMatchObject({ authUnits: 20, notes: "Called Ada.", version: 1 });
    expect(Object.keys(changed?.before ?? {})).not.toContain("authVisits");
    expect(changed?.after).toMatchObject({ authUnits: 30, version: 2 });
    expect(changed?.after).not.toHaveProperty("notes");
    expect(confirmed?.after).toMatchObject({
      confirmation: { confirmedBy: "u-confirmer", confirmedVersion: 2, changedSince: false },
    });
    expect(discontinued?.after).toMatchObject({ discontinued: { by: "u-writer", reason: "moved away" }, ...updated });
  });

  it("of a client, its insurances and its services, each under the permission of its route", async () => {
    const own = await Scene.open(by, setup);
    const serviceId = newId("service");
    await own.post({ status: "SCHEDULED" }, serviceId);
    await own.post({ status: "RENDERED" }, serviceId);
    await own.voidService(serviceId);
    await made(by.patch(`${own.client}/insurances/${own.insuranceId}`, { groupNumber: "G-1" }, { ifMatch: 1 }));
    await made(by.delete(`${own.client}/insurances/${own.insuranceId}`, { ifMatch: 2 }));
    const told = (await audit(own)).map(({ subject, action, role, by: who }) => [subject, action, role, who]);
    expect(told.reverse()).toEqual([
      ["client", "CREATED", "clients:write", "u-staff"],
      ["insurance", "CREATED", "insurances:write", "u-staff"],
      ["service", "CREATED", "services:write", "u-staff"],
      ["service", "CHANGED", "services:write", "u-staff"],
      ["service", "DELETED", "services:write", "u-staff"],
      ["insurance", "CHANGED", "insurances:write", "u-staff"],
      ["insurance", "DELETED", "insurances:write", "u-staff"],
    ]);
    expect((await newest(own))?.after).toEqual({});
    expect((await newest(own))?.before).toMatchObject({ groupNumber: "G-1", version: 2 });
  });

  it("of the setup, readable with audit:read by whoever may not change it", async () => {
    const payerId = newId("payer");
    await made(by.put(`/v1/payers/${payerId}`, { name: payerId, priorAuthsRequired: true }));
    const { items, faults } = await made(auditor.get("/v1/setup-audit?limit=100"));
    expect(items.filter(({ subjectId }: Entry) => subjectId === payerId)).toMatchObject([
      { subject: "payer", action: "CREATED", role: "setup:write", by: "u-staff", before: {}, after: { name: payerId } },
    ]);
    expect(faults).toEqual([]);
    expectProblem(await by.get("/v1/setup-audit"), 403, "FORBIDDEN");
    const { nextCursor } = await made(auditor.get("/v1/setup-audit?limit=1"));
    expectProblem(await auditor.get(`${scene.client}/audit?cursor=${nextCursor}`), 400, "VALIDATION_FAILED");
  });

  it("of what came twice with one Idempotency-Key there is one entry", async () => {
    const own = await Scene.open(by, setup);
    const headers = { "idempotency-key": newId("key") };
    const body = own.input();
    const [first, again] = [
      await made(by.post(`${own.client}/authorizations`, body, { headers })),
      await made(by.post(`${own.client}/authorizations`, body, { headers })),
    ];
    expect(again).toEqual(first);
    expect(await audit(own, { authorizationId: first.authorizationId })).toHaveLength(1);
    expect(await audit(own)).toHaveLength(3);
  });

  it("what is refused, and what changes nothing, leaves no entry", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add();
    const before = await audit(own);
    await by.patch(own.path(authorizationId), { authUnits: 30 }, { ifMatch: 9 });
    await by.patch(own.path(authorizationId), { authUnits: 20 }, { ifMatch: 1 });
    await by.post(`${own.client}/authorizations`, own.input({ insuranceId: "nobody" }));
    expect(await audit(own)).toEqual(before);
  });
});

describe("append-only: hash-chained, so that a removed or altered entry shows", () => {
  it.skipIf(inject("daysAhead") !== 0)("anybody can compute the chain again from what is read", async () => {
    await scene.confirm((await scene.add({ notes: "Größe: 5 — “ok”" })).authorizationId, 1);
    const { items, faults } = await page(scene, { limit: "100" });
    expect(faults).toEqual([]);
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    let previous = sha256(scene.clientId);
    for (const [index, { previousHash, hash, ...content }] of (items as Entry[]).toReversed().entries()) {
      expect([content.sequence, previousHash]).toEqual([index + 1, previous]);
      expect(hash).toBe(sha256(`${previous}\n${canonicalJson(content)}`));
      previous = hash;
    }
  });

  it("changes of one client at the same moment follow each other without a gap", async () => {
    const own = await Scene.open(by, setup);
    await Promise.all(Array.from({ length: 12 }, () => own.add()));
    const { items, faults } = await page(own);
    expect(faults).toEqual([]);
    expect(items.map(({ sequence }: Entry) => sequence)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });
});

describe("readable per client and per authorization", () => {
  it.each(["1", "2", "5", "100"])("newest first, in pages of %s each entry once", async (limit) => {
    const whole = await audit(scene, { limit: "100" });
    const read: Entry[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query: Record<string, string> = { limit, ...(cursor !== "" && { cursor }) };
      const { items, nextCursor } = await page(scene, query);
      expect(items.length).toBeLessThanOrEqual(Number(limit));
      read.push(...items);
      cursor = nextCursor;
    }
    expect(read).toEqual(whole);
  });

  it("an authorization's entries are its own and no others, also after it was discontinued", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add();
    const other = await own.add();
    await own.post({ authorizationId });
    await own.discontinue(authorizationId, 1);
    const { items, nextCursor, faults } = await page(own, { authorizationId });
    expect(items.map(({ action, subjectId }: Entry) => [action, subjectId])).toEqual([
      ["DISCONTINUED", authorizationId],
      ["CREATED", authorizationId],
    ]);
    expect([nextCursor, faults]).toEqual([null, []]);
    expect(await audit(own, { authorizationId: other.authorizationId })).toHaveLength(1);
  });

  it("a cursor is bound to its query", async () => {
    const { authorizationId } = await scene.add();
    await scene.confirm(authorizationId, 1);
    const { nextCursor } = await page(scene, { limit: "1" });
    const other = await Scene.open(by, setup);
    for (const query of [`${other.client}/audit?`, `${scene.client}/audit?authorizationId=${authorizationId}&`]) {
      const reply = await auditor.get(`${query}cursor=${nextCursor}`);
      expectProblem(reply, 400, "VALIDATION_FAILED");
      expect(pointers(reply)).toEqual(["?cursor"]);
    }
  });

  it("tampering: a forged cursor, of a sequence that the audit never had, is 400 and tells no faults", async () => {
    await scene.add();
    const { nextCursor } = await page(scene, { limit: "1" });
    const mark = Buffer.from(nextCursor, "base64url").subarray(0, 16);
    for (const place of ["100000", "0", "-1", "x", "1e3", "9".repeat(40)]) {
      const cursor = Buffer.concat([mark, Buffer.from(place)]).toString("base64url");
      const reply = await auditor.get(`${scene.client}/audit?cursor=${cursor}`);
      expectProblem(reply, 400, "VALIDATION_FAILED");
      expect(reply.body.errors).toMatchObject([{ pointer: "?cursor", code: "INVALID_CURSOR" }]);
      expect(reply.body).not.toHaveProperty("faults");
    }
  });

  it("a cursor is good for the user who got it, and nobody else", async () => {
    await scene.add();
    const { nextCursor } = await page(scene, { limit: "1" });
    const path = `${scene.client}/audit?cursor=${nextCursor}`;
    await made(auditor.get(path));
    const other = await user("u-other-auditor", "audit:read", "clients:read");
    expectProblem(await other.get(path), 400, "VALIDATION_FAILED");
  });

  it.each([
    ["an unknown client", () => "/v1/clients/nobody-1/audit"],
    ["an unknown authorization", () => `${scene.client}/audit?authorizationId=nobody`],
  ])("%s is 404", async (_, path) => {
    expectProblem(await auditor.get(path()), 404, "NOT_FOUND");
  });

  it("another client's authorization is 404", async () => {
    const other = await Scene.open(by, setup);
    const { authorizationId } = await other.add();
    expectProblem(await auditor.get(`${scene.client}/audit?authorizationId=${authorizationId}`), 404, "NOT_FOUND");
  });
});

describe("notes and names appear only with audit:read", () => {
  it("without it 403 and nothing of them", async () => {
    const own = await Scene.open(by, setup);
    await own.add({ notes: "Asked the payer twice." });
    expect(JSON.stringify(await audit(own))).toContain("Asked the payer twice.");
    const reply = await (await user("u-others", ...staffPermissions)).get(`${own.client}/audit`);
    expectProblem(reply, 403, "FORBIDDEN");
    expect(JSON.stringify(reply.body)).not.toMatch(/Asked|Scene/);
  });
});
