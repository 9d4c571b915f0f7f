import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { discontinueAuthorization } from "../../functions/authorizations/discontinue-authorization.ts";
import { listAuthorizationHistory } from "../../functions/authorizations/list-authorization-history.ts";
import { listClientInsurances } from "../../functions/insurances/list-client-insurances.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { enterGrowingClient } from "./grown-client.ts";
import { accepted, servicesOn, type TestServices } from "./handlers-in-process.ts";

const path = { clientId: "HISTORY-1" };
let stack: LocalStack;
let services: TestServices;
let insuranceId: string;
beforeAll(async () => {
  // The handlers log into this process.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  stack = await startLocalStack({ port: 0, assembly: inject("assembly"), runsSchedules: false });
  services = servicesOn(stack);
  await enterGrowingClient(services, path.clientId);
  const { items } = await accepted(services, listClientInsurances, { path });
  ({ insuranceId } = items[0]);
});
afterAll(() => stack?.stop());

/** A table that does something before the first Query of a partition, when all that was asked for earlier is answered. */
function before(table: TestServices["table"], partition: string, act: () => Promise<unknown>): TestServices["table"] {
  let isDone = false;
  const send = async (command: Parameters<typeof table.client.send>[0]) => {
    const { ExpressionAttributeValues: values } = command.input as {
      ExpressionAttributeValues?: Record<string, unknown>;
    };
    if (values?.[":pk"] === partition && !isDone) {
      isDone = true;
      await setTimeout(200);
      await act();
    }
    return table.client.send(command);
  };
  return { ...table, client: { send } as unknown as typeof table.client };
}

test.each([
  ["that has expired", "2026-02-28"],
  ["that has not", "2026-12-31"],
])(
  "an authorization %s and is discontinued while the history is read is in it once, as discontinued",
  async (_, expirationDate) => {
    const procedure = { activityCode: "INT" };
    const body = {
      insuranceId,
      authorizationNumber: "Pending",
      procedure,
      effectiveDate: "2026-01-01",
      expirationDate,
    };
    const { authorizationId } = await accepted(services, addAuthorization, { path, body });
    const discontinue = () =>
      accepted(services, discontinueAuthorization, { path: { ...path, authorizationId }, body: {}, ifMatch: 1 });
    const table = before(services.table, "CLIENT#HISTORY-1#HISTORY", discontinue);
    const { items } = await accepted({ ...services, table }, listAuthorizationHistory, { path });
    const found = items.filter((item: { authorizationId: string }) => item.authorizationId === authorizationId);
    expect(found).toMatchObject([{ discontinuedAt: expect.any(String) }]);
  },
);
