import { beforeAll, describe, expect, it } from "vitest";
import type { User } from "./agency.ts";
import { expectProblem, made, newSetup, pointers, Scene, type Setup, staff, today } from "./scene.ts";

interface Entry {
  readonly authorizationId: string;
  readonly expirationDate: string;
}

let by: User;
let setup: Setup;
let scene: Scene;
let wanted: string[];

beforeAll(async () => {
  by = await staff();
  setup = await newSetup(by);
  scene = await Scene.open(by, setup);
  const entries: Entry[] = [];
  const expired = ["2025-06-30", "2025-12-31", "2026-03-15"];
  const discontinued = ["2025-06-30", "2025-09-30", today, "2026-12-31"];
  for (const expirationDate of expired) entries.push(await scene.add({ effectiveDate: "2025-01-01", expirationDate }));
  for (const expirationDate of discontinued) {
    const added = await scene.add({ effectiveDate: "2025-01-01", expirationDate });
    await scene.discontinue(added.authorizationId, 1);
    entries.push(added);
  }
  // Neither expired nor discontinued: not in the history.
  await scene.add({ effectiveDate: "2025-01-01", expirationDate: today });
  await scene.add({ expirationDate: "2027-12-31" });
  const place = ({ expirationDate, authorizationId }: Entry) => `${expirationDate} ${authorizationId}`;
  wanted = entries.toSorted((a, b) => (place(a) > place(b) ? -1 : 1)).map(({ authorizationId }) => authorizationId);
});

const page = (query: Record<string, string>) =>
  made(by.get(`${scene.client}/authorization-history?${new URLSearchParams(query)}`));

async function pagesOf(limit: string): Promise<Entry[][]> {
  const pages: Entry[][] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { items, nextCursor }: { items: Entry[]; nextCursor: string | null } = await page({
      limit,
      ...(cursor !== "" && { cursor }),
    });
    pages.push(items);
    cursor = nextCursor;
  }
  return pages;
}
const idOf = ({ authorizationId }: Entry) => authorizationId;

describe("the history", () => {
  it("has discontinued and expired ones, newest expiration first", async () => {
    const { items, nextCursor } = await page({});
    expect(items.map(idOf)).toEqual(wanted);
    expect(nextCursor).toBeNull();
    for (const item of items) expect(await scene.read(item.authorizationId)).toEqual(item);
  });

  it.each(["1", "2", "3", "6", "7", "100"])("in pages of %s each comes once, in the same order", async (limit) => {
    const pages = await pagesOf(limit);
    expect(pages.flatMap((items) => items.map(idOf))).toEqual(wanted);
    for (const items of pages.slice(0, -1)) expect(items).toHaveLength(Number(limit));
    expect(pages).toHaveLength(Math.ceil(wanted.length / Number(limit)));
  });

  it("a cursor is bound to its client", async () => {
    const { nextCursor } = await page({ limit: "2" });
    const other = await Scene.open(by, setup);
    const reply = await by.get(`${other.client}/authorization-history?cursor=${nextCursor}`);
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(["?cursor"]);
    expectProblem(await by.get(`/v1/clients?cursor=${nextCursor}`), 400, "VALIDATION_FAILED");
  });

  it("of a client without any is empty", async () => {
    const other = await Scene.open(by, setup);
    await other.add();
    expect(await made(by.get(`${other.client}/authorization-history`))).toEqual({ items: [], nextCursor: null });
  });

  it("expired ones stay in the tracker, until they are discontinued", async () => {
    const own = await Scene.open(by, setup);
    const { authorizationId } = await own.add({ effectiveDate: "2025-01-01", expirationDate: "2026-03-15" });
    const history = async () => (await made(by.get(`${own.client}/authorization-history`))).items;
    expect((await own.tracker()).authorizations).toEqual(await history());
    expect(await history()).toMatchObject([{ authorizationId, status: "EXPIRED" }]);
    await own.discontinue(authorizationId, 1);
    expect((await own.tracker()).authorizations).toEqual([]);
    expect(await history()).toMatchObject([{ authorizationId, status: null }]);
  });
});
