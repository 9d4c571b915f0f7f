import { bestWhole, type Covering, cover, lapses } from "./covering.ts";
import { type Model, type ModelService, Refused } from "./model.ts";

export interface Window {
  readonly from: string | null;
  readonly to: string | null;
  readonly includeNamed: boolean;
}

interface Place extends Pick<ModelService, "code" | "date" | "units"> {
  readonly serviceId: string;
  readonly from: string | null;
  readonly reason: string;
}
interface ModelMove extends Place {
  readonly to: string;
  readonly covering: Covering;
}
export interface ModelPlan {
  readonly moves: readonly ModelMove[];
  readonly unplaced: readonly Place[];
}

/** Why a service is where it should not be; null: it is in its place. */
function misplacement(model: Model, { applied, reason, void: isVoid, ...service }: ModelService): string | null {
  if (isVoid) return null;
  const used = model.authorizations.get(applied ?? "");
  if (used === undefined) return reason === null ? "NO_AUTHORIZATION" : null;
  return lapses(model, used, service)[0] ?? null;
}

const byDay = (model: Model) => (a: string, b: string) => {
  const key = (id: string) => `${model.services.get(id)?.date} ${id}`;
  return key(a) < key(b) ? -1 : 1;
};

/** Misplaced and uncovered services of a window, by day and id. */
function found(model: Model, { from, to, includeNamed }: Window): string[] {
  const isMeant = (service: ModelService) =>
    (from ?? service.date) <= service.date &&
    service.date <= (to ?? service.date) &&
    (includeNamed || service.named === null) &&
    misplacement(model, service) !== null;
  return [...model.services].flatMap(([id, service]) => (isMeant(service) ? [id] : [])).sort(byDay(model));
}

/** What a service would use if it were posted now without naming any; null: BLOCK refuses, and none takes all of it. */
function wanted(trial: Model, serviceId: string): Covering | null {
  const posted = { ...serviceOf(trial, serviceId), named: null };
  try {
    return cover(trial, posted, serviceId);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // What BLOCK refuses goes where the refusal points to: to one of another insurance that takes all of it.
    const whole = bestWhole(trial, posted, serviceId);
    return whole === undefined ? null : { applied: whole.id, reason: null, warnings: [] };
  }
}

function serviceOf(model: Model, serviceId: string): ModelService {
  const service = model.services.get(serviceId);
  if (service === undefined) throw new Error(`There is no service ${serviceId}.`);
  return service;
}

function placeOf(model: Model, serviceId: string): Place {
  const service = serviceOf(model, serviceId);
  const { code, date, units, applied } = service;
  return { serviceId, code, date, units, from: applied, reason: misplacement(model, service) ?? "" };
}

/** Puts a service that was taken off where it can be. */
function moved(model: Model, trial: Model, serviceId: string): ModelMove[] {
  const covering = wanted(trial, serviceId);
  if (covering === null || covering.applied === null) return [];
  trial.change(serviceId, { ...covering, named: null, void: false });
  return [{ ...placeOf(model, serviceId), to: covering.applied, covering }];
}

const isAmong = (moves: readonly ModelMove[], id: string) => moves.some(({ serviceId }) => serviceId === id);

/** First all are taken off, then each is put where it can be. What can be nowhere stays where it is, and counts there. */
export function plan(model: Model, window: Window): ModelPlan {
  const all = found(model, window);
  const staying = new Set<string>();
  for (;;) {
    const trial = model.trial();
    const movable = all.filter((id) => !staying.has(id));
    for (const id of movable) trial.change(id, { void: true });
    const moves = movable.flatMap((id) => moved(model, trial, id));
    const stuck = movable.filter((id) => serviceOf(model, id).applied !== null && !isAmong(moves, id));
    for (const id of stuck) staying.add(id);
    if (stuck.length === 0) return withLastTries(model, trial, all, moves);
  }
}

/** A place may have come free for what stayed. */
function withLastTries(model: Model, trial: Model, all: readonly string[], moves: ModelMove[]): ModelPlan {
  const left = () => all.filter((id) => !isAmong(moves, id));
  for (let before = -1; before < moves.length; ) {
    before = moves.length;
    for (const id of left()) {
      const stands = serviceOf(trial, id);
      trial.change(id, { void: true });
      if (bestWhole(trial, { ...stands, named: null }, id) === undefined) trial.change(id, stands);
      else moves.push(...moved(model, trial, id));
    }
  }
  const needsNone = (id: string) =>
    serviceOf(model, id).applied === null && (wanted(trial, id)?.reason ?? null) !== null;
  return {
    moves,
    unplaced: left()
      .filter((id) => !needsNone(id))
      .map((id) => placeOf(model, id)),
  };
}

/** Does a plan: a moved service is named by nobody any more. */
export function apply(model: Model, { moves }: ModelPlan): void {
  for (const { serviceId, covering } of moves) {
    const { chosen } = serviceOf(model, serviceId);
    model.change(serviceId, { ...covering, named: null, chosen: chosen && { ...chosen, named: null } });
  }
}

/** Services that are misplaced, named by nobody, and could be on an authorization that takes all of them. */
export function wronglyLeft(model: Model): string[] {
  return [...model.services].flatMap(([id, service]) =>
    service.applied !== null &&
    service.named === null &&
    misplacement(model, service) !== null &&
    bestWhole(model, service, id) !== undefined
      ? [id]
      : [],
  );
}
