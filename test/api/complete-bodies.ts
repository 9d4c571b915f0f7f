import { copyAuthorization } from "../../api/authorization-copies.ts";
import { addAuthorization, changeAuthorization, discontinueAuthorization } from "../../api/authorizations.ts";
import { addClientInsurance, changeClientInsurance } from "../../api/client-insurances.ts";
import { putClient } from "../../api/clients.ts";
import { applyReallocation } from "../../api/reallocation.ts";
import { addDisclosure, putHandling } from "../../api/records.ts";
import type { RouteContract } from "../../api/route.ts";
import { checkService, putService } from "../../api/services.ts";
import { putActivityCode, putAuthorizationGroup, putPayer, putTrackerSettings } from "../../api/setup.ts";
import { defaultTrackerSettings } from "../../domain/status.ts";

export type Fields = Readonly<Record<string, unknown>>;

export const subscriber = { relationship: "SELF", firstName: "Marisol", lastName: "Quintero" };

const service = { activityCode: "IND15", serviceDate: "2026-03-16", units: 4, status: "RENDERED" };

/** A complete body of each route, from which cases differ in one field. */
export const complete: Readonly<Record<string, { route: RouteContract; body: Fields }>> = {
  putPayer: { route: putPayer, body: { name: "Prairie State Medicaid", priorAuthsRequired: true } },
  putActivityCode: { route: putActivityCode, body: { procedureCode: "H0004", label: "Counselling", unitMinutes: 15 } },
  putAuthorizationGroup: {
    route: putAuthorizationGroup,
    body: { choiceText: "*All Individual Therapy", activityCodes: ["PSY45", "PSY60"] },
  },
  putTrackerSettings: { route: putTrackerSettings, body: { ...defaultTrackerSettings } },
  putClient: {
    route: putClient,
    body: { firstName: "Marisol", lastName: "Quintero", dateOfBirth: "2012-05-14", status: "ACTIVE" },
  },
  addClientInsurance: { route: addClientInsurance, body: { priority: 1, payerId: "PSMED", subscriberNumber: "PS9" } },
  changeClientInsurance: { route: changeClientInsurance, body: { priority: 2 } },
  addAuthorization: {
    route: addAuthorization,
    body: {
      insuranceId: "I2001",
      authorizationNumber: "PA-26-004417",
      procedure: { activityCode: "IND15" },
      authUnits: 96,
      authVisits: 20,
      effectiveDate: "2026-01-05",
      expirationDate: "2026-07-04",
      notes: "called",
    },
  },
  changeAuthorization: { route: changeAuthorization, body: { authUnits: 48 } },
  discontinueAuthorization: { route: discontinueAuthorization, body: { reason: "moved away", effect: "RELEASE" } },
  copyAuthorization: {
    route: copyAuthorization,
    body: { sourceClientId: "C1001", sourceAuthorizationId: "A3001", payerId: "PSMED", target: { type: "ALL" } },
  },
  addDisclosure: {
    route: addDisclosure,
    body: {
      disclosedOn: "2026-03-12",
      recipient: "County health department",
      recipientAddress: "12 Court Square",
      description: "Dates of service",
      purpose: "Required by law",
    },
  },
  putHandling: { route: putHandling, body: { restriction: { note: "Not to the plan" }, legalHold: null } },
  putService: { route: putService, body: service },
  checkService: { route: checkService, body: { ...service, serviceId: "S4001" } },
  applyReallocation: { route: applyReallocation, body: { planHash: "kX2v0s8W5rH1m9tQ7yLc3A", includeNamed: true } },
};

/** What a route's schema finds wrong in its complete body with some fields changed. */
export function issuesOf(name: string, changes: Fields) {
  const { route, body } = complete[name] ?? {};
  if (route?.body == null) throw new Error(`${name} takes no body.`);
  // As it arrives: undefined fields are not there.
  const parsed = route.body.safeParse(JSON.parse(JSON.stringify({ ...body, ...changes })));
  return parsed.error?.issues ?? [];
}
