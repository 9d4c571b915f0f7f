import { listAudit } from "../../functions/audit/list-audit.ts";
import { readTracker } from "../../functions/tracker/read-tracker.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { enterGrowingClient, repeat } from "../../test/engine/grown-client.ts";
import { accepted, servicesOn } from "../../test/engine/handlers-in-process.ts";
import { watched } from "../../test/engine/read-cost.ts";
import { silenced } from "../../test/simulation/silence.ts";
import { median, type Ratio, timed } from "./figures.ts";

const reads = 300;

/** Reads of a client without a past and of one with `size` services, their audit, and `size` history items, in turn. */
export async function clientReads(stack: LocalStack, size: number): Promise<Ratio[]> {
  const services = servicesOn(stack);
  await silenced(async () => {
    await enterGrowingClient(services, "NEW");
    const growing = await enterGrowingClient(services, "GROWN");
    // Each act enters two services.
    await repeat(services, growing.addServices, size / 2);
    await repeat(services, growing.addHistory, size);
  });
  const read = (clientId: Client) =>
    accepted(services, readTracker, { path: { clientId }, query: { context: "NOTE" } });
  const audit = (clientId: Client) => accepted(services, listAudit, { path: { clientId }, query: { limit: "5" } });
  const sent = watched(services.table);
  return [...(await compared("tracker", read, sent)), ...(await compared("audit, a page of 5", audit, sent))];
}

type Client = "NEW" | "GROWN";

async function compared(
  what: string,
  read: (clientId: Client) => Promise<unknown>,
  sent: ReturnType<typeof watched>,
): Promise<Ratio[]> {
  for (let warmUp = 0; warmUp < 30; warmUp++) await Promise.all((["NEW", "GROWN"] as const).map(read));
  const millis = { NEW: [] as number[], GROWN: [] as number[] };
  for (let round = 0; round < reads; round++) {
    millis.NEW.push(await timed(() => read("NEW")));
    millis.GROWN.push(await timed(() => read("GROWN")));
  }
  const readUnits = async (clientId: Client) => {
    sent.splice(0);
    await read(clientId);
    return sent.reduce((sum, command) => sum + command.readUnits, 0);
  };
  return [
    { what: `${what}: latency (median)`, base: median(millis.NEW), measured: median(millis.GROWN), unit: "ms" },
    { what: `${what}: read units`, base: await readUnits("NEW"), measured: await readUnits("GROWN"), unit: "RCU" },
  ];
}
