import * as contract from "../../api/services.ts";
import { isPending } from "../../domain/authorization.ts";
import { trackerVisible } from "../../domain/client-insurance.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import { covered } from "../runtime/post-service.ts";
import type { HttpServices } from "../runtime/services.ts";

/** The authorization that a service of this day and code used; before any was posted, the one that it would use. */
export const readClaimAuthorization = handles(
  contract.readClaimAuthorization,
  async ({ path, query }, services: HttpServices) => {
    const [record, catalog] = await Promise.all([
      readClientRecord(services.table, path.clientId),
      services.readCatalog(),
    ]);
    const none = (reason: "NO_AUTHORIZATION" | "OUTSIDE_DATES" | "AUTH_NUMBER_PENDING" | "PRIOR_AUTH_NOT_REQUIRED") =>
      ok({ authorizationNumber: null, reason });
    const settings = { ...catalog.settings, overCapPolicy: "FLAG" as const };
    const wanted = { ...query, units: 1, status: "RENDERED" as const };
    const coverage = await covered(services, record, { ...catalog, settings }, wanted, undefined);
    const posted = coverage.candidates.find(
      ({ authorization, day }) =>
        (query.insuranceId === undefined || authorization.insuranceId === query.insuranceId) &&
        Object.values(day).some(({ activityCode }) => activityCode === query.activityCode),
    );
    const authorizationId = posted?.authorization.authorizationId ?? coverage.applied?.authorizationId;
    const authorization = record.authorizations.get(authorizationId ?? "");
    if (authorization === undefined) {
      const insurances = [...record.insurances.values()].filter(
        ({ insuranceId }) => query.insuranceId === undefined || insuranceId === query.insuranceId,
      );
      if (!trackerVisible(insurances)) return none("PRIOR_AUTH_NOT_REQUIRED");
      return none(coverage.warnings.includes("OUTSIDE_DATES") ? "OUTSIDE_DATES" : "NO_AUTHORIZATION");
    }
    if (isPending(authorization.authorizationNumber)) return none("AUTH_NUMBER_PENDING");
    return ok({
      authorizationNumber: authorization.authorizationNumber,
      authorizationId: authorization.authorizationId,
    });
  },
);
