import { readTracker } from "../../functions/tracker/read-tracker.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { enterGrowingClient, repeat } from "../../test/engine/grown-client.ts";
import { accepted, servicesOn } from "../../test/engine/handlers-in-process.ts";
import { watched } from "../../test/engine/read-cost.ts";
import { median, type Ratio, timed, withoutLog } from "./figures.ts";

const reads = 300;

/** Reads the tracker of a client without a past and of one with `size` services and `size` history items, in turn. */
export async function trackerReads(stack: LocalStack, size: number): Promise<Ratio[]> {
  const services = servicesOn(stack);
  await withoutLog(async () => {
    await enterGrowingClient(services, "NEW");
    const growing = await enterGrowingClient(services, "GROWN");
    // Each act enters two services.
    await repeat(services, growing.addServices, size / 2);
    await repeat(services, growing.addHistory, size);
  });
  const read = (clientId: string) =>
    accepted(services, readTracker, { path: { clientId }, query: { context: "NOTE" } });
  for (let warmUp = 0; warmUp < 30; warmUp++) await Promise.all(["NEW", "GROWN"].map(read));
  const millis = { NEW: [] as number[], GROWN: [] as number[] };
  for (let round = 0; round < reads; round++) {
    millis.NEW.push(await timed(() => read("NEW")));
    millis.GROWN.push(await timed(() => read("GROWN")));
  }

  const sent = watched(services.table);
  const readUnits = async (clientId: string) => {
    sent.splice(0);
    await read(clientId);
    return sent.reduce((sum, command) => sum + command.readUnits, 0);
  };
  return [
    { what: "latency (median)", base: median(millis.NEW), measured: median(millis.GROWN), unit: "ms" },
    { what: "read units", base: await readUnits("NEW"), measured: await readUnits("GROWN"), unit: "RCU" },
  ];
}
