import * as contract from "../../api/services.ts";
import type { Authorization } from "../../domain/authorization.ts";
import { isPending } from "../../domain/authorization-number.ts";
import { trackerVisible } from "../../domain/client-insurance.ts";
import { type ClientRecord, readClientRecord } from "../../store/client-record.ts";
import { discontinuedFrom, readDiscontinued } from "../../store/history.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { readDays } from "../../store/services.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { covered } from "../runtime/post-service.ts";
import type { HttpServices } from "../runtime/services.ts";

/** The authorization that a service of this day and code used; before any was posted, the one that it would use. */
export const readClaimAuthorization = handles(
  contract.readClaimAuthorization,
  async ({ path, query }, services: HttpServices) => {
    const { table } = services;
    const [record, catalog] = await Promise.all([readClientRecord(table, path.clientId), services.readCatalog()]);
    const settings = { ...catalog.settings, overCapPolicy: "FLAG" as const };
    const wanted = { ...query, units: 1, status: "RENDERED" as const };
    const { applied, warnings } = await covered(services, record, { ...catalog, settings }, wanted, undefined);
    const authorization =
      (await authorizationUsed(table, record, query)) ?? record.authorizations.get(applied?.authorizationId ?? "");
    const none = (reason: "NO_AUTHORIZATION" | "OUTSIDE_DATES" | "AUTH_NUMBER_PENDING" | "PRIOR_AUTH_NOT_REQUIRED") =>
      ok({ authorizationNumber: null, reason });

    if (authorization === undefined) {
      const insurances = [...record.insurances.values()].filter((each) => isOf(each, query.insuranceId));
      if (!trackerVisible(insurances, query.serviceDate)) return none("PRIOR_AUTH_NOT_REQUIRED");
      return none(warnings.includes("OUTSIDE_DATES") ? "OUTSIDE_DATES" : "NO_AUTHORIZATION");
    }
    const { authorizationNumber, authorizationId } = authorization;
    return isPending(authorizationNumber, settings)
      ? none("AUTH_NUMBER_PENDING")
      : ok({ authorizationNumber, authorizationId });
  },
);

interface Claim {
  readonly serviceDate: string;
  readonly activityCode: string;
  readonly insuranceId?: string;
}

const isOf = (each: { readonly insuranceId: string }, insuranceId: string | undefined) =>
  insuranceId === undefined || each.insuranceId === insuranceId;

/** What a posted service uses counts, even when the authorization has been discontinued since. */
async function authorizationUsed(
  table: OpenedTable,
  { client: { clientId }, authorizations }: ClientRecord,
  { serviceDate, activityCode, insuranceId }: Claim,
): Promise<Authorization | undefined> {
  const ids = [...authorizations.keys(), ...(await discontinuedFrom(table, clientId, serviceDate))];
  const days = await readDays(
    table,
    ids.map((authorizationId) => ({ authorizationId, serviceDate })),
  );
  const used = days
    .filter(({ services }) => Object.values(services).some((service) => service.activityCode === activityCode))
    .map(({ authorizationId }) => authorizationId);
  const discontinued = await readDiscontinued(
    table,
    clientId,
    used.filter((id) => !authorizations.has(id)),
  );
  return used
    .flatMap((id) => authorizations.get(id) ?? discontinued.get(id)?.authorization ?? [])
    .find((authorization) => isOf(authorization, insuranceId));
}
