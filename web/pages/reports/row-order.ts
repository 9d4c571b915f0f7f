import type { ReportedAuthorization, Status } from "../../../clients/typescript/src/index.ts";
import { statusNames } from "../../elements/authorization-tracker/wording.ts";

/** By what Client Authorizations can be ordered; the API gives them by expiration. */
export const orderNames = {
  expiration: "Expiration date",
  client: "Client",
  procedure: "Procedure",
  units: "Units left",
  visits: "Visits left",
  status: "Status, most pressing first",
} as const;
export type OrderName = keyof typeof orderNames;

export interface Order {
  readonly by: OrderName;
  readonly isDescending: boolean;
}

export const usualOrder: Order = { by: "expiration", isDescending: false };

/** An order as in an address: `client`, or `-client` when it is descending. Any other text is the usual order. */
export function orderOf(text: string | null): Order {
  const isDescending = text?.startsWith("-") ?? false;
  const by = text?.slice(isDescending ? 1 : 0) ?? "";
  return Object.hasOwn(orderNames, by) ? { by: by as OrderName, isDescending } : usualOrder;
}

export function orderText({ by, isDescending }: Order): string {
  return `${isDescending ? "-" : ""}${by}`;
}

/** The order after a column was chosen; the same column again reverses it. */
export function orderAfter(order: Order, by: OrderName): Order {
  return { by, isDescending: order.by === by && !order.isDescending };
}

type Row = ReportedAuthorization;
type Place = string | number | null;

const pressing = Object.keys(statusNames) as Status[];
const collator = new Intl.Collator("en-US", { numeric: true, sensitivity: "base" });

const places: Readonly<Record<OrderName, (row: Row) => Place>> = {
  expiration: ({ expirationDate }) => expirationDate,
  client: ({ client }) => `${client.lastName}, ${client.firstName}, ${client.clientId}`,
  procedure: ({ procedure }) => procedure.label,
  units: ({ units }) => units.remaining,
  visits: ({ visits }) => visits.remaining,
  status: ({ status }) => (status === null ? null : pressing.indexOf(status)),
};

/** Rows in another order; equal ones stay as they were. What is not limited comes last, whichever way. */
export function inOrder(rows: readonly Row[], { by, isDescending }: Order): readonly Row[] {
  const placeOf = places[by];
  const direction = isDescending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [one, other] = [placeOf(a), placeOf(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return direction * compared(one, other);
  });
}

function compared(one: string | number, other: string | number): number {
  return typeof one === "number" && typeof other === "number" ? one - other : collator.compare(`${one}`, `${other}`);
}
