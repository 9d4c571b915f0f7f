import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { newId, type Reply, tokenFor, type User, user } from "./agency.ts";
import { allRows, expiring, idOf, worklist } from "./report-rows.ts";
import { clientBody, expectProblem, made, newSetup, Scene, type Setup, staff } from "./scene.ts";

const asCsv = { headers: { accept: "text/csv" } };

let reader: User;
let by: User;
let setup: Setup;
beforeAll(async () => {
  reader = await user("u-reader", "clients:read", "reports:read");
  by = await staff();
  setup = await newSetup(by);
});

describe("CSV", () => {
  const rowsOf = (reply: Reply): Record<string, string>[] => parse(reply.body, { columns: true, bom: true });

  it("opens as a table with awkward names, notes of several lines and numbers", async () => {
    const program = newId("program");
    const scene = await Scene.open(by, setup);
    await made(
      by.put(scene.client, { ...clientBody, lastName: 'Nuñez, "Bo"', firstName: "=1+1", program, location: "+Main" }),
    );
    const notes = "first line\r\nsecond, with a comma\n@third";
    const dates = { expirationDate: "2026-03-20" };
    const { authorizationId } = await scene.add({ ...dates, authorizationNumber: "-42", authUnits: 1, notes });
    await scene.post({ units: 3, authorizationId });

    const reply = await reader.get(`${expiring}?program=${program}`, asCsv);
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
    expect(reply.headers.get("content-disposition")).toBe(
      'attachment; filename="client-authorizations-2026-03-16.csv"',
    );
    expect(reply.headers.get("cache-control")).toBe("no-store");
    expect(reply.body.replaceAll(/"[^"]*"/g, "").replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(rowsOf(reply)).toMatchObject([
      {
        "Client ID": scene.clientId,
        "Last name": 'Nuñez, "Bo"',
        "First name": "'=1+1",
        Location: "'+Main",
        "Authorization number": "'-42",
        "Units remaining": "-2",
        "Visits remaining": "4",
        Status: "OVERUSE",
        Notes: notes.replace("@", "'@"),
        "Authorization ID": authorizationId,
      },
    ]);
  });

  it("for a spreadsheet keeps the digits of numbers and ids; for a program they are as they are, from page to page", async () => {
    const program = newId("program");
    const scene = await Scene.open(by, setup);
    await made(by.put(scene.client, { ...clientBody, program }));
    const numbers = ["00123", "1E5", "12345678901234567890"];
    for (const [index, authorizationNumber] of numbers.entries())
      await scene.add({ authorizationNumber, expirationDate: `2026-03-2${index}` });
    const path = `${expiring}?program=${program}`;
    const shown = async (query: string) =>
      rowsOf(await reader.get(`${path}${query}`, asCsv)).map((row) => row["Authorization number"]);
    expect(await shown("")).toEqual(numbers);
    expect(await shown("&for=program")).toEqual(numbers);
    expect(await shown("&for=spreadsheet")).toEqual(numbers.map((number) => `="${number}"`));
    const first = await reader.get(`${path}&for=spreadsheet&limit=1`, asCsv);
    expect(first.headers.get("link")).toMatch(/^<\?(?:.*&)?for=spreadsheet(?:&.*)?>; rel="next"$/);
    expectProblem(await reader.get(`${path}&for=excel`, asCsv), 400, "VALIDATION_FAILED");
  });

  it("begins with a byte order mark, so that a spreadsheet reads it as UTF-8", async () => {
    const token = await tokenFor("u-reader", ["clients:read", "reports:read"]);
    const headers = { authorization: `Bearer ${token}`, accept: "text/csv" };
    const response = await fetch(`${inject("baseUrl")}${expiring}?program=${newId("nobody")}`, { headers });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.subarray(3).toString("utf8")).toMatch(/^Client ID,Last name,.*Authorization ID\r\n$/);
  });

  it.each([expiring, worklist])("of %s has the same rows in the same order as JSON", async (path) => {
    const reply = await reader.get(path, asCsv);
    expect(rowsOf(reply).map((row) => row["Authorization ID"])).toEqual((await allRows(reader, path)).map(idOf));
    expect([reply.headers.get("link"), reply.headers.get("x-next-cursor")]).toEqual([null, null]);
  });

  it.each([`${worklist}?sort=insuranceName`, `${expiring}?expiresIn=14`])(
    "%s goes on where its Link says",
    async (path) => {
      const ids: (string | undefined)[] = [];
      let next: string | null = `${path}&limit=2`;
      while (next !== null) {
        const reply: Reply = await reader.get(next, asCsv);
        const rows = rowsOf(reply);
        expect(rows.length).toBeLessThanOrEqual(2);
        ids.push(...rows.map((row) => row["Authorization ID"]));
        const [, link] = /^<(\?.*)>; rel="next"$/.exec(reply.headers.get("link") ?? "") ?? [];
        expect(link === undefined).toBe(reply.headers.get("x-next-cursor") === null);
        next = link === undefined ? null : `${path.split("?")[0]}${link}`;
      }
      const [route = "", query] = path.split("?");
      expect(ids).toEqual((await allRows(reader, route, Object.fromEntries(new URLSearchParams(query)))).map(idOf));
    },
  );

  it.each([
    ["text/csv;q=0.9, */*;q=0.1", "text/csv; charset=utf-8; header=present"],
    ["application/json, text/csv", "application/json"],
    ["text/html", "application/json"],
  ])("Accept: %s gets %s", async (accept, type) => {
    const reply = await reader.get(`${expiring}?limit=1`, { headers: { accept } });
    expect(reply.headers.get("content-type")).toBe(type);
  });

  it("a refusal is a problem, whatever is accepted", async () => {
    expectProblem(await reader.get(`${expiring}?limit=0`, asCsv), 400, "VALIDATION_FAILED");
    expectProblem(await by.get(expiring, asCsv), 403, "FORBIDDEN");
  });
});
