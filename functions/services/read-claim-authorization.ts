import * as contract from "../../api/services.ts";
import type { Catalog } from "../../domain/catalog.ts";
import { type Claim, claimOfDay, claimUnder, noClaim, whyNone } from "../../domain/claim.ts";
import { rowFacts } from "../../domain/client-record.ts";
import { DomainError, type Fault, validationFailed } from "../../domain/domain-error.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { discontinuedIds } from "../../store/history.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { readUncovered } from "../../store/services.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { ClientUsage } from "./client-usage.ts";
import { coverageNow } from "./coverage-now.ts";

/** The authorization that a posted service uses; before any was posted, the one that it would use. */
export const readClaimAuthorization = handles(
  contract.readClaimAuthorization,
  async ({ path, query }, { table, readCatalog }: HttpServices) => {
    const asked = askedFor(query);
    const [record, catalog] = await Promise.all([readClientRecord(table, path.clientId), readCatalog()]);
    const usage = new ClientUsage(table, record);
    return ok(
      "serviceId" in asked
        ? await claimOfService(usage, catalog, asked.serviceId)
        : ((await claimOfPosted(table, usage, catalog, asked)) ?? (await claimBefore(usage, catalog, asked))),
    );
  },
);

interface Day {
  readonly serviceDate: string;
  readonly activityCode: string;
  readonly insuranceId?: string;
}

type Query = Partial<Day> & { readonly serviceId?: string };

/** A service by its id, or a day's services of one code. Throws one VALIDATION_FAILED that names every fault. */
function askedFor({ serviceId, ...day }: Query): { readonly serviceId: string } | Day {
  const { serviceDate, activityCode } = day;
  const needed = Object.entries({ serviceDate, activityCode }).filter(([, given]) => given === undefined);
  const faults: Fault[] =
    serviceId === undefined
      ? needed.map(([name]) => ({ pointer: `?${name}`, code: "REQUIRED", message: "is required without serviceId" }))
      : Object.keys(day).map((name) => ({
          pointer: `?${name}`,
          code: "INVALID",
          message: "can't be combined with serviceId",
        }));
  if (faults.length > 0) throw validationFailed(faults);
  return serviceId === undefined ? (day as Day) : { serviceId };
}

async function claimOfService(usage: ClientUsage, catalog: Catalog, serviceId: string): Promise<Claim> {
  const { clientId } = usage.record.client;
  const service = await usage.service(serviceId);
  if (service === undefined) throw new DomainError("NOT_FOUND", `The client ${clientId} has no service ${serviceId}.`);
  if (service.void) return noClaim("VOID");
  if (service.applied === null) return noClaim(whyNone(service));
  const { authorizationId } = service.applied;
  const used = (await usage.facts([authorizationId])).get(authorizationId);
  if (used === undefined) throw new Error(`The authorization of the service ${serviceId} is gone.`);
  return claimUnder(used, service, catalog);
}

/** Undefined: no service of that day and code was posted. */
async function claimOfPosted(table: OpenedTable, usage: ClientUsage, catalog: Catalog, day: Day) {
  const { serviceDate, activityCode } = day;
  const { client, authorizations } = usage.record;
  const { clientId } = client;
  const [discontinued, uncovered] = await Promise.all([
    discontinuedIds(table, clientId),
    readUncovered(table, clientId, { first: serviceDate, last: serviceDate }),
  ]);
  const ids = [...new Set([...authorizations.keys(), ...discontinued])];
  const days = await usage.days(ids.map((authorizationId) => ({ authorizationId, serviceDate })));
  const usedIds = days
    .filter(({ services }) => Object.values(services).some((service) => service.activityCode === activityCode))
    .map(({ authorizationId }) => authorizationId);
  const isOf = (insuranceId: string | undefined) => day.insuranceId === undefined || insuranceId === day.insuranceId;
  const used = [...(await usage.facts(usedIds)).values()];
  const without = uncovered.some(
    (each) => each.activityCode === activityCode && isOf(each.insuranceId ?? day.insuranceId),
  );
  const uses = [...used.filter(({ authorization }) => isOf(authorization.insuranceId)), ...(without ? [null] : [])];
  return uses.length === 0 ? undefined : claimOfDay(uses, day, catalog);
}

/** What a service would use that is not posted yet. */
async function claimBefore(usage: ClientUsage, catalog: Catalog, day: Day): Promise<Claim> {
  const posted = { ...day, units: 1, status: "RENDERED" as const };
  const { coverage, used } = await coverageNow(usage, catalog, posted, undefined);
  if (used === undefined || coverage.refusal !== null) return noClaim(whyNone(coverage));
  return claimUnder(rowFacts(usage.record, used.authorization), day, catalog);
}
