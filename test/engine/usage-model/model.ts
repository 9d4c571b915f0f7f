import { codesOf, type Policy, type Procedure } from "./setup.ts";

/** An authorization as the product's rules know it. */
export interface ModelAuthorization {
  readonly id: string;
  insurance: 0 | 1;
  number: string;
  procedure: Procedure;
  units: number | null;
  visits: number | null;
  effective: string;
  expiration: string;
  notes: string | null;
  version: number;
  confirmedVersion: number | null;
  changedSince: boolean;
  discontinuedVersion: number | null;
}

export interface ModelService {
  code: string;
  date: string;
  units: number;
  status: "RENDERED" | "SCHEDULED";
  insurance: 0 | 1 | null;
  named: string | null;
  applied: string | null;
  warnings: readonly string[];
  void: boolean;
}

export type Posted = Pick<ModelService, "code" | "date" | "units" | "status" | "insurance" | "named">;

/** What billing was told of one authorization, the newest of it. */
export interface ModelCap {
  confirmed: { readonly version: number; readonly insurance: 0 | 1; readonly facts: object } | null;
  closedBy: number | null;
}

export class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** One client: everything is counted anew from the list of services each time it is asked for. */
export class Model {
  readonly policy: Policy;
  readonly authorizations = new Map<string, ModelAuthorization>();
  readonly services = new Map<string, ModelService>();
  readonly caps = new Map<string, ModelCap>();
  readonly active: [boolean, boolean] = [true, true];

  constructor(policy: Policy) {
    this.policy = policy;
  }

  /** Services of an authorization, without one of them. */
  private using(authorizationId: string, except?: string): ModelService[] {
    return [...this.services]
      .filter(([id, service]) => id !== except && !service.void && service.applied === authorizationId)
      .map(([, service]) => service);
  }

  /** Used and scheduled. Visits are distinct days of service; a day is scheduled only while nothing on it is rendered. */
  usage(authorizationId: string, except?: string) {
    const all = this.using(authorizationId, except);
    const rendered = all.filter(({ status }) => status === "RENDERED");
    const scheduled = all.filter(({ status }) => status === "SCHEDULED");
    const units = (some: ModelService[]) => some.reduce((sum, service) => sum + service.units, 0);
    const renderedDays = new Set(rendered.map(({ date }) => date));
    const scheduledDays = new Set(scheduled.map(({ date }) => date).filter((date) => !renderedDays.has(date)));
    return {
      units: { used: units(rendered), scheduled: units(scheduled) },
      visits: { used: renderedDays.size, scheduled: scheduledDays.size },
      renderedDays,
      scheduledDays,
    };
  }

  /** What a service would find and leave of each limited quantity that it takes from. */
  private taken(authorization: ModelAuthorization, posted: Posted, except: string) {
    const { units, visits, renderedDays, scheduledDays } = this.usage(authorization.id, except);
    const rendered = posted.status === "RENDERED";
    const left = (authorized: number, { used, scheduled }: { used: number; scheduled: number }) =>
      authorized - used - (rendered ? 0 : scheduled);
    const takesVisit = !renderedDays.has(posted.date) && (rendered || !scheduledDays.has(posted.date));
    return [
      ...(authorization.units === null
        ? []
        : [{ before: left(authorization.units, units), after: left(authorization.units, units) - posted.units }]),
      ...(authorization.visits === null || !takesVisit
        ? []
        : [{ before: left(authorization.visits, visits), after: left(authorization.visits, visits) - 1 }]),
    ];
  }

  /** Which authorization a service uses. `serviceId` does not count against itself. */
  private cover(posted: Posted, serviceId: string): { applied: string | null; warnings: string[] } {
    const covering = [...this.authorizations.values()].filter(
      (each) =>
        each.discontinuedVersion === null &&
        codesOf(each.procedure).includes(posted.code) &&
        (posted.insurance === null || each.insurance === posted.insurance),
    );
    const inside = (each: ModelAuthorization) => each.effective <= posted.date && posted.date <= each.expiration;
    const has = (each: ModelAuthorization) => this.taken(each, posted, serviceId).every(({ before }) => before > 0);
    const rank = (each: ModelAuthorization) =>
      [
        this.active[each.insurance] ? 0 : 1,
        each.insurance,
        has(each) ? 0 : 1,
        "groupId" in each.procedure ? 1 : 0,
        each.expiration,
        each.effective,
        each.id,
      ].join("|");
    const candidates = covering.filter(inside).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
    const chosen = posted.named === null ? candidates[0] : covering.find(({ id }) => id === posted.named);
    if (chosen === undefined) {
      if (this.policy === "BLOCK" || posted.named !== null) throw new Refused("NO_AUTHORIZATION");
      return { applied: null, warnings: ["NO_AUTHORIZATION", ...(covering.length > 0 ? ["OUTSIDE_DATES"] : [])] };
    }
    if (!inside(chosen) && this.policy === "BLOCK") throw new Refused("NO_AUTHORIZATION");
    const over = this.taken(chosen, posted, serviceId).some(({ after }) => after < 0);
    if (over && this.policy === "BLOCK") throw new Refused("CAP_EXCEEDED");
    return {
      applied: chosen.id,
      warnings: [...(over ? ["OVERUSE"] : []), ...(inside(chosen) ? [] : ["OUTSIDE_DATES"])],
    };
  }

  /** Posts or replaces a service; 201 for one that was not there, or void. */
  post(serviceId: string, posted: Posted): { status: 200 | 201; applied: string | null; warnings: readonly string[] } {
    const stored = this.services.get(serviceId);
    if (stored !== undefined && !stored.void && stored.applied !== null) {
      const same = (Object.keys(posted) as (keyof Posted)[]).every((field) => posted[field] === stored[field]);
      if (same) return { status: 200, applied: stored.applied, warnings: stored.warnings };
    }
    if (posted.code === "UNKNOWN") throw new Refused("UNKNOWN_ACTIVITY_CODE");
    if (posted.named !== null) {
      const named = this.authorizations.get(posted.named);
      if (named === undefined) throw new Refused("NOT_FOUND");
      if (named.discontinuedVersion !== null) throw new Refused("ALREADY_DISCONTINUED");
    }
    const covered = this.cover(posted, serviceId);
    this.services.set(serviceId, { ...posted, ...covered, void: false });
    return { status: stored === undefined || stored.void ? 201 : 200, ...covered };
  }

  /** Gives back its units, and the visit only if no other service remains on that day. */
  void(serviceId: string): void {
    const stored = this.services.get(serviceId);
    if (stored === undefined) throw new Refused("NOT_FOUND");
    stored.void = true;
  }

  /** What billing hears counts once, and never when something newer was heard. */
  hear(authorizationId: string, news: { confirmed?: ModelCap["confirmed"]; closedBy?: number }): void {
    const cap = this.caps.get(authorizationId) ?? { confirmed: null, closedBy: null };
    if (news.confirmed && news.confirmed.version > (cap.confirmed?.version ?? 0)) cap.confirmed = news.confirmed;
    if (news.closedBy !== undefined) cap.closedBy = news.closedBy;
    this.caps.set(authorizationId, cap);
  }

  /** Whether billing has what was confirmed. */
  acknowledged({ id, confirmedVersion }: ModelAuthorization): boolean {
    const cap = this.caps.get(id);
    return confirmedVersion !== null && Math.max(cap?.confirmed?.version ?? 0, cap?.closedBy ?? 0) >= confirmedVersion;
  }
}
