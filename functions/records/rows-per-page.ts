import { pageSize } from "../runtime/paging.ts";
import type { Representation } from "../runtime/representation.ts";

/** A reply may have 6 MB, and a row as much as an item of some kilobytes. */
const mostRows = 500;

/** JSON has the rows that were asked for, CSV as many as fit. */
export function rowsPerPage(call: {
  readonly representation: Representation;
  readonly query: { readonly limit?: string };
}): number {
  return call.representation === "CSV" && call.query.limit === undefined ? mostRows : pageSize(call.query.limit);
}
