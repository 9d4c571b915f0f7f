import { cursorsWith } from "../../functions/runtime/paging.ts";
import type { HttpServices, WithAccessRules, WithCursors } from "../../functions/runtime/services.ts";
import { catalogReader } from "../../store/catalog.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { settings } from "../domain/examples.ts";
import { accessRules } from "./access-rules.ts";

/** What functions behind the HTTP API work with, at one moment over a mocked table. */
export const httpServicesOn = (table: OpenedTable): HttpServices & WithAccessRules & WithCursors => ({
  agencyId: "willow-creek",
  timeZone: "America/Chicago",
  table,
  now: () => new Date("2026-03-16T15:00:00.000Z"),
  newId: () => "new",
  measure: () => {},
  cursorsOf: cursorsWith("key of the tests"),
  accessRules,
  readCatalog: catalogReader(table, settings()),
});
