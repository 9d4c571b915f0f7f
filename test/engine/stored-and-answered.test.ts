import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { changeAuthorization } from "../../functions/authorizations/change-authorization.ts";
import { discontinueAuthorization } from "../../functions/authorizations/discontinue-authorization.ts";
import { putClient } from "../../functions/clients/put-client.ts";
import { confirmAuthorization } from "../../functions/confirm/confirm-authorization.ts";
import { addClientInsurance } from "../../functions/insurances/add-client-insurance.ts";
import { changeClientInsurance } from "../../functions/insurances/change-client-insurance.ts";
import { deleteClientInsurance } from "../../functions/insurances/delete-client-insurance.ts";
import { putService } from "../../functions/services/put-service.ts";
import { voidService } from "../../functions/services/void-service.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import { type Asked, accepted, ask, servicesOn, type TestServices } from "./handlers-in-process.ts";

let stack: LocalStack;

beforeAll(async () => {
  // The handlers log into this process.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
});
afterAll(() => stack?.stop());

/** The table is out of reach from the moment that something was stored. */
function lostOnceStored(services: TestServices): TestServices {
  let stored = false;
  const send = async (command: unknown) => {
    if (stored) throw new Error("The table is out of reach.");
    const output = await services.table.client.send(command as never);
    stored = command instanceof TransactWriteCommand;
    return output;
  };
  return { ...services, table: { ...services.table, client: { send } as unknown as OpenedTable["client"] } };
}

test("Whatever is stored is answered, also when the table is out of reach from then on", async () => {
  const services = servicesOn(stack);
  const path = { clientId: "ANSWERED-1" };
  const person = { firstName: "Ada", lastName: "Answered", dateOfBirth: "1990-01-01", status: "ACTIVE" };
  const insured = { priority: 1, payerId: "P1", subscriberNumber: "S" };
  const lost = async (handled: Parameters<typeof ask>[1], asked: Asked) => {
    const answer = await ask(lostOnceStored(services), handled, asked);
    expect(answer, handled.contract.operationId).not.toHaveProperty("refused");
    return (answer as { body: { insuranceId: string; authorizationId: string } }).body;
  };
  await accepted(services, putPayer, { path: { payerId: "P1" }, body: { name: "Payer", priorAuthsRequired: true } });
  const code = { procedureCode: "H0004", label: "Individual" };
  await accepted(services, putActivityCode, { path: { activityCode: "IND" }, body: code });

  await lost(putClient, { path, body: person });
  const { insuranceId } = await lost(addClientInsurance, { path, body: insured });
  const approved = {
    ...{ insuranceId, authorizationNumber: "N-1", procedure: { activityCode: "IND" } },
    ...{ effectiveDate: "2026-03-01", expirationDate: "2026-03-31" },
  };
  const { authorizationId } = await lost(addAuthorization, { path, body: approved });
  const ofAuthorization = { ...path, authorizationId };
  await lost(changeAuthorization, { path: ofAuthorization, body: { authUnits: 4 }, ifMatch: 1 });
  await lost(confirmAuthorization, { path: ofAuthorization, ifMatch: 2 });
  const service = { activityCode: "IND", serviceDate: "2026-03-16", units: 1, status: "RENDERED" };
  await lost(putService, { path: { ...path, serviceId: "S1" }, body: service });
  await lost(voidService, { path: { ...path, serviceId: "S1" } });
  await lost(discontinueAuthorization, { path: ofAuthorization, body: {}, ifMatch: 3 });
  const other = await lost(addClientInsurance, { path, body: { ...insured, priority: 2 } });
  const ofInsurance = { ...path, insuranceId: other.insuranceId };
  await lost(changeClientInsurance, { path: ofInsurance, body: { priority: 3 }, ifMatch: 1 });
  await lost(deleteClientInsurance, { path: ofInsurance, ifMatch: 2 });
});
