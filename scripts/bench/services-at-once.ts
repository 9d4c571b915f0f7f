import { putService } from "../../functions/services/put-service.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { accepted, servicesOn } from "../../test/engine/handlers-in-process.ts";
import { watched } from "../../test/engine/read-cost.ts";
import { silenced } from "../../test/simulation/silence.ts";
import type { Entering } from "./entering.ts";
import type { Ratio } from "./figures.ts";

const many = 20;

/** Transactions that each of some services posted at once needs: to authorizations of one client, beside those of as many clients. */
export async function servicesAtOnce(stack: LocalStack, { enterClient }: Entering): Promise<Ratio[]> {
  const services = servicesOn(stack);
  const sent = watched(services.table);
  const service = { activityCode: "BENCH", serviceDate: stack.today(), units: 1, status: "RENDERED" };
  const transactionsEach = async (posts: readonly { clientId: string; authorizationId: string }[]) => {
    sent.splice(0);
    await Promise.all(
      posts.map(({ clientId, authorizationId }, index) =>
        accepted(services, putService, {
          path: { clientId, serviceId: `AT-ONCE-${index}` },
          body: { ...service, authorizationId },
        }),
      ),
    );
    return sent.filter(({ command }) => command === "TransactWriteItemsCommand").length / many;
  };
  const entered = async (clientId: string, authorizations: number) =>
    (await enterClient(clientId, authorizations)).map((authorizationId) => ({ clientId, authorizationId }));
  const apart: Awaited<ReturnType<typeof entered>> = [];
  for (let index = 0; index < many; index++) apart.push(...(await entered(`APART-${index}`, 1)));
  const together = await entered("TOGETHER", many);
  return silenced(async () => {
    const base = await transactionsEach(apart);
    const measured = await transactionsEach(together);
    return [{ what: `${many} at once, transactions for each`, base, measured, unit: "" }];
  });
}
