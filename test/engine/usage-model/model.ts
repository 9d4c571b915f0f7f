import { type GroupId, groups, type InsuranceIndex, type Policy, type Procedure } from "./setup.ts";

/** An authorization as the product's rules know it. */
export interface ModelAuthorization {
  readonly id: string;
  insurance: InsuranceIndex;
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
  discontinued: { readonly version: number; readonly effect: "KEEP" | "RELEASE" } | null;
}

export interface ModelInsurance {
  active: boolean;
  required: boolean;
  from: string | null;
  to: string | null;
}

export interface ModelService {
  readonly code: string;
  readonly date: string;
  readonly units: number;
  readonly status: "RENDERED" | "SCHEDULED";
  readonly insurance: InsuranceIndex | null;
  readonly named: string | null;
  /** What a person named, and for which code and date: what the engine names is not kept. */
  readonly chosen: Pick<ModelService, "code" | "date" | "insurance" | "named"> | null;
  /** The authorization that it uses. */
  readonly applied: string | null;
  /** Why it needs none. */
  readonly reason: string | null;
  readonly warnings: readonly string[];
  readonly void: boolean;
}

export type Posted = Pick<ModelService, "code" | "date" | "units" | "status" | "insurance" | "named">;

/** What billing was told of one authorization, the newest of it. */
export interface ModelCap {
  confirmed: { readonly version: number; readonly insurance: InsuranceIndex; readonly facts: object } | null;
  closedBy: number | null;
}

export class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const pays = (): ModelInsurance => ({ active: true, required: true, from: null, to: null });

/** One client and the setup: everything is counted anew from the list of services each time it is asked for. */
export class Model {
  policy: Policy;
  groups: Readonly<Record<GroupId, readonly string[]>> = groups;
  readonly insurances: readonly [ModelInsurance, ModelInsurance] = [pays(), pays()];
  readonly authorizations = new Map<string, ModelAuthorization>();
  services = new Map<string, ModelService>();
  readonly caps = new Map<string, ModelCap>();

  constructor(policy: Policy) {
    this.policy = policy;
  }

  /** The same with a list of services of its own, to try things out on. */
  trial(): Model {
    const trial: Model = Object.assign(Object.create(Model.prototype), this);
    trial.services = new Map(this.services);
    return trial;
  }

  change(serviceId: string, change: Partial<ModelService>): void {
    const service = this.services.get(serviceId);
    if (service === undefined) throw new Error(`There is no service ${serviceId}.`);
    this.services.set(serviceId, { ...service, ...change });
  }

  codesOf(procedure: Procedure): readonly string[] {
    return "groupId" in procedure ? this.groups[procedure.groupId] : [procedure.activityCode];
  }

  inForce(insurance: InsuranceIndex, day: string): boolean {
    const { active, from, to } = this.insurances[insurance];
    return active && (from ?? day) <= day && day <= (to ?? day);
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
