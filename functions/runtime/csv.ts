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
 * Where a spreadsheet would take text for a formula: at its start, and after what another spreadsheet than the one it was written for
 * takes for the end of a cell. Signs are ASCII or the wide forms that count as the same, behind spaces too. There an apostrophe is put
 * in, which makes text of it for every spreadsheet; also where one stands already, so that whoever takes one away at each of these
 * places has the text as it was.
 */
const formulaStarts = /^(?=['\p{Zs}]*[=+\-@\t\r\n＝＋－＠])|(?<=[,;|\t\r\n"])(?=['\p{Zs}]*[=+\-@＝＋－＠])/gu;

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
  const guarded = cell.replace(formulaStarts, "'");
  if (guarded !== cell) return guarded;
  const isMistakable = reader === "spreadsheet" && (mistakable.test(cell) || truthValue.test(cell));
  return isMistakable ? `="${cell}"` : cell;
}

function quoted(text: string): string {
  return /[",;|\t\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
