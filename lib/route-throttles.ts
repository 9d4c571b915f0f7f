import { routes } from "../api/routes.ts";

/** Calls of a second that go on for long, and how many may come at once; whatever comes beyond is answered 429. */
export interface Throttle {
  readonly rateLimit: number;
  readonly burstLimit: number;
}

/** Of each route. An agency's few hundred users need far less; a front end in a loop must not use up the account's functions. */
export const usualThrottle: Throttle = { rateLimit: 100, burstLimit: 200 };

/** What needs no token: anybody on the internet may ask, and each answer costs a function's time and bytes that are sent. */
const anonymous: Throttle = { rateLimit: 20, burstLimit: 100 };

/** What one call makes expensive, by what it costs. Users read these pages a few times a minute. */
const costly: Throttle = { rateLimit: 20, burstLimit: 100 };
const costlyRoutes: Readonly<Record<string, string>> = {
  searchClients: "a read for each part of the name, and of each client found",
  listClientAuthorizations: "thousands of rows as one file",
  listUnconfirmedAuthorizations: "thousands of rows as one file",
  listCapsDrift: "every cap that differs",
  readRecord: "all that is stored of a client as one file",
  listDisclosures: "hundreds of rows as one file",
  listAudit: "a client's history, and its hashes",
  listSetupAudit: "the setup's history, and its hashes",
  listRetentionDue: "every client, and when it was last seen",
  listAuthorizationHistory: "all that a client ever had",
  copyAuthorization: "a write for each client of a payer",
  readReallocation: "a plan of all of a client's services",
  applyReallocation: "a transaction for each of a client's services",
  readClaimAuthorization: "all authorizations of a client, each as of a day",
};

/** By the key that API Gateway knows a route by. Those that are not here have the usual one. */
export function routeThrottles(): ReadonlyMap<string, Throttle> {
  const stricter = routes.flatMap(({ method, path, access, operationId }) => {
    const throttle = access === "public" ? anonymous : operationId in costlyRoutes ? costly : undefined;
    return throttle === undefined ? [] : [[`${method} ${path}`, throttle] as const];
  });
  const unknown = Object.keys(costlyRoutes).find((name) => !routes.some(({ operationId }) => operationId === name));
  if (unknown !== undefined) {
    throw new Error(`There is no route ${unknown}, whose calls would be throttled.`);
  }
  return new Map([...stricter, ["$default", anonymous]]);
}
