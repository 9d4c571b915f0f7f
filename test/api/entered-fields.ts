import type { AuthorizationInput } from "../../api/authorizations.ts";
import type { ClientInsuranceInput } from "../../api/client-insurances.ts";
import type { ActivityCode, AuthorizationGroup, Payer } from "../../domain/catalog.ts";
import type { Address, Client } from "../../domain/client.ts";
import type { Subscriber } from "../../domain/client-insurance.ts";
import type { HandlingMarks } from "../../domain/handling.ts";

/** Two values of each field, so that it shows whether a place tells one from the other. A field that is not here is no program. */
type Entered<Input> = {
  readonly [Field in keyof Input]-?: readonly [NonNullable<Input[Field]>, NonNullable<Input[Field]>];
};

export const authorization: Entered<AuthorizationInput> = {
  insuranceId: ["I2001", "I2002"],
  authorizationNumber: ["PA-1", "PA-2"],
  procedure: [{ activityCode: "IND15" }, { groupId: "therapy" }],
  authUnits: [96, 48],
  authVisits: [20, 10],
  effectiveDate: ["2026-01-05", "2026-01-06"],
  expirationDate: ["2026-07-04", "2026-07-05"],
  notes: ["called", "written"],
};

export const address: Entered<Address> = {
  line1: ["1 Main St", "2 Main St"],
  line2: ["Apt 1", "Apt 2"],
  city: ["Peoria", "Pekin"],
  state: ["IL", "IA"],
  postalCode: ["61602", "61554"],
};

export const subscriber: Entered<Omit<Subscriber, "address">> = {
  relationship: ["PARENT", "SPOUSE"],
  firstName: ["Ana", "Eva"],
  middleName: ["B", "C"],
  lastName: ["Quintero", "Ruiz"],
  dateOfBirth: ["1985-02-03", "1986-02-03"],
};

export const client: Entered<Omit<Client, "clientId" | "version" | keyof HandlingMarks>> = {
  firstName: ["Marisol", "Mara"],
  middleName: ["D", "E"],
  lastName: ["Quintero", "Ruiz"],
  dateOfBirth: ["2012-05-14", "2012-05-15"],
  status: ["ACTIVE", "INACTIVE"],
  program: ["Outpatient", "School"],
  location: ["Main Street", "Lake Street"],
  address: [firstOf(address), secondOf(address)],
};

/** What fills the subscriber is told by the subscriber. */
export const insurance: Entered<Omit<ClientInsuranceInput, "populateSubscriberFromClient">> = {
  priority: [1, 2],
  payerId: ["PSMED", "OTHER"],
  subscriberNumber: ["S-1", "S-2"],
  priorAuthsRequired: [true, false],
  groupNumber: ["G-1", "G-2"],
  effectiveDate: ["2025-01-01", "2025-02-01"],
  expirationDate: ["2026-12-31", "2026-11-30"],
  subscriber: [
    { ...firstOf(subscriber), address: firstOf(address) },
    { ...secondOf(subscriber), address: secondOf(address) },
  ],
};

export const payer: Entered<Omit<Payer, "payerId" | "version">> = {
  name: ["Prairie State Medicaid", "Great Lakes Health"],
  priorAuthsRequired: [true, false],
  retroWindowDays: [30, 60],
};

export const activityCode: Entered<Omit<ActivityCode, "activityCode" | "version">> = {
  procedureCode: ["H0004", "H0005"],
  label: ["Individual therapy", "Group therapy"],
  unitMinutes: [15, 30],
};

export const authorizationGroup: Entered<Omit<AuthorizationGroup, "groupId" | "version">> = {
  choiceText: ["*All therapy", "All therapy"],
  activityCodes: [["IND15"], ["IND15", "FAM"]],
};

/** The input that has the first value of every field. */
export function firstOf<Input>(entered: Entered<Input>): Required<Input> {
  return valuesAt(entered, 0);
}

export function secondOf<Input>(entered: Entered<Input>): Required<Input> {
  return valuesAt(entered, 1);
}

function valuesAt<Input>(entered: Entered<Input>, index: 0 | 1): Required<Input> {
  const values = Object.entries<readonly [unknown, unknown]>(entered).map(([field, pair]) => [field, pair[index]]);
  return Object.fromEntries(values) as Required<Input>;
}
