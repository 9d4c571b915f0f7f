import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { putClient } from "../../functions/clients/put-client.ts";
import { addClientInsurance } from "../../functions/insurances/add-client-insurance.ts";
import { putService } from "../../functions/services/put-service.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { accepted, servicesOn, type TestServices } from "../../test/engine/handlers-in-process.ts";
import { watched } from "../../test/engine/read-cost.ts";
import { type Ratio, withoutLog } from "./figures.ts";

/** Transactions that each of some services posted at once needs: to authorizations of one client, beside those of as many clients. */
export async function servicesAtOnce(stack: LocalStack): Promise<Ratio[]> {
  const services = servicesOn(stack);
  return withoutLog(async () => {
    await accepted(services, putPayer, { path: { payerId: "ONCE" }, body: { name: "Once", priorAuthsRequired: true } });
    const activityCode = { path: { activityCode: "ONCE" }, body: { procedureCode: "90837", label: "Once" } };
    await accepted(services, putActivityCode, activityCode);
    const sent = watched(services.table);
    const ratios: Ratio[] = [];
    for (const many of [5, 20]) {
      const apart = await Promise.all(
        Array.from({ length: many }, (_, index) => enterClient(services, `APART-${many}-${index}`, 1)),
      );
      const together = await enterClient(services, `TOGETHER-${many}`, many);
      const transactionsEach = async (posts: readonly (() => Promise<unknown>)[]) => {
        sent.splice(0);
        await Promise.all(posts.map((post) => post()));
        return sent.filter(({ command }) => command === "TransactWriteItemsCommand").length / many;
      };
      const base = await transactionsEach(apart.flat());
      const measured = await transactionsEach(together);
      ratios.push({ what: `${many} at once, transactions for each`, base, measured, unit: "" });
    }
    return ratios;
  });
}

/** A client with some authorizations; answers how to post a service to each. */
async function enterClient(services: TestServices, clientId: string, authorizations: number) {
  const path = { clientId };
  const person = { firstName: "Ada", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
  await accepted(services, putClient, { path, body: person });
  const insurance = { priority: 1, payerId: "ONCE", subscriberNumber: "S-1" };
  const { insuranceId } = await accepted(services, addClientInsurance, { path, body: insurance });
  const posts: (() => Promise<unknown>)[] = [];
  for (let index = 0; index < authorizations; index++) {
    const dates = { effectiveDate: "2026-01-01", expirationDate: "2026-12-31" };
    const body = { insuranceId, authorizationNumber: `PA-${index}`, procedure: { activityCode: "ONCE" }, ...dates };
    const { authorizationId } = await accepted(services, addAuthorization, { path, body });
    const service = { activityCode: "ONCE", serviceDate: "2026-03-02", units: 1, status: "RENDERED", authorizationId };
    posts.push(() => accepted(services, putService, { path: { ...path, serviceId: `S-${index}` }, body: service }));
  }
  return posts;
}
