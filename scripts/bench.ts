/**
 * Measures what must stay cheap, each beside something else in the same run, and prints the ratios: figures of one machine
 * say little, their ratios much. `--size` is how many services and history items the grown client has. Passes no judgement.
 */
import { parseArgs } from "node:util";
import { startLocalStack } from "../local/local-stack.ts";
import { clientReads } from "./bench/client-reads.ts";
import { coldStarts } from "./bench/cold-starts.ts";
import { confirms } from "./bench/confirms.ts";
import { printRatios } from "./bench/figures.ts";
import { servicesAtOnce } from "./bench/services-at-once.ts";

const { values } = parseArgs({ options: { size: { type: "string", default: "10000" } } });
const size = Number(values.size);
if (!Number.isInteger(size) || size < 4)
  throw new Error(`--size must be a whole number of at least 4, not ${values.size}.`);

const stack = await startLocalStack({ port: 0 });
try {
  printRatios("Confirms through the local stack, 8 at once", "tracker reads", await confirms(stack));
  const past = `${size} services, ${size} history items`;
  printRatios(`Reading of a client: ${past}`, "no past", await clientReads(stack, size));
  printRatios("Services posted at once to one client", "to many clients", await servicesAtOnce(stack));
} finally {
  await stack.stop();
}
printRatios("Cold start: Node with the bundle", "empty bundle", coldStarts());
