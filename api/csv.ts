import * as z from "zod/mini";

/** A calendar day or an instant: a cell that spreadsheets may read as a date. */
interface Moment {
  readonly moment: string;
}
export const moment = (text: string): Moment => ({ moment: text });

/** What a cell holds. Spreadsheets calculate with numbers and moments; text stays text, even where it looks like one of these. */
export type Cell = string | number | Moment | null | undefined;

/** How a page becomes a table: its columns, and the cells that an item has in them. */
export interface CsvTable {
  readonly columns: readonly { readonly name: string; cell(item: unknown): Cell }[];
}

export function csvTable<Item>(cells: Readonly<Record<string, (item: Item) => Cell>>): CsvTable {
  return { columns: Object.entries(cells).map(([name, cell]) => ({ name, cell: (item) => cell(item as Item) })) };
}

export const CsvReader = z.enum(["program", "spreadsheet"]);
export type CsvReader = z.infer<typeof CsvReader>;

/** Who reads a CSV, spreadsheet or program: part of the query of a route that has one. */
export const csvQuery = {
  for: z.exactOptional(
    CsvReader.check(
      z.meta({
        default: "program",
        description:
          'CSV only. spreadsheet: text with a digit in it is written ="00123", so that Excel and LibreOffice show 00123, 1E5 and ' +
          "numbers of 20 digits as they are. program: as it is.",
      }),
    ),
  ),
} as const;
