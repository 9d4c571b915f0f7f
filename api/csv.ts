/** What a cell holds. Numbers stay numbers; null and undefined are empty. */
export type Cell = string | number | null | undefined;

/** A page as a table of text: what its columns are called, and what of an item they show. */
export interface CsvTable {
  readonly columns: readonly { readonly name: string; cell(item: unknown): Cell }[];
}

export function csvTable<Item>(cells: Readonly<Record<string, (item: Item) => Cell>>): CsvTable {
  return { columns: Object.entries(cells).map(([name, cell]) => ({ name, cell: (item) => cell(item as Item) })) };
}
