import type { Cell, CsvReader, CsvTable } from "../../api/csv.ts";

/** Without it spreadsheets take UTF-8 for the machine's own encoding. */
const byteOrderMark = "\uFEFF";

/** A table of items as CSV (RFC 4180) in UTF-8, with a line that names the columns. */
export function csvText({ columns }: CsvTable, items: readonly unknown[], reader: CsvReader): string {
  const lines = [columns.map(({ name }) => name), ...items.map((item) => columns.map(({ cell }) => cell(item)))];
  const lineText = (cells: readonly Cell[]) => `${cells.map((cell) => quoted(cellText(cell, reader))).join(",")}\r\n`;
  return `${byteOrderMark}${lines.map(lineText).join("")}`;
}

/**
 * What a spreadsheet would take for the start of a formula, as ASCII or as the wide forms that it takes for the same. Text that
 * begins so gets an apostrophe in front, and then is text for every spreadsheet. So does text that begins like a guarded one:
 * whoever takes one apostrophe away again has the text as it was.
 */
const formulaStart = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * Text that a spreadsheet might take for a number, a day or a truth value, and then shows as another: 123 for 00123. Neither
 * is ever longer than the 255 characters that Excel takes as a text in a formula.
 */
const mistakable = /^(?=.*\p{Nd})[^"\r\n\t]{1,255}$/u;
const truthValue = /^(?:true|false)$/i;

function cellText(cell: Cell, reader: CsvReader): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  if (typeof cell === "object") return cell.moment;
  if (formulaStart.test(cell)) return `'${cell}`;
  const isMistakable = reader === "spreadsheet" && (mistakable.test(cell) || truthValue.test(cell));
  return isMistakable ? `="${cell}"` : cell;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
