import type { JsonObject } from "./json-schema.ts";
import type { RouteContract } from "./route.ts";

/** What each capability is for, in the order in which somebody new to the product meets them. */
const meanings: Readonly<Record<string, string>> = {
  tracker: "What is left of a client's authorizations, as shown on a Note, a Face Sheet and an ITP.",
  authorizations: "What the payer approved: enter, change and discontinue it; its history and its ledger.",
  confirm: "Confirm an authorization to billing, where it becomes a cap on the client's insurance.",
  clients: "The people whom the agency cares for.",
  insurances: "A client's insurances, whether they require prior auths, and the caps that billing has.",
  services: "What was done or is planned, and what it takes from an authorization; the number for a claim.",
  copies: "One authorization for many clients of a payer.",
  reports: "Lists over all clients: what runs out, what is unconfirmed, where billing differs.",
  records: "A client's record as a whole: export, disclosures, restriction and legal hold.",
  audit: "Who changed what and when.",
  setup: "The agency's payers, activity codes, authorization groups and tracker settings.",
  contract: "This contract, for programs and people.",
};

/** One for each capability that the routes have. */
export function tags(routes: readonly RouteContract[]): JsonObject[] {
  const used = new Set(routes.map(({ capability }) => capability));
  const order = [...new Set([...Object.keys(meanings), ...used])];
  return order.filter((name) => used.has(name)).map((name) => ({ name, description: meanings[name] ?? "" }));
}
