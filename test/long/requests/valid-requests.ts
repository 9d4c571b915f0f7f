import { exampleOf } from "../../../api/openapi-surroundings.ts";
import type { RouteContract } from "../../../api/route.ts";
import { routes } from "../../../api/routes.ts";
import type { Random } from "../../simulation/random.ts";

/** A request in the parts that are mutated. */
export interface RequestParts {
  readonly operationId: string;
  method: string;
  /** Segments of the path, as they are sent. */
  segments: string[];
  query: [name: string, value: string][];
  headers: Record<string, string>;
  /** Undefined: none is sent. */
  body: unknown;
}

/** What there is in the sample agency, and nothing of what a request may have made or removed. */
const ids: Readonly<Record<string, readonly string[]>> = {
  clientId: ["C1001", "C1002", "C1003", "C1004", "C1005", "C1006", "C1007", "C1008", "C9999"],
  insuranceId: ["I2001", "I2002", "I2003", "I9999"],
  authorizationId: ["A3001", "A3002", "A3012", "A9999"],
  serviceId: ["S4001", "S4002", "S9999"],
  payerId: ["PSMED", "BLHBR", "NONE"],
  activityCode: ["IND15", "PSY60", "NONE"],
  groupId: ["individual-therapy", "none"],
  copyId: ["0198c1f2-7f53-7cc2-9ad1-3f5b8a0e4d11"],
};

const queries: Readonly<Record<string, readonly [string, string][]>> = {
  readTracker: [["context", "NOTE"]],
  readClaimAuthorization: [
    ["serviceDate", "2026-03-10"],
    ["activityCode", "IND15"],
  ],
  listClientAuthorizations: [["expirationOnOrBefore", "2026-12-31"]],
  searchClients: [["search", "quin"]],
};

/** A request that its route takes, of what the sample agency has. */
export function validRequest(random: Random, token: string): RequestParts {
  const route: RouteContract = random.pick(routes);
  const { operationId, method, path } = route;
  const idOf = (name: string) => random.pick(ids[name] ?? ["none"]);
  return {
    operationId,
    method,
    segments: path.split("/").map((segment) => (segment.startsWith("{") ? idOf(segment.slice(1, -1)) : segment)),
    query: [...(queries[operationId] ?? [])],
    headers: {
      authorization: `Bearer ${token}`,
      ...(route.body !== null && { "content-type": "application/json" }),
      ...(route.ifMatch !== false && { "if-match": `"${random.below(4)}"` }),
    },
    body: structuredClone(exampleOf[operationId]?.request),
  };
}
