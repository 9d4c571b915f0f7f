/** A reply of a report as CSV: up to 2,000 rows, and where it goes on. */
export interface CsvPart {
  readonly text: string;
  /** Null: this is the last one. */
  readonly nextCursor: string | null;
}

/** Spreadsheets take a file for UTF-8 by this; replies lose it when their text is read. */
const byteOrderMark = "\uFEFF";
const lineEnd = "\r\n";

/**
 * One file out of all parts of a report, with one line of column names.
 * @param told after each part, how many rows there are so far
 * @throws Error when a part has other columns than those before: then the API was changed meanwhile
 */
export async function wholeCsv(
  readPart: (cursor: string | undefined) => Promise<CsvPart>,
  told: (rows: number) => void,
): Promise<string> {
  const texts: string[] = [];
  let columns: string | undefined;
  let rows = 0;
  for (let cursor: string | undefined; ; ) {
    const { text, nextCursor } = await readPart(cursor);
    const part = withoutMark(text);
    const end = part.indexOf(lineEnd) + lineEnd.length;
    const names = part.slice(0, end);
    if (columns !== undefined && names !== columns) throw new Error("The columns of the report have changed.");
    texts.push(columns === undefined ? part : part.slice(end));
    columns = names;
    rows += lineCount(part) - 1;
    told(rows);
    if (nextCursor === null) return byteOrderMark + texts.join("");
    cursor = nextCursor;
  }
}

function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) ? text.slice(byteOrderMark.length) : text;
}

/** Notes may have several lines, inside quotes: those are no rows. */
function lineCount(text: string): number {
  let isQuoted = false;
  let lines = 0;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    else if (char === "\n" && !isQuoted) lines += 1;
  }
  return lines;
}

/**
 * What the API would call the file: it knows the agency's day.
 * @param disposition the header Content-Disposition; null where a proxy took it away
 */
export function fileName(disposition: string | null, otherwise: string): string {
  return /filename="([\w.-]+)"/.exec(disposition ?? "")?.[1] ?? otherwise;
}
