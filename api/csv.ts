import * as z from "zod/mini";

/** A calendar day or an instant, which spreadsheets may take for one. */
interface Moment {
  readonly moment: string;
}
export const moment = (text: string): Moment => ({ moment: text });

/** What a cell holds. Numbers and moments are for calculating; text is text, also where it looks like one of them. */
export type Cell = string | number | Moment | null | undefined;

/** A page as a table of text: what its columns are called, and what of an item they show. */
export interface CsvTable {
  readonly columns: readonly { readonly name: string; cell(item: unknown): Cell }[];
}

export function csvTable<Item>(cells: Readonly<Record<string, (item: Item) => Cell>>): CsvTable {
  return { columns: Object.entries(cells).map(([name, cell]) => ({ name, cell: (item) => cell(item as Item) })) };
}

export const CsvReader = z.enum(["program", "spreadsheet"]);
export type CsvReader = z.infer<typeof CsvReader>;

/** For whom a CSV is: part of the query of a route that has one. */
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
