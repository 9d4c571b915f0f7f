import type { RouteContract } from "../../api/route.ts";
import type { Permission } from "../../domain/permission.ts";

interface Promised {
  readonly route: `${RouteContract["method"]} /v1/${string}`;
  readonly permission: Permission | null;
  /** Absent: it shows clients. */
  readonly showsClients?: false;
  readonly ifMatch?: true | "optional";
  readonly access?: "public";
  readonly query?: readonly string[];
  /** Statuses of success. */
  readonly replies: readonly number[];
}

const read = (route: `GET /v1/${string}`, query: readonly string[] = []): Promised => ({
  route,
  permission: null,
  query,
  replies: [200],
});
const ofAgency = (route: `GET /v1/${string}`, query: readonly string[] = []): Promised => ({
  ...read(route, query),
  showsClients: false,
});
const paged = ["limit", "cursor"];
const ofClient = "/v1/clients/{clientId}" as const;
const ofInsurance = `${ofClient}/insurances/{insuranceId}` as const;
const ofAuthorization = `${ofClient}/authorizations/{authorizationId}` as const;
const reportQuery = [
  "expiresIn",
  "effectiveOnOrAfter",
  "expirationOnOrBefore",
  "program",
  "location",
  "clientStatus",
  "lowUnits",
  "asOf",
];

/** What front ends program against: every route, who may call it, and what it needs. A change here breaks somebody. */
export const contractTable: readonly Promised[] = [
  ofAgency("GET /v1/payers"),
  {
    route: "PUT /v1/payers/{payerId}",
    permission: "setup:write",
    showsClients: false,
    ifMatch: "optional",
    replies: [200, 201],
  },
  { route: "DELETE /v1/payers/{payerId}", permission: "setup:write", showsClients: false, replies: [204] },
  ofAgency("GET /v1/activity-codes"),
  {
    route: "PUT /v1/activity-codes/{activityCode}",
    permission: "setup:write",
    showsClients: false,
    ifMatch: "optional",
    replies: [200, 201],
  },
  { route: "DELETE /v1/activity-codes/{activityCode}", permission: "setup:write", showsClients: false, replies: [204] },
  ofAgency("GET /v1/authorization-groups"),
  {
    route: "PUT /v1/authorization-groups/{groupId}",
    permission: "setup:write",
    showsClients: false,
    ifMatch: "optional",
    replies: [200, 201],
  },
  {
    route: "DELETE /v1/authorization-groups/{groupId}",
    permission: "setup:write",
    showsClients: false,
    replies: [204],
  },
  ofAgency("GET /v1/procedures"),
  ofAgency("GET /v1/tracker-settings"),
  { route: "PUT /v1/tracker-settings", permission: "setup:write", showsClients: false, ifMatch: true, replies: [200] },
  read("GET /v1/clients", ["search", ...paged]),
  { route: `PUT ${ofClient}`, permission: "clients:write", ifMatch: "optional", replies: [200, 201] },
  read(`GET ${ofClient}`),
  read(`GET ${ofClient}/insurances`),
  { route: `POST ${ofClient}/insurances`, permission: "insurances:write", replies: [201] },
  read(`GET ${ofInsurance}`),
  { route: `PATCH ${ofInsurance}`, permission: "insurances:write", ifMatch: true, replies: [200] },
  { route: `DELETE ${ofInsurance}`, permission: "insurances:write", ifMatch: true, replies: [204] },
  read(`GET ${ofInsurance}/caps`),
  read(`GET ${ofClient}/authorization-tracker`, ["context", "asOf", "hideExpired"]),
  { route: `POST ${ofClient}/authorizations`, permission: "auths:write", replies: [201] },
  read(`GET ${ofAuthorization}`, ["asOf"]),
  { route: `PATCH ${ofAuthorization}`, permission: "auths:write", ifMatch: true, replies: [200] },
  { route: `POST ${ofAuthorization}/confirm`, permission: "auths:confirm", ifMatch: true, replies: [200] },
  { route: `POST ${ofAuthorization}/discontinue`, permission: "auths:write", ifMatch: true, replies: [200] },
  read(`GET ${ofClient}/authorization-history`, paged),
  read(`GET ${ofAuthorization}/ledger`, ["asOf", ...paged]),
  { ...read(`GET ${ofClient}/record`, ["for", ...paged]), permission: "records:manage" },
  { route: `POST ${ofClient}/disclosures`, permission: "records:manage", replies: [201] },
  { ...read(`GET ${ofClient}/disclosures`, ["for", ...paged]), permission: "records:manage" },
  { ...read(`GET ${ofClient}/handling`), permission: "records:manage" },
  { route: `PUT ${ofClient}/handling`, permission: "records:manage", ifMatch: true, replies: [200] },
  { ...read("GET /v1/reports/retention-due", paged), permission: "records:manage" },
  { ...read(`GET ${ofClient}/audit`, ["authorizationId", ...paged]), permission: "audit:read" },
  { ...ofAgency("GET /v1/setup-audit", paged), permission: "audit:read" },
  { route: `PUT ${ofClient}/services/{serviceId}`, permission: "services:write", replies: [200, 201] },
  { route: `DELETE ${ofClient}/services/{serviceId}`, permission: "services:write", replies: [204] },
  { route: `POST ${ofClient}/service-checks`, permission: null, replies: [200] },
  read(`GET ${ofClient}/claim-authorization`, ["serviceId", "serviceDate", "activityCode", "insuranceId"]),
  read(`GET ${ofClient}/reallocation`, ["from", "to", "includeNamed"]),
  {
    route: `POST ${ofClient}/reallocation`,
    permission: "services:write",
    query: ["from", "to"],
    replies: [200],
  },
  { route: "POST /v1/authorization-copies", permission: "auths:copy", replies: [202] },
  { ...read("GET /v1/authorization-copies/{copyId}", paged), permission: "auths:copy" },
  { ...read("GET /v1/reports/client-authorizations", [...reportQuery, "for", ...paged]), permission: "reports:read" },
  {
    ...read("GET /v1/reports/unconfirmed-authorizations", ["sort", "clientStatus", "for", ...paged]),
    permission: "reports:read",
  },
  { ...read("GET /v1/reports/caps-drift", paged), permission: "reports:read" },
  { ...ofAgency("GET /v1/openapi.json"), access: "public" },
  { ...ofAgency("GET /v1/problems"), access: "public" },
];
