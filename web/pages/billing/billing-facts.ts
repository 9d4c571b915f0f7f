import type { Address, Authorization, ClientInsurance, Subscriber } from "../../../clients/typescript/src/index.ts";
import { counted, formatDay } from "../../elements/format.ts";

/** A detail of an insurance; undefined: not known. */
export interface Detail {
  readonly name: string;
  readonly value: string | undefined;
}

/** All that is known of an insurance but its payer, priority and status, which stand at its head. */
export function insuranceDetails(insurance: ClientInsurance): Detail[] {
  const { subscriberNumber, groupNumber, priorAuthsRequired, source, subscriber } = insurance;
  const mark = source === "PAYER_DEFAULT" ? "payer's default" : "set for this client";
  return [
    { name: "Subscriber #", value: subscriberNumber },
    { name: "Group #", value: groupNumber },
    { name: "Dates", value: datesText(insurance) },
    { name: "Prior auths required", value: `${priorAuthsRequired ? "Yes" : "No"} (${mark})` },
    { name: "Subscriber", value: subscriber && subscriberName(subscriber) },
    { name: "Subscriber's date of birth", value: subscriber?.dateOfBirth && formatDay(subscriber.dateOfBirth) },
    { name: "Subscriber's address", value: subscriber?.address && addressText(subscriber.address) },
  ];
}

export function priorityText(priority: number): string {
  const names = ["primary", "secondary", "tertiary"];
  const name = names[priority - 1];
  return name === undefined ? String(priority) : `${priority}, ${name}`;
}

/** Either end may be open; both: it is not known when it holds. */
function datesText({ effectiveDate, expirationDate }: ClientInsurance): string | undefined {
  if (effectiveDate !== undefined && expirationDate !== undefined)
    return `${formatDay(effectiveDate)} to ${formatDay(expirationDate)}`;
  if (effectiveDate !== undefined) return `From ${formatDay(effectiveDate)}`;
  return expirationDate === undefined ? undefined : `Until ${formatDay(expirationDate)}`;
}

function subscriberName({ relationship, firstName, middleName, lastName }: Subscriber): string {
  const relation = relationship.charAt(0).toUpperCase() + relationship.slice(1).toLowerCase();
  return `${[firstName, middleName, lastName].filter((part) => part !== undefined).join(" ")} (${relation})`;
}

function addressText({ line1, line2, city, state, postalCode }: Address): string | undefined {
  const place = [state, postalCode].filter((part) => part !== undefined).join(" ");
  const lines = [line1, line2, city, place].filter((part) => part !== undefined && part !== "");
  return lines.length === 0 ? undefined : lines.join(", ");
}

/** The acknowledgement state of everything that was ever confirmed for a client. */
export function acknowledgementSummary(authorizations: readonly Authorization[]): string {
  const inState = (state: Authorization["confirmation"]["state"]) =>
    authorizations.filter(({ confirmation }) => confirmation.state === state).length;
  const [acknowledged, sent, stale, unconfirmed] = [
    inState("ACKNOWLEDGED"),
    inState("SENT"),
    inState("STALE"),
    inState("NOT_CONFIRMED"),
  ];
  const parts = [
    acknowledged > 0 && `billing has ${counted(acknowledged, "confirmed authorization")}`,
    sent > 0 && `${counted(sent, "confirmation")} sent and not acknowledged yet`,
    stale > 0 && `${counted(stale, "authorization")} changed since confirmed`,
    unconfirmed > 0 && `${counted(unconfirmed, "authorization")} not confirmed`,
  ].filter((part) => part !== false);
  if (parts.length === 0) return "No authorization to confirm.";
  const sentence = parts.join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}
