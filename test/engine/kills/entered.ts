import { addAuthorization } from "../../../functions/authorizations/add-authorization.ts";
import { putClient } from "../../../functions/clients/put-client.ts";
import { addClientInsurance } from "../../../functions/insurances/add-client-insurance.ts";
import { accepted, type TestServices } from "../handlers-in-process.ts";

/** An authorization, how often it is to be confirmed, and the cap that billing has to have of it in the end. */
interface Planned {
  readonly authorizationId: string;
  readonly number: string;
  /** Before every confirmation but the first, its units are changed to the next of these. */
  readonly units: readonly number[];
}

export interface PlannedClient {
  readonly clientId: string;
  readonly insuranceId: string;
  readonly authorizations: readonly Planned[];
}

/** Of each client's authorizations so many are confirmed once, and so many twice. */
const confirmedOnce = 6;
const confirmedTwice = 2;
export const confirmationsPerClient = confirmedOnce + 2 * confirmedTwice;

const dates = { effectiveDate: "2026-01-01", expirationDate: "2026-12-31" };

/** Enters a client with authorizations, none of them confirmed. By the handlers in this process: it is not what is tested. */
export async function enterPlannedClient(
  services: TestServices,
  name: string,
  random: () => number,
): Promise<PlannedClient> {
  const clientId = `KILL-1-${name}`;
  const person = { firstName: "A", lastName: "B", dateOfBirth: "2015-01-01", status: "ACTIVE" };
  await accepted(services, putClient, { path: { clientId }, body: person });
  const insurance = { priority: 1, payerId: "P1", subscriberNumber: "S-1" };
  const { insuranceId } = await accepted(services, addClientInsurance, { path: { clientId }, body: insurance });
  const authorizations: Planned[] = [];
  for (let index = 0; index < confirmedOnce + confirmedTwice; index++) {
    const number = `PA-${name}-${index}`;
    const units = [1 + Math.floor(random() * 500), ...(index < confirmedTwice ? [501 + index] : [])];
    const { authorizationId } = await accepted(services, addAuthorization, {
      path: { clientId },
      body: {
        insuranceId,
        authorizationNumber: number,
        procedure: { activityCode: "INT" },
        authUnits: units[0],
        ...dates,
      },
    });
    authorizations.push({ authorizationId, number, units });
  }
  return { clientId, insuranceId, authorizations };
}

/** The caps of a client as the insurance details have to show them, by authorization. */
export function expectedCaps({ authorizations }: PlannedClient) {
  return authorizations
    .map(({ authorizationId, number, units }) => ({
      authorizationId,
      authorizationNumber: number,
      activityCodes: ["INT"],
      unitsCap: units.at(-1),
      visitsCap: null,
      ...dates,
      unitsUsed: 0,
      unitsRemaining: units.at(-1),
      visitsUsed: 0,
      visitsRemaining: null,
      state: "OPEN",
      // A confirmation is a version of its own, and so is the change between two of them.
      authorizationVersion: 2 * units.length - 1,
    }))
    .sort(byAuthorization);
}

export const byAuthorization = (a: { authorizationId: string }, b: { authorizationId: string }) =>
  a.authorizationId < b.authorizationId ? -1 : 1;
