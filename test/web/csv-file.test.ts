import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { type CsvPart, fileName, wholeCsv } from "../../web/pages/reports/csv-file.ts";

const names = "Client ID,Notes\r\n";

function partsOf(...texts: readonly string[]) {
  const asked: (string | undefined)[] = [];
  const readPart = async (cursor: string | undefined): Promise<CsvPart> => {
    asked.push(cursor);
    const index = Number(cursor ?? 0);
    return { text: texts[index] ?? "", nextCursor: index + 1 < texts.length ? String(index + 1) : null };
  };
  return { readPart, asked };
}

describe("a report's file", () => {
  it("is whole, with one line of names, and says that it is UTF-8", async () => {
    const { readPart, asked } = partsOf(`${names}C1,\r\nC2,é\r\n`, `${names}C3,\r\n`, `${names}C4,x\r\n`);
    const told: number[] = [];
    const text = await wholeCsv(readPart, (rows) => told.push(rows));
    expect(text).toBe(`\uFEFF${names}C1,\r\nC2,é\r\nC3,\r\nC4,x\r\n`);
    expect(told).toEqual([2, 3, 4]);
    expect(asked).toEqual([undefined, "1", "2"]);
  });

  it("counts rows and not lines: notes may have several, and quotes", async () => {
    const notes = 'one\r\ntwo ""quoted"", three\nfour';
    const told: number[] = [];
    const text = await wholeCsv(partsOf(`${names}C1,"${notes}"\r\nC2,\r\n`).readPart, (rows) => told.push(rows));
    expect(told).toEqual([2]);
    expect(parse(text, { bom: true, columns: true })).toEqual([
      { "Client ID": "C1", Notes: notes.replaceAll('""', '"') },
      { "Client ID": "C2", Notes: "" },
    ]);
  });

  it("has one byte order mark, whether replies have theirs or not", async () => {
    const marked = await wholeCsv(partsOf(`\uFEFF${names}C1,\r\n`, `\uFEFF${names}C2,\r\n`).readPart, () => {});
    expect(marked).toBe(`\uFEFF${names}C1,\r\nC2,\r\n`);
  });

  it("has the names alone when the report is empty", async () => {
    const told: number[] = [];
    expect(await wholeCsv(partsOf(names).readPart, (rows) => told.push(rows))).toBe(`\uFEFF${names}`);
    expect(told).toEqual([0]);
  });

  it("is none when its columns change on the way", async () => {
    const parts = partsOf(`${names}C1,\r\n`, "Client ID,Notes,More\r\nC2,,\r\n");
    await expect(wholeCsv(parts.readPart, () => {})).rejects.toThrow("columns");
  });

  it("is none when a part fails", async () => {
    const { readPart } = partsOf(`${names}C1,\r\n`, "");
    const failing = (cursor: string | undefined) =>
      cursor === undefined ? readPart(cursor) : Promise.reject(new Error("gone"));
    await expect(wholeCsv(failing, () => {})).rejects.toThrow("gone");
  });
});

it.each([
  ['attachment; filename="client-authorizations-2026-03-16.csv"', "client-authorizations-2026-03-16.csv"],
  ['attachment; filename="../etc/x"', "otherwise.csv"],
  ["attachment", "otherwise.csv"],
  [null, "otherwise.csv"],
])("a file is called what the API calls it: %s", (disposition, name) => {
  expect(fileName(disposition, "otherwise.csv")).toBe(name);
});
