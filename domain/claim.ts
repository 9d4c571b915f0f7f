import * as z from "zod/mini";
import type { Authorization } from "./authorization.ts";
import { isPending } from "./authorization-number.ts";
import type { Cap } from "./cap.ts";
import type { Catalog } from "./catalog.ts";
import type { ClientInsurance } from "./client-insurance.ts";
import { isConfirmed } from "./confirmation.ts";
import { type Coverage, lapsesOf, priorityOn } from "./coverage.ts";
import { openEnum } from "./open-enum.ts";
import type { PostedService } from "./service.ts";

/** Why a claim gets no authorization number. */
export const ClaimReason = openEnum(
  z
    .enum([
      "NO_AUTHORIZATION",
      "OUTSIDE_DATES",
      "PROCEDURE_CHANGED",
      "RELEASED",
      "CAP_EXCEEDED",
      "AUTH_NUMBER_PENDING",
      "PRIOR_AUTH_NOT_REQUIRED",
      "NO_INSURANCE",
      "SEVERAL_AUTHORIZATIONS",
      "VOID",
    ])
    .check(
      z.meta({
        description:
          "OUTSIDE_DATES, PROCEDURE_CHANGED, RELEASED: the authorization that the service uses does not hold for it, or no " +
          "longer. SEVERAL_AUTHORIZATIONS: the services of that day and code use several, or one uses none: name the service. " +
          "VOID: the service that was named is void.",
      }),
    ),
);
export type ClaimReason = z.infer<typeof ClaimReason>;

export type Claim =
  | {
      readonly authorizationNumber: string;
      readonly authorizationId: string;
      /** Whether billing was told of the authorization as it is. */
      readonly confirmed: boolean;
      /** The number that billing has, where that is another one. */
      readonly confirmedAuthorizationNumber?: string;
    }
  | { readonly authorizationNumber: null; readonly reason: ClaimReason; readonly authorizationIds?: string[] };

/** An authorization, discontinued or not, with what a claim is told of it. */
export interface Claimable {
  readonly authorization: Authorization;
  readonly insurance: ClientInsurance | undefined;
  readonly cap: Cap | undefined;
}

type Placed = Pick<PostedService, "activityCode" | "serviceDate">;

export const noClaim = (reason: ClaimReason): Claim => ({ authorizationNumber: null, reason });

/** The claim of a service that uses this authorization: it gets the number only where that holds. */
export function claimUnder({ authorization, cap }: Claimable, service: Placed, catalog: Catalog): Claim {
  const { authorizationNumber, authorizationId } = authorization;
  const [lapse] = lapsesOf(authorization, service, catalog);
  if (lapse !== undefined) return noClaim(lapse);
  if (isPending(authorizationNumber, catalog.settings)) return noClaim("AUTH_NUMBER_PENDING");
  const capNumber = cap?.confirmed?.authorizationNumber;
  return {
    authorizationNumber,
    authorizationId,
    confirmed: isConfirmed(authorization),
    ...(capNumber !== undefined && capNumber !== authorizationNumber && { confirmedAuthorizationNumber: capNumber }),
  };
}

/** Why there is no number when posting would decide so: the service uses no authorization, or BLOCK refuses it. */
export function whyNone({ applied, reason, warnings }: Pick<Coverage, "applied" | "reason" | "warnings">): ClaimReason {
  if (reason !== undefined) return reason;
  if (applied !== null && warnings.includes("OVERUSE")) return "CAP_EXCEEDED";
  return warnings.includes("OUTSIDE_DATES") ? "OUTSIDE_DATES" : "NO_AUTHORIZATION";
}

/**
 * The claim of a day's services of one code. A claim is of one insurance: the one with the best priority on that day. Its
 * services have to use one and the same authorization. `null` in `uses`: a service that uses none although it needs one.
 */
export function claimOfDay(uses: readonly (Claimable | null)[], service: Placed, catalog: Catalog): Claim {
  const used = uses.filter((use) => use !== null);
  const priorities = used.map(({ insurance }) => priorityOn(service.serviceDate, insurance));
  const first = used.filter((_, at) => priorities[at] === Math.min(...priorities));
  const [only] = first;
  if (only === undefined) return noClaim("NO_AUTHORIZATION");
  if (first.length === 1 && !uses.includes(null)) return claimUnder(only, service, catalog);
  const authorizationIds = first.map(({ authorization }) => authorization.authorizationId).sort();
  return { authorizationNumber: null, reason: "SEVERAL_AUTHORIZATIONS", authorizationIds };
}
