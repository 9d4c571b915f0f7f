import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cell, csvTable, moment } from "../../api/csv.ts";
import { csvText } from "../../functions/runtime/csv.ts";
import { representationIn } from "../../functions/runtime/representation.ts";

const table = csvTable<{ readonly name: Cell; readonly count: Cell }>({
  Name: ({ name }) => name,
  "How many": ({ count }) => count,
});
const line = (name: Cell, count: Cell) => csvText(table, [{ name, count }], "program");
const text = (name: Cell) => line(name, 1);
const read = (csv: string) => parse(csv, { columns: true, bom: true }) as Record<string, string>[];

describe("CSV (RFC 4180, UTF-8, safe against formula injection)", () => {
  it("begins with a byte order mark and the columns, and ends every line with CRLF", () => {
    expect(line("Ada", 2)).toBe("\uFEFFName,How many\r\nAda,2\r\n");
    expect(csvText(table, [], "program")).toBe("\uFEFFName,How many\r\n");
  });

  it.each([
    ["a comma and quotes", 'Nuñez, "Bo"', '"Nuñez, ""Bo"""'],
    ["a line break", "one\ntwo", '"one\ntwo"'],
    ["a line break of Windows", "one\r\ntwo", '"one\r\ntwo"'],
    ["a space at an end, which readers cut off otherwise", " Bo", '" Bo"'],
    ["what separates cells elsewhere", "O'Neil; Bo|\tBea", `"O'Neil; Bo|\tBea"`],
    ["nothing of all that", "O'Neil - Bo", "O'Neil - Bo"],
  ])("%s", (_, name, cell) => {
    expect(text(name)).toBe(`\uFEFFName,How many\r\n${cell},1\r\n`);
    expect(read(text(name))).toEqual([{ Name: name, "How many": "1" }]);
  });

  it.each([
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "  =1+1",
    "\u00a0@A",
    "'=1",
    '=cmd|"/c calc"!A1',
    "=HYPERLINK(1,2)",
  ])("text that begins like a formula stays text: %j", (name) => {
    expect(read(text(name))).toEqual([{ Name: `'${name}`, "How many": "1" }]);
  });

  it.each([
    ["Ann;=1+1", "Ann;'=1+1"],
    ["Ann,=1+1", "Ann,'=1+1"],
    ["Ann\t=1+1", "Ann\t'=1+1"],
    ["Ann\r\n=1+1", "Ann\r\n'=1+1"],
    ["Ann|@A", "Ann|'@A"],
    ["Ann; -1", "Ann;' -1"],
    ['Ann;"=1+1"', `Ann;"'=1+1"`],
    ["a;'=1", "a;''=1"],
    ["a;=1;=2", "a;'=1;'=2"],
    ["a;＝1", "a;'＝1"],
    ["\t=1", "'\t'=1"],
    ["\r=1", "'\r'=1"],
    ["Ann-Marie +1 a=b", "Ann-Marie +1 a=b"],
  ])("nor does a part of it begin one where cells are separated otherwise: %j", (name, guarded) => {
    expect(read(text(name))).toEqual([{ Name: guarded, "How many": "1" }]);
  });

  it.each([";", "\t", "|"])("read with %j between cells, no cell of a whole file begins a formula", (delimiter) => {
    const name = fc.string({ unit: fc.constantFrom(..."=+-@＝,;|'\"\r\n\t a1") });
    const options = { delimiter, bom: true, relax_quotes: true, relax_column_count: true };
    fc.assert(
      fc.property(name, name, (one, other) => {
        const csv = csvText(
          table,
          [
            { name: one, count: 1 },
            { name: other, count: 1 },
          ],
          "program",
        );
        for (const cell of (parse(csv, options) as string[][]).flat())
          expect(cell).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]/);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [-3, "-3"],
    [0, "0"],
    [999999, "999999"],
    [null, ""],
    [undefined, ""],
  ])("numbers stay numbers, and what is not there is empty: %s", (count, cell) => {
    expect(line("Ada", count)).toBe(`\uFEFFName,How many\r\nAda,${cell}\r\n`);
  });

  it("whatever stands in a cell, a reader gets it back, and no cell begins a formula", () => {
    const name = fc.string({
      unit: fc.oneof(fc.constantFrom(..."=+-@,;|'\"\r\n\t "), fc.string({ minLength: 1, maxLength: 1 })),
    });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
        const rows = read(
          csvText(
            table,
            names.map((each) => ({ name: each, count: 1 })),
            "program",
          ),
        );
        const put = /^'(?=['\p{Zs}]*[=+\-@\t\r\n＝＋－＠])|(?<=[,;|\t\r\n"])'(?=['\p{Zs}]*[=+\-@＝＋－＠])/gu;
        expect(rows.map((row) => row["Name"]?.replace(put, ""))).toEqual(names);
        for (const row of rows) expect(row["Name"]).not.toMatch(/^[=+\-@\t\r\n]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe("CSV for a spreadsheet", () => {
  const shown = (cell: Cell) => read(csvText(table, [{ name: cell, count: 1 }], "spreadsheet"))[0]?.["Name"];

  it.each([
    "00123",
    "1E5",
    "12345678901234567890",
    "3/4",
    "MAR-26",
    "2026-03-16",
    "12:30",
    "1,234",
    "\uff11\uff12",
    "TRUE",
    "false",
    "Program 5",
    `1${"x".repeat(254)}`,
  ])("%j stays the text that it is", (text) => {
    expect(shown(text)).toBe(`="${text}"`);
  });

  it.each(["Main", "", 'a 3" cut', "line 1\nline 2", `1${"x".repeat(255)}`])("%j is text for it anyway", (text) => {
    expect(shown(text)).toBe(text);
  });

  it.each([
    ["=1+1", "'=1+1"],
    ["-42", "'-42"],
    ["@1", "'@1"],
    ['="00123"', `'="00123"`],
    ["'=1", "''=1"],
    ["5;=1", "5;'=1"],
  ])("%j begins no formula of its own", (text, guarded) => {
    expect(shown(text)).toBe(guarded);
  });

  it("days and numbers are for calculating", () => {
    expect(shown(moment("2026-03-16"))).toBe("2026-03-16");
    expect(shown(42)).toBe("42");
  });
});

describe("what Accept asks for", () => {
  it.each([
    [undefined, "JSON"],
    ["", "JSON"],
    ["*/*", "JSON"],
    ["application/json", "JSON"],
    ["text/html", "JSON"],
    ["text/*", "JSON"],
    ["text/csv", "CSV"],
    ["TEXT/CSV; charset=utf-8", "CSV"],
    ["text/csv;q=0.5", "CSV"],
    ["text/csv;q=0", "JSON"],
    ["text/csv;q=nonsense", "JSON"],
    ["text/csv, */*", "CSV"],
    ["*/*, text/csv", "CSV"],
    ["text/csv;q=0.9, */*;q=0.1", "CSV"],
    ["text/csv;q=0.5, */*", "JSON"],
    ["text/csv, application/json", "CSV"],
    ["application/json, text/csv", "JSON"],
    ["application/json;q=0.5, text/csv", "CSV"],
    ["text/csv;q=0.5, application/json;q=0.9", "JSON"],
  ])("%s: %s", (accept, representation) => {
    expect(representationIn(accept)).toBe(representation);
  });
});
