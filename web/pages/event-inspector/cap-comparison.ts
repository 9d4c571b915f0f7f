import type { Cap, PriorAuthClient } from "../../../clients/typescript/src/index.ts";
import { formatAmount, formatDay } from "../../elements/format.ts";
import { formatTime } from "./event-stages.ts";

/** The caps of clients, by their authorization. */
export type Caps = ReadonlyMap<string, Cap>;

/** Every cap of these clients. A client that nobody knows has none: an event may name anybody. */
export async function readCaps(api: PriorAuthClient, clientIds: Iterable<string>, signal?: AbortSignal): Promise<Caps> {
  const options = signal && { signal };
  const read = [...new Set(clientIds)].map(async (clientId) => {
    const { data } = await api.listClientInsurances({ clientId }, options);
    const caps = data.items.map(({ insuranceId }) => api.listCaps({ clientId, insuranceId }, options));
    return (await Promise.all(caps)).flatMap((reply) => reply.data.items);
  });
  const settled = await Promise.allSettled(read);
  signal?.throwIfAborted();
  const caps = settled.flatMap((result) => (result.status === "fulfilled" ? result.value : []));
  return new Map(caps.map((cap) => [cap.authorizationId, cap]));
}

/** One field of a cap before and after something was sent. */
interface ComparedField {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  readonly isChanged: boolean;
}

export interface ComparedCap {
  readonly authorizationId: string;
  readonly fields: readonly ComparedField[];
}

const labels: Readonly<Partial<Record<keyof Cap, string>>> = {
  authorizationVersion: "Version",
  state: "State",
  unitsCap: "Units cap",
  visitsCap: "Visits cap",
  effectiveDate: "Effective date",
  expirationDate: "Expiration date",
  unitsUsed: "Units used",
  visitsUsed: "Visits used",
  updatedAt: "Stored at",
};

/** The caps of these authorizations, field by field before and after. */
export function comparedCaps(before: Caps, after: Caps, authorizationIds: Iterable<string>): ComparedCap[] {
  return [...new Set(authorizationIds)]
    .filter((authorizationId) => before.has(authorizationId) || after.has(authorizationId))
    .map((authorizationId) => {
      const was = before.get(authorizationId);
      const is = after.get(authorizationId);
      const fields = (Object.entries(labels) as [keyof Cap, string][]).map(([field, label]) => {
        return { label, before: textOf(field, was), after: textOf(field, is), isChanged: was?.[field] !== is?.[field] };
      });
      return { authorizationId, fields };
    });
}

function textOf(field: keyof Cap, cap: Cap | undefined): string {
  if (cap === undefined) return "no cap";
  const value = cap[field];
  if (value === null) return "not limited";
  if (typeof value === "number") return formatAmount(value);
  if (field === "state") return cap.state === "OPEN" ? "open" : "closed";
  const text = String(value);
  return field === "updatedAt" ? formatTime(text) : formatDay(text);
}

/** The caps that differ in any field. */
export function changedCaps(compared: readonly ComparedCap[]): readonly ComparedCap[] {
  return compared.filter(({ fields }) => fields.some(({ isChanged }) => isChanged));
}
