import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { eventually, newId, type Reply, type User, user } from "./agency.ts";
import { clientBody, expectProblem, made, newSetup, pointers, refused, Scene, type Setup, staff } from "./scene.ts";

const offers = inject("offers");
const asCsv = { headers: { accept: "text/csv" } };

let by: User;
let manager: User;
let auditor: User;
let setup: Setup;
beforeAll(async () => {
  by = await staff();
  manager = await user("u-records", "records:manage", "clients:read");
  auditor = await user("u-auditor", "audit:read", "clients:read");
  setup = await newSetup(by);
});

interface Row {
  readonly kind: string;
  readonly id: string;
  readonly fields: Record<string, unknown>;
}

/** Everything, page after page. */
async function wholeRecord({ client }: Scene, limit = 100): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor = ""; ; ) {
    const page = await made(manager.get(`${client}/record?limit=${limit}${cursor && `&cursor=${cursor}`}`));
    expect(page.items.length).toBeLessThanOrEqual(limit);
    rows.push(...page.items);
    if (page.nextCursor === null) return rows;
    cursor = page.nextCursor;
  }
}

const kindsOf = (rows: readonly Row[]) => [...new Set(rows.map(({ kind }) => kind))].sort();
const disclosure = {
  disclosedOn: "2026-03-12",
  recipient: "County health department",
  description: "Dates of service",
  purpose: "Required by law",
};

describe("a client's whole record", () => {
  let scene: Scene;
  let discontinuedId: string;

  beforeAll(async () => {
    scene = await Scene.open(by, setup);
    const open = await scene.add();
    const other = await scene.add({ procedure: { activityCode: setup.codes[1] } });
    await scene.post({ authorizationId: open.authorizationId });
    await scene.post({ activityCode: setup.codes[2] });
    await scene.confirm(open.authorizationId, 1);
    await scene.post({ activityCode: setup.codes[1], authorizationId: other.authorizationId });
    discontinuedId = other.authorizationId;
    await scene.discontinue(discontinuedId, 1);
    await made(manager.post(`${scene.client}/disclosures`, disclosure));
    const handling = { restriction: { note: "Not to the plan" }, legalHold: null };
    await made(manager.put(`${scene.client}/handling`, handling, { ifMatch: 0 }));
    await eventually(
      () => scene.caps(),
      (caps) => caps.length > 0,
    );
  });

  it("has everything that is stored of the client, of all kinds, and the accesses", async () => {
    const rows = await eventually(
      () => wholeRecord(scene),
      (all) => !offers.accesses || all.some(({ kind, fields }) => kind === "access" && fields["userId"] !== undefined),
    );
    expect(kindsOf(rows)).toEqual([
      ...(offers.accesses ? ["access"] : []),
      "audit",
      "auditHead",
      "authorization",
      "balance",
      "cap",
      "client",
      "dayOfService",
      "disclosure",
      "handling",
      "insurance",
      "movement",
      "service",
    ]);
    const of = (kind: string) => rows.filter((row) => row.kind === kind);
    expect(of("authorization")).toHaveLength(2);
    expect(of("service")).toHaveLength(3);
    expect(of("movement")).toHaveLength(2);
    expect(of("client")[0]?.fields).toMatchObject({ ...clientBody, isRestricted: true });
    expect(of("disclosure")[0]?.fields).toMatchObject(disclosure);
    const audit = await made(auditor.get(`${scene.client}/audit?limit=100`));
    expect(of("audit").map(({ fields }) => fields)).toEqual(audit.items.toReversed());
    for (const { fields } of rows) expect(Object.keys(fields)).not.toContain("PK");
  });

  it("is the same, each once, however small its pages are", async () => {
    // What asking itself adds is left out.
    const stored = (rows: Row[]) => rows.filter(({ kind }) => kind !== "access").map(({ id }) => id);
    const whole = stored(await wholeRecord(scene));
    expect(new Set(whole).size).toBe(whole.length);
    for (const limit of [1, 2, 7]) expect(stored(await wholeRecord(scene, limit))).toEqual(whole);
  });

  it("is a file of one table as CSV, which tells the same", async () => {
    const reply = await manager.get(`${scene.client}/record`, asCsv);
    expect(reply.headers.get("content-disposition")).toBe('attachment; filename="record-2026-03-16.csv"');
    const lines: Record<string, string>[] = parse(reply.body, { columns: true, bom: true });
    const rows = await wholeRecord(scene);
    const client = rows.find(({ kind }) => kind === "client");
    expect(lines[0]).toMatchObject({ Kind: "auditHead" });
    const line = lines.find(({ Kind }) => Kind === "client");
    expect(JSON.parse(line?.["Fields"] ?? "")).toEqual(client?.fields);
  });

  it.skipIf(!offers.accesses || !offers.ownUserIds)("knows who asked for it", async () => {
    const userId = "u-curious";
    const curious = await user(userId, "records:manage", "clients:read");
    await made(curious.get(`${scene.client}/record`));
    const isTold = ({ kind, fields }: Row) =>
      kind === "access" && fields["userId"] === userId && String(fields["operations"]).includes("readRecord");
    const rows = await eventually(
      () => wholeRecord(scene),
      (all) => all.some(isTold),
    );
    expect(rows.filter(isTold)).toHaveLength(1);
  });

  it("is 404 for a client that nobody knows", async () => {
    expectProblem(await manager.get(`/v1/clients/${newId("nobody")}/record`), 404, "NOT_FOUND");
  });
});

describe("disclosures", () => {
  const post = (scene: Scene, changes: object = {}, headers: Record<string, string> = {}) =>
    manager.post(`${scene.client}/disclosures`, { ...disclosure, ...changes }, { headers });

  it("are listed by day, the latest first, page by page, and as CSV", async () => {
    const scene = await Scene.open(by, setup);
    for (const disclosedOn of ["2026-03-10", "2020-01-31", "2026-03-16"]) await made(post(scene, { disclosedOn }));
    const list = (query: string) => made(manager.get(`${scene.client}/disclosures${query}`));
    const first = await list("?limit=2");
    const second = await list(`?limit=2&cursor=${first.nextCursor}`);
    const days = [...first.items, ...second.items].map(({ disclosedOn }) => disclosedOn);
    expect(days).toEqual(["2026-03-16", "2026-03-10", "2020-01-31"]);
    expect(first.items[0]).toMatchObject({ ...disclosure, disclosedOn: "2026-03-16", recordedBy: "u-records" });
    const csv: Record<string, string>[] = parse((await manager.get(`${scene.client}/disclosures`, asCsv)).body, {
      columns: true,
      bom: true,
    });
    expect(csv.map((line) => [line["Disclosed on"], line["Recipient"], line["Recipient's address"]])).toEqual(
      days.map((day) => [day, disclosure.recipient, ""]),
    );
  });

  it("are in the audit, and nobody changes them", async () => {
    const scene = await Scene.open(by, setup);
    const made1 = await made(post(scene));
    const { items, faults } = await made(auditor.get(`${scene.client}/audit?limit=1`));
    expect(faults).toEqual([]);
    expect(items[0]).toMatchObject({ action: "CREATED", subject: "disclosure", role: "records:manage", after: made1 });
  });

  it("sent again with the same Idempotency-Key is recorded once", async () => {
    const scene = await Scene.open(by, setup);
    const headers = { "idempotency-key": newId("key") };
    const [one, two] = [await made(post(scene, {}, headers)), await made(post(scene, {}, headers))];
    expect(two).toEqual(one);
    expect((await made(manager.get(`${scene.client}/disclosures`))).items).toHaveLength(1);
  });

  it.each<[string, object, number, string, string[]]>([
    ["of tomorrow", { disclosedOn: "2026-03-17" }, 422, "DATE_OUT_OF_BOUNDS", ["/disclosedOn"]],
    ["to nobody", { recipient: " " }, 400, "VALIDATION_FAILED", ["/recipient"]],
    ["without a purpose", { purpose: undefined }, 400, "VALIDATION_FAILED", ["/purpose"]],
  ])("%s are refused", async (_, changes, status, code, places) => {
    const scene = await Scene.open(by, setup);
    const reply: Reply = await refused(scene, status, code, () => post(scene, changes));
    expect(pointers(reply)).toEqual(places);
  });
});

describe("restriction and legal hold", () => {
  const put = (scene: Scene, restriction: string | null, legalHold: string | null, ifMatch: number) =>
    manager.put(
      `${scene.client}/handling`,
      {
        restriction: restriction === null ? null : { note: restriction },
        legalHold: legalHold === null ? null : { reason: legalHold },
      },
      { ifMatch },
    );
  const marks = ({ isRestricted, isOnLegalHold }: Record<string, unknown>) => [isRestricted, isOnLegalHold];

  it("are nothing until they are entered, under the version 0", async () => {
    const scene = await Scene.open(by, setup);
    const reply = await manager.get(`${scene.client}/handling`);
    expect(reply.body).toEqual({ restriction: null, legalHold: null, version: 0 });
    expect(reply.headers.get("etag")).toBe('"0"');
  });

  it("show as marks, without the reason, to whoever reads client, search or tracker", async () => {
    const scene = await Scene.open(by, setup);
    await made(put(scene, "not to the plan", "suit 12", 0));
    const reader = await user("u-reads", "clients:read");
    const found = await made(reader.get(`/v1/clients?search=${scene.clientId}`));
    for (const read of [
      await made(reader.get(scene.client)),
      found.items[0],
      await made(reader.get(`${scene.client}/authorization-tracker`)),
    ]) {
      expect(marks(read)).toEqual([true, true]);
      expect(JSON.stringify(read)).not.toMatch(/not to the plan|suit 12/);
    }
    await made(put(scene, null, "suit 12", 1));
    expect(marks(await made(reader.get(scene.client)))).toEqual([undefined, true]);
  });

  it("stay when the client is changed, whose PUT takes no marks", async () => {
    const scene = await Scene.open(by, setup);
    await made(put(scene, null, "suit 12", 0));
    const changed = await made(by.put(scene.client, { ...clientBody, program: "School" }));
    expect(marks(changed)).toEqual([undefined, true]);
    const reply = await by.put(scene.client, { ...clientBody, isOnLegalHold: true });
    expectProblem(reply, 400, "VALIDATION_FAILED");
  });

  it("are changed only by whoever has seen how they stand, and each change is in the audit", async () => {
    const scene = await Scene.open(by, setup);
    await made(put(scene, "first", null, 0));
    expectProblem(await put(scene, "second", null, 0), 412, "VERSION_CONFLICT");
    // The reply was lost: said again, it is the same.
    expect((await made(put(scene, "first", null, 0))).version).toBe(1);
    await made(put(scene, "second", null, 1));
    expectProblem(
      await manager.put(`${scene.client}/handling`, { restriction: null, legalHold: null }),
      428,
      "PRECONDITION_REQUIRED",
    );
    const { items } = await made(auditor.get(`${scene.client}/audit`));
    const told = items.filter(({ subject }: { subject: string }) => subject === "handling");
    expect(told.map(({ action, after }: { action: string; after: object }) => [action, after])).toEqual([
      ["CHANGED", { restriction: { note: "second" }, version: 2 }],
      ["CREATED", expect.objectContaining({ restriction: { note: "first" }, legalHold: null, version: 1 })],
    ]);
  });
});
