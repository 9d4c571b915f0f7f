import type { CapDifference, CapDrift, Known } from "../../../clients/typescript/src/index.ts";
import { formatAmount, formatDay, wordsOf } from "../../elements/format.ts";

interface KindWords {
  readonly what: string;
  readonly todo: string;
}

/** What each kind of drift says, and what billing staff do until somebody has repaired it. */
const kinds: Readonly<Record<string, KindWords>> = {
  CAP_MISSING: {
    what: "Confirmed, and billing has no cap",
    todo: "Bill nothing under it yet. Ask your administrator to look for the event that was not delivered, else to repair the cap.",
  },
  CAP_OUTDATED: {
    what: "The cap is older than what was confirmed",
    todo: "Go by the authorization, not by the cap. Ask your administrator to look for the event that was not delivered, else to repair the cap.",
  },
  CAP_NOT_CLOSED: {
    what: "Discontinued, and the cap is still open",
    todo: "Bill nothing further under it. Ask your administrator to look for the event that was not delivered, else to repair the cap.",
  },
  CAP_DIFFERS: {
    what: "The cap says other than the authorization",
    todo: "Compare the two before you bill. Ask your administrator who changed the cap, and to repair it.",
  },
  CAP_UNFOUNDED: {
    what: "A cap of what was never confirmed",
    todo: "Bill nothing under it. A person has to decide: ask your administrator where it came from.",
  },
} satisfies Record<Known<CapDrift["kind"]>, KindWords>;

/** Of a kind that a later release tells. */
const otherKind: KindWords = {
  what: "Billing's cap is not as it should be",
  todo: "Compare the two before you bill, and ask your administrator.",
};

const groupEdited =
  "Its authorization group was edited since it was confirmed. If billing shall go by today's codes, ask your administrator " +
  "to repair the cap; else edit the group back in Setup.";

export function driftText({ kind }: Pick<CapDrift, "kind">): string {
  return (kinds[kind] ?? otherKind).what;
}

export function whatToDo({ kind, differences }: Pick<CapDrift, "kind" | "differences">): string {
  const isGroupAlone = kind === "CAP_DIFFERS" && differences.every(({ field }) => field === "activityCodes");
  return isGroupAlone ? groupEdited : (kinds[kind] ?? otherKind).todo;
}

const fieldNames: Readonly<Record<Known<CapDifference["field"]>, string>> = {
  state: "State",
  authorizationVersion: "Version",
  insuranceId: "Insurance",
  authorizationNumber: "Auth #",
  activityCodes: "Activity codes",
  unitsCap: "Units",
  visitsCap: "Visits",
  effectiveDate: "Effective date",
  expirationDate: "Expiration date",
};

export function fieldName(field: CapDifference["field"]): string {
  return wordsOf(fieldNames, field);
}

/** A value of a cap as people read it. Without a cap nothing is there; without a limit there is none. */
export function valueText(field: CapDifference["field"], value: CapDifference["expected"]): string {
  if (value === null) return field === "unitsCap" || field === "visitsCap" ? "not limited" : "nothing";
  if (field === "state") return value === "OPEN" ? "open" : "closed";
  if (typeof value === "number") return formatAmount(value);
  if (typeof value === "string") return field.endsWith("Date") ? formatDay(value) : value;
  return value.join(", ");
}
