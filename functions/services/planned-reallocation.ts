import { createHash } from "node:crypto";
import { untouchedBalance } from "../../domain/balance.ts";
import { dayIn } from "../../domain/calendar.ts";
import { canonicalJson } from "../../domain/canonical-json.ts";
import { type Catalog, isRetroWindowPassed } from "../../domain/catalog.ts";
import { type ClientRecord, rowFacts } from "../../domain/client-record.ts";
import { validationFailed } from "../../domain/domain-error.ts";
import type { Actor } from "../../domain/permission.ts";
import type { AuthorizationUsage } from "../../domain/posting.ts";
import { misplacedOn, type PlannedMove, reallocation } from "../../domain/reallocation.ts";
import type { Move, ReallocationPlan, Unplaced } from "../../domain/reallocation-plan.ts";
import type { Service } from "../../domain/service.ts";
import type { RowFacts } from "../../domain/tracker-row.ts";
import type { AuthorizationBalance } from "../../domain/usage.ts";
import { bounded } from "../../domain/warning.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { discontinuedIds, discontinuedRowFacts, readDiscontinued } from "../../store/history.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { type Days, readDaysOf, readServices, readUncovered } from "../../store/services.ts";
import { inParallel } from "../runtime/in-parallel.ts";
import type { HttpServices } from "../runtime/services.ts";

/** Most services in one plan; the next plan is about those that follow. */
const mostPlanned = 1000;
/** Authorizations whose days are read at the same time. */
const authorizationsAtOnce = 8;

/** What a plan is asked for. */
export interface AskedPlan {
  readonly clientId: string;
  readonly days: Days;
  readonly includeNamed: boolean;
}

/** The days of a query, both ends included. */
export function askedDays({ from, to }: { readonly from?: string; readonly to?: string }): Days {
  if (from !== undefined && to !== undefined && to < from)
    throw validationFailed([{ pointer: "?to", code: "INVALID", message: `must not be before ${from}` }]);
  return { first: from, last: to };
}

type StoredUsage = RowFacts & AuthorizationUsage;

/** A plan by the state of this moment, and that state. */
export interface PlannedReallocation {
  readonly record: ClientRecord;
  readonly catalog: Catalog;
  readonly usages: ReadonlyMap<string, StoredUsage>;
  readonly services: ReadonlyMap<string, Service>;
  readonly moves: readonly PlannedMove[];
  readonly unplaced: readonly Unplaced[];
  readonly more: number;
  /** What the plan, which is carried on, has moved so far: it is about these too. */
  readonly done: readonly Move[];
}

/**
 * Reads a client's usage and plans. `readMoved`: what a plan that is carried on moved; some of it may be misplaced once more. It is
 * read last, so that nothing that somebody else moves meanwhile is missing in both.
 */
export async function plannedReallocation(
  { table, readCatalog }: Pick<HttpServices, "table" | "readCatalog">,
  { clientId, days, includeNamed }: AskedPlan,
  readMoved: () => Promise<readonly Move[]> = async () => [],
): Promise<PlannedReallocation> {
  const [record, catalog] = await Promise.all([readClientRecord(table, clientId), readCatalog()]);
  const usages = await readUsages(table, record, days);
  const uncovered = await readUncovered(table, clientId, days);
  const misplaced = [...usages.values()].flatMap((usage) => misplacedOn(usage.authorization, usage.days, catalog));
  const ids = new Set([...misplaced, ...uncovered].map(({ serviceId }) => serviceId));
  const stored = await readServices(table, clientId, [...ids]);
  const meant = stored
    .filter((service) => includeNamed || service.applied === null || service.authorizationId === undefined)
    .sort((a, b) => (dayAndId(a) < dayAndId(b) ? -1 : 1));
  const again = new Set(meant.map(({ serviceId }) => serviceId));
  const done = (await readMoved()).filter(({ serviceId }) => !again.has(serviceId));
  const services = meant.slice(0, mostPlanned - done.length);
  const facts = { usages: [...usages.values()], insurances: [...record.insurances.values()], services };
  const { moves, unplaced } = reallocation(facts, catalog);
  const more = meant.length - services.length;
  return { record, catalog, usages, services: byId(services), moves, unplaced, more, done };
}

const byId = (services: readonly Service[]) => new Map(services.map((service) => [service.serviceId, service]));

const dayAndId = ({ serviceDate, serviceId }: { serviceDate: string; serviceId: string }) =>
  `${serviceDate} ${serviceId}`;

/** All of a client's authorizations with their usage on some days. */
async function readUsages(table: OpenedTable, record: ClientRecord, days: Days): Promise<Map<string, StoredUsage>> {
  const { clientId } = record.client;
  const elsewhere = (await discontinuedIds(table, clientId)).filter((id) => !record.authorizations.has(id));
  const discontinued = await readDiscontinued(table, clientId, elsewhere);
  const facts = [
    ...[...record.authorizations.values()].map((authorization) => rowFacts(record, authorization)),
    ...[...discontinued.values()].map((each) => discontinuedRowFacts(record, each)),
  ];
  const usages = await inParallel(facts, authorizationsAtOnce, async (each) => {
    const { authorizationId } = each.authorization;
    const balance = balanceOf(record, each);
    return [authorizationId, { ...each, balance, days: await readDaysOf(table, authorizationId, days) }] as const;
  });
  return new Map(usages);
}

/** Balances of the client's Query and of the history have a version; there is none where no service was ever posted. */
function balanceOf(record: ClientRecord, { authorization, balance }: RowFacts): AuthorizationBalance {
  const { authorizationId } = authorization;
  const stored = record.balances.get(authorizationId) ?? (balance as AuthorizationBalance | undefined);
  return stored ?? { authorizationId, ...untouchedBalance, version: 0 };
}

/** The plan for a user who has not begun it, with what they may do. */
export function shownPlan(planned: PlannedReallocation, timeZone: string, { permissions }: Actor): ReallocationPlan {
  const { moves, unplaced, more } = planned;
  return {
    planHash: planHash({ ...planned, done: [] }),
    moves: moves.map(moveOf),
    unplaced: [...unplaced],
    more,
    allowedActions: moves.length > 0 && permissions.has("services:write") ? ["apply"] : [],
    warnings: bounded("RETRO_WINDOW_PASSED", lateMoves(planned, timeZone)),
  };
}

export function moveOf({ coverage: _, ...move }: PlannedMove): Move {
  return move;
}

/** The hash of a plan, the same from its beginning to its end, however much of it is done. */
export function planHash({ moves, unplaced, done }: PlannedReallocation): string {
  const all = [...moves.map(moveOf), ...done].sort((a, b) => (dayAndId(a) < dayAndId(b) ? -1 : 1));
  return createHash("sha256")
    .update(canonicalJson([all, unplaced]))
    .digest("base64url")
    .slice(0, 22);
}

/** Services that go to an authorization which was entered later than their payer accepts. */
function lateMoves({ moves, usages, catalog }: PlannedReallocation, timeZone: string): string[] {
  return moves
    .filter(({ to, serviceDate }) => {
      const usage = usages.get(to);
      const payer = catalog.payers.get(usage?.insurance?.payerId ?? "");
      const enteredOn = usage && dayIn(timeZone, new Date(usage.authorization.createdAt));
      return enteredOn !== undefined && isRetroWindowPassed(payer, serviceDate, enteredOn);
    })
    .map(({ serviceId }) => serviceId);
}
