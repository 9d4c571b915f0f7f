import { Permission } from "../../domain/permission.ts";
import { inParallel } from "../../functions/runtime/in-parallel.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import type { Ratio } from "./figures.ts";
import { type Send, sender } from "./sender.ts";

const clients = 40;
const perClient = 5;
/** How many requests are under way at once. */
const lanes = 8;
const never = () => false;

/** Confirms per second over HTTP, each with its event, its cap and its acknowledgement; beside them plain tracker reads. */
export async function confirms(stack: LocalStack): Promise<Ratio[]> {
  const send = sender(stack, await stack.issueToken({ userId: "bench", permissions: [...Permission.options] }));
  const paths = await enterAuthorizations(send);
  const reads = paths.map((path) => `${path.split("/authorizations")[0]}/authorization-tracker?context=NOTE`);
  const read = (path: string) => send("GET", path);
  const confirm = (path: string) => send("POST", `${path}/confirm`, undefined, 1);
  // Processes are started by the first requests.
  await inParallel(reads.slice(0, 2 * lanes), lanes, never, read);
  await inParallel(paths.slice(0, 2 * lanes), lanes, never, confirm);
  const readsPerSecond = await perSecond(reads, read);
  const confirmed = paths.slice(2 * lanes);
  const answeredPerSecond = await perSecond(confirmed, confirm);
  await stack.settled();
  return [{ what: "confirms, to reads", base: readsPerSecond, measured: answeredPerSecond, unit: "/s" }];
}

/** Paths of authorizations that are not confirmed yet. */
async function enterAuthorizations(send: Send): Promise<string[]> {
  await send("PUT", "/v1/payers/BENCH", { name: "Bench Payer", priorAuthsRequired: true });
  await send("PUT", "/v1/activity-codes/BENCH", { procedureCode: "90837", label: "Bench" });
  const paths: string[] = [];
  await inParallel(
    Array.from({ length: clients }, (_, index) => `/v1/clients/BENCH-${index}`),
    lanes,
    never,
    async (client) => {
      const person = { firstName: "Ada", lastName: "Example", dateOfBirth: "2015-01-01", status: "ACTIVE" };
      await send("PUT", client, person);
      const insurance = { priority: 1, payerId: "BENCH", subscriberNumber: "S-1" };
      const { insuranceId } = await send("POST", `${client}/insurances`, insurance);
      for (let index = 0; index < perClient; index++) {
        const { authorizationId } = await send("POST", `${client}/authorizations`, {
          insuranceId,
          authorizationNumber: `PA-${index}`,
          procedure: { activityCode: "BENCH" },
          authUnits: 40,
          effectiveDate: "2026-01-01",
          expirationDate: "2026-12-31",
        });
        paths.push(`${client}/authorizations/${authorizationId}`);
      }
    },
  );
  return paths;
}

async function perSecond<Each>(all: readonly Each[], work: (one: Each) => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await inParallel(all, lanes, never, work);
  return (1000 * all.length) / (performance.now() - begin);
}
