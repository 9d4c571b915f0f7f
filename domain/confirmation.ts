import type { Authorization } from "./authorization.ts";
import { isPending } from "./authorization-number.ts";
import type { Instant } from "./calendar.ts";
import { authorizationVersionOf, type Cap } from "./cap.ts";
import { type ClientInsurance, requireAuthorizable, takesAuthorizations } from "./client-insurance.ts";
import { DomainError, refusedField, versionConflict } from "./domain-error.ts";
import type { Actor } from "./permission.ts";
import type { TrackerSettings } from "./status.ts";

export type ConfirmationState = "NOT_CONFIRMED" | "SENT" | "ACKNOWLEDGED" | "STALE";

/**
 * NOT_CONFIRMED -> SENT -> ACKNOWLEDGED, and from either of the latter to STALE by a change, back to SENT by confirming.
 * ACKNOWLEDGED is not stored: it holds once billing's cap has the confirmed version.
 */
export function confirmationState(authorization: Authorization, cap: Cap | undefined): ConfirmationState {
  const { confirmation } = authorization;
  if (confirmation === undefined) return "NOT_CONFIRMED";
  if (confirmation.changedSince) return "STALE";
  return cap !== undefined && authorizationVersionOf(cap) >= confirmation.confirmedVersion ? "ACKNOWLEDGED" : "SENT";
}

/** The C beside the number: confirmed, and unchanged since. */
export function isConfirmed(authorization: Authorization): boolean {
  return authorization.confirmation !== undefined && !authorization.confirmation.changedSince;
}

/** Why nobody can confirm an authorization, the first time or again; null when somebody can. */
function closed({ authorizationId, discontinued }: Authorization, settings: TrackerSettings): DomainError | null {
  if (discontinued !== undefined)
    return new DomainError("ALREADY_DISCONTINUED", `The authorization ${authorizationId} is discontinued.`);
  if (!settings.billingEngine)
    return new DomainError("BILLING_ENGINE_DISABLED", "This agency has no billing engine to confirm to.");
  return null;
}

/** A placeholder for the number may be saved, and not confirmed. */
function numberPending({ authorizationId }: Authorization): DomainError {
  return refusedField(
    "AUTH_NUMBER_PENDING",
    `The authorization ${authorizationId} has no authorization number yet; enter the payer's number, then confirm.`,
    "/authorizationNumber",
    "is no number of the payer and can't be confirmed",
  );
}

export function canBeConfirmed(
  authorization: Authorization,
  insurance: ClientInsurance | undefined,
  settings: TrackerSettings,
): boolean {
  return (
    !isConfirmed(authorization) &&
    closed(authorization, settings) === null &&
    takesAuthorizations(insurance) &&
    !isPending(authorization.authorizationNumber, settings)
  );
}

export type ConfirmDecision =
  | { readonly outcome: "ALREADY_CONFIRMED" }
  | { readonly outcome: "CONFIRM"; readonly authorization: Authorization };

/**
 * Decides a confirm of the version that the user saw. What may not be entered under an insurance may not be confirmed either.
 *
 * `confirmedVersion` is the version that was seen; storing the confirmation makes the next one. Confirming again, with the
 * confirmed or the current version, changes nothing. Throws a DomainError for everything that can't be confirmed.
 */
export function decideConfirm(
  authorization: Authorization,
  seen: { version: number; actor: Actor; now: Instant; insurance: ClientInsurance; settings: TrackerSettings },
): ConfirmDecision {
  const { confirmation, version } = authorization;
  const isClosed = closed(authorization, seen.settings);
  if (isClosed !== null) throw isClosed;
  if (confirmation !== undefined && isConfirmed(authorization)) {
    if (seen.version === confirmation.confirmedVersion || seen.version === version)
      return { outcome: "ALREADY_CONFIRMED" };
    throw versionConflict(`The authorization ${authorization.authorizationId}`, version);
  }
  requireAuthorizable(seen.insurance);
  if (isPending(authorization.authorizationNumber, seen.settings)) throw numberPending(authorization);
  if (seen.version !== version) throw versionConflict(`The authorization ${authorization.authorizationId}`, version);
  return {
    outcome: "CONFIRM",
    authorization: {
      ...authorization,
      confirmation: {
        confirmedAt: seen.now,
        confirmedBy: seen.actor.userId,
        confirmedVersion: version,
        insuranceId: authorization.insuranceId,
        changedSince: false,
      },
      updatedAt: seen.now,
      updatedBy: seen.actor.userId,
      version: version + 1,
    },
  };
}
