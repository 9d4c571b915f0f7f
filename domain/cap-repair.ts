import { type CapFacts, capDrift } from "./caps-drift.ts";
import type { Catalog } from "./catalog.ts";

/** Why a cap is not repaired, with the sentence for whoever asked. */
export const repairRefusals = {
  UNKNOWN_AUTHORIZATION: "There is no such authorization: nothing can be told of it.",
  NOT_CONFIRMED: "It was never confirmed: nothing may be told to billing.",
  NOTHING_DIFFERS: "Its cap holds what was confirmed: there is nothing to repair.",
  CHANGED_SINCE:
    "It was changed since it was confirmed, and what was confirmed is not kept. Confirm it again, " +
    "or redrive its event if that is a dead letter.",
  CAP_UNFOUNDED: "Its cap holds a newer version than was ever confirmed or discontinued: no event stands over that.",
} as const;
export type RepairRefusal = keyof typeof repairRefusals;

/** What billing is told again, in this order. */
export type CapRepair =
  | { readonly outcome: "TELL"; readonly confirmed: boolean; readonly discontinued: boolean }
  | { readonly outcome: "REFUSED"; readonly reason: RepairRefusal };

const refused = (reason: RepairRefusal): CapRepair => ({ outcome: "REFUSED", reason });

/** Decides a repair that somebody asked for. Without a time of grace: whoever asks has waited. */
export function decideRepair(facts: CapFacts, catalog: Catalog, now: Date): CapRepair {
  const { authorization, cap } = facts;
  if (authorization === undefined) return refused("UNKNOWN_AUTHORIZATION");
  const { confirmation, discontinued } = authorization;
  if (confirmation === undefined) return refused("NOT_CONFIRMED");
  const drift = capDrift(facts, catalog, now, 0);
  if (drift === null) return refused("NOTHING_DIFFERS");
  if (drift.kind === "CAP_UNFOUNDED") return refused("CAP_UNFOUNDED");
  const close = discontinued !== undefined && cap?.discontinuedVersion === undefined;
  const lacksConfirmed = (cap?.confirmed?.version ?? 0) < confirmation.confirmedVersion;
  const confirm = (lacksConfirmed || drift.kind === "CAP_DIFFERS") && !confirmation.changedSince;
  return close || confirm ? { outcome: "TELL", confirmed: confirm, discontinued: close } : refused("CHANGED_SINCE");
}
