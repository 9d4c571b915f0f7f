import { putClient } from "../../functions/clients/put-client.ts";
import { addClientInsurance } from "../../functions/insurances/add-client-insurance.ts";
import { accepted, type TestServices } from "./handlers-in-process.ts";

/** Enough to keep the engine busy. */
const mostAtOnce = 16;

/** Clients with one insurance of the payer each, entered by the handlers themselves; answers their ids. */
export async function enterClients(services: TestServices, payerId: string, howMany: number): Promise<string[]> {
  const clientIds = Array.from({ length: howMany }, (_, index) => `${payerId}-${String(index).padStart(5, "0")}`);
  const waiting = [...clientIds];
  const enter = async () => {
    for (let clientId = waiting.shift(); clientId !== undefined; clientId = waiting.shift()) {
      const path = { clientId };
      // Names of one letter: a client has a search entry for each start of its names.
      const person = { firstName: "A", lastName: "B", dateOfBirth: "2015-01-01", status: "ACTIVE" };
      await accepted(services, putClient, { path, body: person });
      const insurance = { priority: 1, payerId, subscriberNumber: `S-${clientId}` };
      await accepted(services, addClientInsurance, { path, body: insurance });
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, enter));
  return clientIds;
}
