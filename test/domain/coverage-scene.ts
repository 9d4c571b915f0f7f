import type { Authorization } from "../../domain/authorization.ts";
import type { Balance } from "../../domain/balance.ts";
import type { Candidate } from "../../domain/candidate.ts";
import type { Catalog } from "../../domain/catalog.ts";
import type { ClientInsurance } from "../../domain/client-insurance.ts";
import { type Coverage, coverageOf, type Standing } from "../../domain/coverage.ts";
import type { PostedService, Service } from "../../domain/service.ts";
import type { ServicesOfDay } from "../../domain/usage.ts";
import {
  activityCode,
  authorization,
  balance,
  catalog,
  group,
  insurance,
  posted,
  service,
  settings,
} from "./examples.ts";

/** What the rule of coverage is asked about, each changed only where a test cares. */

export type Policy = "FLAG" | "BLOCK";

/** Codes IND15 and FAM, and a group of both; GRP is known and in no group. */
export const setUp = (overCapPolicy: Policy = "FLAG", therapy: string[] = ["IND15", "FAM"]): Catalog =>
  catalog({
    activityCodes: [activityCode("IND15"), activityCode("FAM"), activityCode("GRP")],
    groups: [group("therapy", "*All Therapy", therapy)],
    settings: settings({ overCapPolicy }),
  });

/** An authorization with its insurance, what services took of it, and the services of the day. */
export interface Given extends Partial<Authorization> {
  readonly of?: Partial<ClientInsurance>;
  readonly taken?: Partial<Balance>;
  readonly day?: ServicesOfDay;
}

export const candidate = ({ of, taken, day = {}, ...changes }: Given): Candidate => ({
  authorization: authorization(changes),
  insurance: insurance({ insuranceId: changes.insuranceId ?? "I2001", ...of }),
  balance: balance(taken),
  day,
});

export interface Scene {
  readonly policy?: Policy;
  readonly catalog?: Catalog;
  /** Without it: those of the authorizations, and one that requires prior auths. */
  readonly insurances?: readonly ClientInsurance[];
  readonly standing?: Standing;
}

/** What is decided of a service, refusals included. */
export function decided(given: readonly Given[], of: Partial<PostedService>, scene: Scene = {}): Coverage {
  const candidates = given.map(candidate);
  const own = candidates.flatMap((each) => each.insurance ?? []);
  const { policy = "FLAG", insurances = [insurance(), ...own], standing } = scene;
  return coverageOf(posted(of), { candidates, insurances, standing }, scene.catalog ?? setUp(policy));
}

/** The same, thrown where it is refused. */
export function chosen(given: readonly Given[], service: Partial<PostedService> = {}, policy: Policy = "FLAG") {
  const { refusal, ...coverage } = decided(given, service, { policy });
  if (refusal !== null) throw refusal;
  return coverage;
}

/** A service of 4 units of IND15 on 2026-03-16 that uses A3001, unless changed. */
export const stored = (changes: Partial<Service> = {}): Service =>
  service({ units: 4, applied: { authorizationId: "A3001", reason: "as it was" }, ...changes });
