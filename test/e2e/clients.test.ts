import { beforeAll, describe, expect, it } from "vitest";
import { newId, type User } from "./agency.ts";
import { clientBody, expectProblem, made, pointers, staff } from "./scene.ts";

interface Found {
  readonly clientId: string;
  readonly lastName: string;
}

let by: User;
beforeAll(async () => {
  by = await staff();
});

/** Its id is the start of no other one. */
async function put(changes: object, clientId = `${newId("Client")}x`): Promise<string> {
  await made(by.put(`/v1/clients/${clientId}`, { ...clientBody, ...changes }));
  return clientId;
}
const pageOf = (query: Record<string, string>) => made(by.get(`/v1/clients?${new URLSearchParams(query)}`));
const idsOf = (items: readonly Found[]) => items.map(({ clientId }) => clientId);
const search = async (text: string): Promise<string[]> => idsOf((await pageOf({ search: text, limit: "100" })).items);

/** Every page of a query, one after the other. */
async function pagesOf(query: Record<string, string>): Promise<Found[][]> {
  const pages: Found[][] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { items, nextCursor }: { items: Found[]; nextCursor: string | null } = await pageOf({
      ...query,
      ...(cursor !== "" && { cursor }),
    });
    pages.push(items);
    cursor = nextCursor;
  }
  return pages;
}

describe("clients", () => {
  it("are created, read, changed and counted", async () => {
    const clientId = newId("client");
    const whole = {
      ...clientBody,
      middleName: "B",
      program: "Outpatient",
      location: "Main Street",
      address: { line1: "1 Main St", line2: "Apt 2", city: "Peoria", state: "IL", postalCode: "61602" },
    };
    const created = await by.put(`/v1/clients/${clientId}`, whole);
    expect([created.status, created.headers.get("etag")]).toEqual([201, '"1"']);
    expect(created.body).toEqual({ clientId, ...whole, version: 1 });
    expect(await made(by.get(`/v1/clients/${clientId}`))).toEqual(created.body);
    const changed = await by.put(`/v1/clients/${clientId}`, { ...clientBody, status: "INACTIVE" });
    expect([changed.status, changed.headers.get("etag")]).toEqual([200, '"2"']);
    expect(await made(by.get(`/v1/clients/${clientId}`))).toEqual({
      clientId,
      ...clientBody,
      status: "INACTIVE",
      version: 2,
    });
  });

  it("are changed by whoever read the version that stands, and by nobody else who names one", async () => {
    const clientId = newId("client");
    const change = (firstName: string, ifMatch?: number | string) =>
      by.put(`/v1/clients/${clientId}`, { ...clientBody, firstName }, ifMatch === undefined ? {} : { ifMatch });
    expectProblem(await change("Ada", 1), 412, "VERSION_CONFLICT");
    expect((await change("Ada", 0)).status).toBe(201);
    expectProblem(await change("Bea", 0), 412, "VERSION_CONFLICT");
    const [first, second] = await Promise.all([change("Bea", 1), change("Cleo", 1)]);
    expect([first.status, second.status].sort()).toEqual([200, 412]);
    const refused = first.status === 412 ? first : second;
    expect(refused.headers.get("etag")).toBe('"2"');
    expectProblem(await change("Dora", '"elsewhere"'), 412, "VERSION_CONFLICT");
    expect((await made(by.get(`/v1/clients/${clientId}`))).firstName).toBe(first.status === 200 ? "Bea" : "Cleo");
    expect(await made(change("Dora"))).toMatchObject({ firstName: "Dora", version: 3 });
  });
});

describe("find the client", () => {
  const tag = newId("q").replaceAll("-", "").slice(-9);
  let clientId: string;
  let berg: string;
  beforeAll(async () => {
    clientId = await put({ firstName: `José${tag}`, lastName: `Núñez${tag}` });
    berg = await put({ firstName: `Anna${tag}`, lastName: `van den Berg${tag}` });
  });

  const found: [why: string, text: () => string][] = [
    ["the last name", () => `Núñez${tag}`],
    ["the start of the last name", () => `Núñez${tag}`.slice(0, -2)],
    ["the last name without accents", () => `Nunez${tag}`],
    ["the last name in upper case", () => `NUÑEZ${tag.toUpperCase()}`],
    ["the last name with composed accents", () => `Nu\u0301n\u0303ez${tag}`],
    ["the start of the first name", () => `José${tag}`.slice(0, -2)],
    ["the first name in lower case without accents", () => `jose${tag}`],
    ["the client id", () => clientId],
    ["the client id in upper case", () => clientId.toUpperCase()],
    ["first and last name", () => `José${tag} Núñez${tag}`],
    ["last and first name", () => `nunez${tag} jose${tag}`],
    ["last name, comma, first name", () => `Núñez${tag}, José${tag}`],
    ["the starts of two names", () => `nunez${tag.slice(0, -1)} jose${tag.slice(0, -1)}`],
    ["names between spaces", () => `   nunez${tag}   jose${tag} `],
  ];
  it.each(found)("by %s", async (_, text) => {
    expect(await search(text())).toEqual([clientId]);
  });

  const notFound: [why: string, text: () => string][] = [
    ["the middle of a name", () => `unez${tag}`],
    ["a longer name", () => `nunez${tag}x`],
    ["the end of the client id", () => clientId.slice(1)],
    ["another first name", () => `nunez${tag} maria`],
  ];
  it.each(notFound)("not by %s", async (_, text) => {
    expect(await search(text())).toEqual([]);
  });

  it.each(["van den Berg", "VAN DEN BERG", "van den", "anna{tag} van den Berg", "van den Berg{tag}, Anna"])(
    "a last name of several words by %s",
    async (text) => {
      expect(await search(text.replace("{tag}", tag))).toContain(berg);
    },
  );

  it("the start of a client id, in either case, finds all that begin so", async () => {
    const start = newId("HX");
    const ids = [await put({ lastName: "Hale" }, `${start}_a`), await put({ lastName: "Ito" }, `${start}_b`)];
    for (const text of [start, start.toLowerCase(), `${start}_`]) expect(await search(text)).toEqual(ids);
    expect(await search(`${start}_b`)).toEqual(ids.slice(1));
    expect(await search(`${start}_ ito`)).toEqual(ids.slice(1));
  });

  it("a renamed client is found under the new and not the old name", async () => {
    const [before, after] = [newId("Before"), newId("After")];
    const renamed = await put({ firstName: newId("First"), lastName: before });
    expect(await search(before)).toEqual([renamed]);
    await put({ firstName: newId("First"), lastName: after }, renamed);
    expect(await search(before)).toEqual([]);
    expect(await search(after)).toEqual([renamed]);
    expect(await search(renamed)).toEqual([renamed]);
  });

  it("a search of more than 100 characters is 400", async () => {
    const reply = await by.get(`/v1/clients?search=${"x".repeat(101)}`);
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(["?search"]);
  });
});

describe("pages of clients", () => {
  const lastName = newId("Paged");
  let ids: string[];
  beforeAll(async () => {
    ids = await Promise.all(Array.from({ length: 7 }, (_, index) => put({ lastName: `${lastName} ${index}` })));
  });

  it.each(["1", "2", "3", "7", "8"])("of %s show every client exactly once", async (limit) => {
    const pages = await pagesOf({ search: lastName, limit });
    expect(pages.flatMap(idsOf).sort()).toEqual(ids.toSorted());
    for (const items of pages) {
      expect(items.length).toBeLessThanOrEqual(Number(limit));
      expect(items.map((each) => each.lastName)).toEqual(items.map((each) => each.lastName).sort());
    }
  });

  it("without a search show every client of the agency exactly once", async () => {
    const shown = (await pagesOf({ limit: "20" })).flatMap(idsOf);
    expect(shown.length).toBe(new Set(shown).size);
    expect(shown).toEqual(expect.arrayContaining([...ids, "C1001", "C1002", "C1007", "C1008"]));
    expect((await pagesOf({})).flatMap(idsOf).sort()).toEqual(shown.sort());
  });

  it("a cursor is bound to its query", async () => {
    const { nextCursor } = await pageOf({ search: lastName, limit: "2" });
    for (const query of [{ search: `${lastName} 1` }, { search: "" }, {}]) {
      const reply = await by.get(`/v1/clients?${new URLSearchParams({ ...query, cursor: nextCursor })}`);
      expectProblem(reply, 400, "VALIDATION_FAILED");
      expect(pointers(reply)).toEqual(["?cursor"]);
    }
    const rest = await pageOf({ search: lastName, cursor: nextCursor });
    expect(rest).toMatchObject({ items: { length: 5 }, nextCursor: null });
  });

  it.each(["nonsense", "e30", "!!!", btoa('{"after":"C1001"}')])("the cursor %s, made up, is 400", async (cursor) => {
    const reply = await by.get(`/v1/clients?cursor=${encodeURIComponent(cursor)}`);
    expectProblem(reply, 400, "VALIDATION_FAILED");
    expect(pointers(reply)).toEqual(["?cursor"]);
  });
});
