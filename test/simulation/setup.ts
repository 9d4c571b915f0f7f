import * as insuranceContract from "../../api/client-insurances.ts";
import * as clientContract from "../../api/clients.ts";
import * as setupContract from "../../api/setup.ts";
import type { SimulatedAgency } from "./agency.ts";
import type { EnteredClient } from "./authorization-story.ts";
import type { Caller } from "./caller.ts";

export const activityCodes = Array.from({ length: 40 }, (_, index) => `CODE${index}`);

export async function enterPayer(caller: Caller, payerId: string, priorAuthsRequired: boolean): Promise<void> {
  const body = { name: `Payer ${payerId}`, priorAuthsRequired };
  await caller.insist(setupContract.putPayer, { path: { payerId }, body });
}

export async function enterCatalog(caller: Caller): Promise<void> {
  await enterPayer(caller, "P1", true);
  for (const activityCode of activityCodes)
    await caller.insist(setupContract.putActivityCode, {
      path: { activityCode },
      body: { procedureCode: `90${activityCode}`, label: `Service ${activityCode}` },
    });
}

/** A client with one insurance. That of P1 requires prior auths. */
export async function enterClient(
  agency: SimulatedAgency,
  caller: Caller,
  clientId: string,
  payerId = "P1",
): Promise<EnteredClient> {
  const path = { clientId };
  const person = { firstName: "Ada", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
  await caller.insist(clientContract.putClient, { path, body: person });
  const insurance = { priority: 1, payerId, subscriberNumber: `S-${agency.random.hex()}` };
  const sent = { path, body: insurance, idempotencyKey: agency.random.hex() };
  const { insuranceId } = (await caller.insist(insuranceContract.addClientInsurance, sent)).body;
  return { clientId, insuranceId };
}
