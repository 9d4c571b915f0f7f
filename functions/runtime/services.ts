import { defaultTrackerSettings } from "../../domain/status.ts";
import { type BlindIndex, blindIndexWith } from "../../store/blind-index.ts";
import { catalogReader, type ReadCatalog } from "../../store/catalog.ts";
import { type OpenedTable, openTable } from "../../store/opened-table.ts";
import type { AccessRules } from "./actor.ts";
import { callBudget } from "./call-time.ts";
import { environment, fromEnvironment } from "./environment.ts";
import { embeddedMetrics, type Measure } from "./metrics.ts";
import { type CursorsOf, cursorsWith } from "./paging.ts";
import { busPublisher, type Publish } from "./publisher.ts";

/** What every function works with. Time and ids come from here, and are arguments of rules and store. */
export interface Services {
  readonly agencyId: string;
  readonly timeZone: string;
  readonly table: OpenedTable;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly measure: Measure;
}

/** What functions behind the HTTP API decide by who may call. */
export interface WithAccessRules {
  readonly accessRules: AccessRules;
}

/** What most handlers work with; none of them asks who may call it. */
export type HttpServices = Services & WithCatalog;

export interface WithCatalog {
  readonly readCatalog: ReadCatalog;
}

/** Of functions whose queries have pages. */
export interface WithCursors {
  readonly cursorsOf: CursorsOf;
}

export interface WithBlindIndex {
  readonly blindIndex: BlindIndex;
}

export interface WithPublisher {
  readonly publish: Publish;
}

export function services(): Services {
  const { AGENCY_ID, AGENCY_TIME_ZONE, TABLE_NAME } = fromEnvironment(environment.common);
  const newId = () => crypto.randomUUID();
  return {
    agencyId: AGENCY_ID,
    timeZone: AGENCY_TIME_ZONE,
    table: openTable(TABLE_NAME, { ...callBudget, newToken: newId }),
    now: () => new Date(),
    newId,
    measure: embeddedMetrics(AGENCY_ID, (line) => process.stdout.write(`${line}\n`)),
  };
}

export function httpServices(): HttpServices & WithAccessRules {
  const common = services();
  return { ...common, ...withAccessRules(), ...withCatalog(common.table) };
}

export function withAccessRules(): WithAccessRules {
  const told = fromEnvironment(environment.http);
  return {
    accessRules: {
      permissionsClaim: told.PERMISSIONS_CLAIM,
      readPermission: told.READ_PERMISSION,
      scope: told.TOKEN_SCOPE,
      agencyClaim: told.AGENCY_CLAIM,
    },
  };
}

export function withCatalog(table: OpenedTable): WithCatalog {
  const { BILLING_ENGINE } = fromEnvironment(environment.catalog);
  return { readCatalog: catalogReader(table, { ...defaultTrackerSettings, billingEngine: BILLING_ENGINE === "true" }) };
}

export function withCursors(): WithCursors {
  return { cursorsOf: cursorsWith(fromEnvironment(environment.cursors).CURSOR_KEY) };
}

export function withBlindIndex(): WithBlindIndex {
  return { blindIndex: blindIndexWith(fromEnvironment(environment.blindIndex).BLIND_INDEX_KEY) };
}

export function withPublisher(): WithPublisher {
  return { publish: busPublisher(fromEnvironment(environment.events).EVENT_BUS_NAME, callBudget) };
}
