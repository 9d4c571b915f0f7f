import type { Authorization } from "./authorization.ts";
import type { Balance } from "./balance.ts";
import type { CalendarDate } from "./calendar.ts";
import { type Candidate, coversWhole } from "./candidate.ts";
import type { Catalog } from "./catalog.ts";
import type { ClientInsurance } from "./client-insurance.ts";
import { type Coverage, coverageOf, type Lapse, lapsesOf } from "./coverage.ts";
import type { Move, MoveReason, Unplaced } from "./reallocation-plan.ts";
import { postedOf, type Service } from "./service.ts";
import { type DayOfService, dayWith, dayWithout, difference, type ServicesOfDay, sum, usageOf } from "./usage.ts";

/** A service that uses an authorization which does not hold for it, or no longer. */
export interface Misplaced {
  readonly serviceId: string;
  readonly serviceDate: CalendarDate;
  readonly authorizationId: string;
  readonly lapse: Lapse;
}

/** The services of these days for which an authorization does not hold. */
export function misplacedOn(
  authorization: Authorization,
  days: readonly DayOfService[],
  catalog: Catalog,
): Misplaced[] {
  const { authorizationId } = authorization;
  return days.flatMap(({ serviceDate, services }) =>
    Object.entries(services).flatMap(([serviceId, { activityCode }]) => {
      const [lapse] = lapsesOf(authorization, { activityCode, serviceDate }, catalog);
      return lapse === undefined ? [] : [{ serviceId, serviceDate, authorizationId, lapse }];
    }),
  );
}

/** An authorization as its services use it. */
export interface Usage {
  readonly authorization: Authorization;
  readonly insurance: ClientInsurance | undefined;
  readonly balance: Balance;
  readonly days: readonly DayOfService[];
}

export interface ReallocationFacts {
  /** Of the client's authorizations, discontinued or not. */
  readonly usages: readonly Usage[];
  readonly insurances: readonly ClientInsurance[];
  /** The services to be placed: misplaced and uncovered ones. */
  readonly services: readonly Service[];
}

/** A move, and what the rule of coverage says of the service in its new place. */
export interface PlannedMove extends Move {
  readonly coverage: Coverage;
}

export interface Reallocation {
  readonly moves: readonly PlannedMove[];
  readonly unplaced: readonly Unplaced[];
}

/**
 * Plans where services go: all are taken off first, then each is posted by the rule of coverage, in the order of day and id.
 * - A service that BLOCK refuses goes where its refusal points to: to an authorization of another insurance that takes all of it.
 * - A service that no authorization takes stays on the one it uses, and the others are placed anew with it there.
 * - At last each that stays is tried once more: a place may have become free.
 */
export function reallocation(facts: ReallocationFacts, catalog: Catalog): Reallocation {
  const services = facts.services.toSorted(byDay);
  const staying = new Set<Service>();
  for (;;) {
    const draft = new UsageDraft(facts, catalog);
    const movable = services.filter((service) => !staying.has(service));
    for (const service of movable) draft.takeOff(service);
    const moves = movable.flatMap((service) => draft.post(service) ?? []);
    const stuck = movable.filter((service) => service.applied !== null && !isMoved(service, moves));
    if (stuck.length === 0) return swept(draft, services, moves);
    for (const service of stuck) staying.add(service);
  }
}

const isMoved = ({ serviceId }: Service, moves: readonly Move[]) => moves.some((move) => move.serviceId === serviceId);

function swept(draft: UsageDraft, services: readonly Service[], moves: PlannedMove[]): Reallocation {
  let left = services.filter((service) => !isMoved(service, moves));
  for (let before = -1; before !== moves.length; ) {
    before = moves.length;
    for (const service of left) moves.push(...(draft.postWhole(service) ?? []));
    left = left.filter((service) => !isMoved(service, moves));
  }
  return { moves, unplaced: left.flatMap((service) => draft.unplaced(service) ?? []) };
}

function byDay(a: Service, b: Service): number {
  const key = ({ serviceDate, serviceId }: Service) => `${serviceDate} ${serviceId}`;
  return key(a) < key(b) ? -1 : 1;
}

interface DraftUsage {
  readonly usage: Usage;
  balance: Balance;
  readonly days: Map<CalendarDate, ServicesOfDay>;
}

/** The authorizations' usage while services are taken off and posted. */
class UsageDraft {
  private readonly facts: ReallocationFacts;
  private readonly catalog: Catalog;
  private readonly drafts: ReadonlyMap<string, DraftUsage>;

  constructor(facts: ReallocationFacts, catalog: Catalog) {
    this.facts = facts;
    this.catalog = catalog;
    this.drafts = new Map(
      facts.usages.map((usage) => [
        usage.authorization.authorizationId,
        {
          usage,
          balance: usage.balance,
          days: new Map(usage.days.map(({ serviceDate, services }) => [serviceDate, services])),
        },
      ]),
    );
  }

  takeOff(service: Service): void {
    this.change(service.applied?.authorizationId, service, (day) => dayWithout(day, service.serviceId));
  }

  /** Undefined: no authorization takes it. */
  post(service: Service): PlannedMove | undefined {
    const coverage = this.coverageOf(service);
    const to = coverage.refusal === null ? coverage.applied?.authorizationId : undefined;
    if (to === undefined) return undefined;
    this.change(to, service, (day) => dayWith(day, service));
    return { ...this.shownOf(service), to, reason: this.reasonOf(service), coverage };
  }

  /** Moves a service that stays where it is, if some authorization takes all of it. */
  postWhole(service: Service): PlannedMove[] {
    this.takeOff(service);
    const { applied, warnings } = this.coverageOf(service);
    const move = applied !== null && warnings.length === 0 ? this.post(service) : undefined;
    if (move === undefined) this.change(service.applied?.authorizationId, service, (day) => dayWith(day, service));
    return move === undefined ? [] : [move];
  }

  /** Undefined: it uses none and needs none. */
  unplaced(service: Service): Unplaced | undefined {
    if (service.applied === null && this.coverageOf(service).reason !== undefined) return undefined;
    return { ...this.shownOf(service), reason: this.reasonOf(service) };
  }

  private shownOf({ serviceId, serviceDate, activityCode, units, applied }: Service) {
    return { serviceId, serviceDate, activityCode, units, from: applied?.authorizationId ?? null };
  }

  private reasonOf(service: Service): MoveReason {
    const used = this.drafts.get(service.applied?.authorizationId ?? "")?.usage.authorization;
    return (used && lapsesOf(used, service, this.catalog)[0]) ?? "NO_AUTHORIZATION";
  }

  private coverageOf(service: Service): Coverage {
    const candidates = [...this.drafts.values()]
      .filter(({ usage }) => usage.authorization.discontinued === undefined)
      .map(({ usage, balance, days }): Candidate => {
        const { authorization, insurance } = usage;
        return { authorization, insurance, balance, day: days.get(service.serviceDate) ?? {} };
      });
    const posted = unnamed(postedOf(service));
    const among = (some: readonly Candidate[]) =>
      coverageOf(posted, { candidates: some, insurances: this.facts.insurances }, this.catalog);
    const coverage = among(candidates);
    if (coverage.refusal === null) return coverage;
    const whole = among(candidates.filter((candidate) => coversWhole(candidate, posted)));
    return whole.applied === null ? coverage : whole;
  }

  private change(
    authorizationId: string | undefined,
    { serviceDate }: Service,
    to: (day: ServicesOfDay) => ServicesOfDay,
  ) {
    const draft = this.drafts.get(authorizationId ?? "");
    if (draft === undefined) return;
    const was = draft.days.get(serviceDate) ?? {};
    const is = to(was);
    draft.days.set(serviceDate, is);
    draft.balance = sum(draft.balance, difference(usageOf(is), usageOf(was)));
  }
}

/** A plan overrules the caller's choice of an authorization, not of an insurance. */
function unnamed<Named extends { readonly authorizationId?: string }>(named: Named) {
  const { authorizationId: _, ...others } = named;
  return others;
}

/**
 * A service after a plan has moved it. When and by whom it was posted stays the same, so an event of the billing engine that came
 * late is still late.
 */
export function movedService(service: Service, { to, coverage }: PlannedMove): Service {
  const { reason: _, chosen, ...same } = unnamed(service);
  const reason = coverage.applied?.reason ?? "";
  return {
    ...same,
    ...(chosen !== undefined && { chosen: unnamed(chosen) }),
    applied: { authorizationId: to, reason },
    warnings: [...coverage.warnings],
    version: service.version + 1,
  };
}
