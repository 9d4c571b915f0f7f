import { inParallel } from "../../functions/runtime/in-parallel.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import type { Entering } from "./entering.ts";
import type { Ratio } from "./figures.ts";

const clients = 200;
/** How many requests are under way at once. */
const lanes = 8;
/** Confirms per second over HTTP, each with its event, its cap and its acknowledgement; beside them plain tracker reads. */
export async function confirms(stack: LocalStack, { send, enterClient }: Entering): Promise<Ratio[]> {
  const clientIds = Array.from({ length: clients }, (_, index) => `CONFIRM-${index}`);
  const entered = await inParallel(clientIds, lanes, async (clientId) => {
    const [authorizationId] = await enterClient(clientId, 1);
    return { client: `/v1/clients/${clientId}`, authorizationId };
  });
  type Entered = (typeof entered)[number];
  const read = ({ client }: Entered) => send("GET", `${client}/authorization-tracker?context=NOTE`);
  const confirm = ({ client, authorizationId }: Entered) =>
    send("POST", `${client}/authorizations/${authorizationId}/confirm`, undefined, 1);
  // Processes are started by the first requests.
  const [first, others] = [entered.slice(0, 2 * lanes), entered.slice(2 * lanes)];
  await inParallel(first, lanes, read);
  await inParallel(first, lanes, confirm);
  const base = await perSecond(others, read);
  const measured = await perSecond(others, confirm);
  await stack.settled();
  return [{ what: "confirms, to reads", base, measured, unit: "/s" }];
}

async function perSecond<Each>(all: readonly Each[], work: (one: Each) => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await inParallel(all, lanes, work);
  return (1000 * all.length) / (performance.now() - begin);
}
