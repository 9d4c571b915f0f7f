import { untouchedBalance } from "../../domain/balance.ts";
import type { Candidate } from "../../domain/candidate.ts";
import type { Catalog } from "../../domain/catalog.ts";
import { type ClientRecord, insuranceIn, rowFacts } from "../../domain/client-record.ts";
import { type Coverage, coverageOf, coversCode, keepsItsOwn, type Standing } from "../../domain/coverage.ts";
import { DomainError } from "../../domain/domain-error.ts";
import type { PostedService, Service } from "../../domain/service.ts";
import { type DayOfService, dayWithout, difference, sum, usageOf } from "../../domain/usage.ts";
import type { ClientUsage } from "./client-usage.ts";

interface CoverageNow {
  readonly coverage: Coverage;
  /** The authorization that would be used. */
  readonly used: Candidate | undefined;
}

/**
 * Asks the rule (`domain/coverage.ts`) about a service in the current state. `previous`: the same service as stored, which does
 * not count against itself.
 */
export async function coverageNow(
  usage: ClientUsage,
  catalog: Catalog,
  posted: PostedService,
  previous: Service | undefined,
): Promise<CoverageNow> {
  const { record } = usage;
  const { activityCode, serviceDate, insuranceId, authorizationId } = posted;
  // An insurance that is named must be the client's.
  if (insuranceId !== undefined) insuranceIn(record, insuranceId);
  const stands = previous?.void ? undefined : previous;
  const usedId = stands?.applied?.authorizationId;
  const named = await usage.facts([authorizationId, usedId].filter((id) => id !== undefined));
  const used = named.get(usedId ?? "");
  const possible = [...record.authorizations.values()]
    .filter((authorization) => coversCode(catalog, authorization, activityCode))
    .map((authorization) => rowFacts(record, authorization));
  const days = await usage.days([
    ...[...possible, ...(used === undefined ? [] : [used])].map(({ authorization }) => ({
      authorizationId: authorization.authorizationId,
      serviceDate,
    })),
    ...(usedId === undefined || stands === undefined
      ? []
      : [{ authorizationId: usedId, serviceDate: stands.serviceDate }]),
  ]);
  const servicesOn = (id: string, date: string) => servicesOf(days, id, date);
  const candidateOf = ({ authorization, insurance, balance }: (typeof possible)[number]): Candidate => {
    const id = authorization.authorizationId;
    const own = stands !== undefined && id === usedId ? servicesOn(id, stands.serviceDate) : {};
    return {
      authorization,
      insurance,
      balance: sum(balance ?? untouchedBalance, freedBy(own, stands)),
      day: dayWithout(servicesOn(id, serviceDate), stands?.serviceId ?? ""),
    };
  };
  const standing: Standing | undefined = stands && { service: stands, used: used && candidateOf(used) };
  if (authorizationId !== undefined && !record.authorizations.has(authorizationId) && !keepsItsOwn(posted, standing))
    throw notCurrent(record, authorizationId, named.has(authorizationId));
  const candidates = possible.map(candidateOf);
  const coverage = coverageOf(posted, { candidates, insurances: [...record.insurances.values()], standing }, catalog);
  const isUsed = ({ authorization }: Candidate) => authorization.authorizationId === coverage.applied?.authorizationId;
  return { coverage, used: [...candidates, ...(standing?.used ? [standing.used] : [])].find(isUsed) };
}

function servicesOf(days: readonly DayOfService[], authorizationId: string, serviceDate: string) {
  const isSameDay = (day: DayOfService) => day.authorizationId === authorizationId && day.serviceDate === serviceDate;
  return days.find(isSameDay)?.services ?? {};
}

/** What taking the service off its day gives back, as a negative balance. */
function freedBy(day: DayOfService["services"], service: Service | undefined) {
  return difference(usageOf(dayWithout(day, service?.serviceId ?? "")), usageOf(day));
}

/** An authorization that is named must be the client's, and not discontinued. */
function notCurrent({ client }: ClientRecord, authorizationId: string, isDiscontinued: boolean): DomainError {
  return isDiscontinued
    ? new DomainError("ALREADY_DISCONTINUED", `The authorization ${authorizationId} is discontinued.`)
    : new DomainError("NOT_FOUND", `The client ${client.clientId} has no authorization ${authorizationId}.`);
}
