import type { Cell, CsvTable } from "../../api/csv.ts";

/** Without it spreadsheets take UTF-8 for the machine's own encoding. */
const byteOrderMark = "\uFEFF";

/** A table of items as CSV (RFC 4180) in UTF-8, with a line that names the columns. */
export function csvText({ columns }: CsvTable, items: readonly unknown[]): string {
  const lines = [columns.map(({ name }) => name), ...items.map((item) => columns.map(({ cell }) => cell(item)))];
  return `${byteOrderMark}${lines.map((cells) => `${cells.map(cellText).join(",")}\r\n`).join("")}`;
}

/**
 * What a spreadsheet would take for the start of a formula, as ASCII or as the wide forms that it takes for the same. Text that
 * begins so gets an apostrophe in front, and then is text for every spreadsheet.
 */
const formulaStart = /^[=+\-@\t\r\n＝＋－＠]/;

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const text = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
