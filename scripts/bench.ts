/**
 * Measures what must stay cheap, each beside something else in the same run, and prints the ratios: figures of one machine
 * say little, their ratios much. Passes no judgement. Names of parts measure these alone: `npm run bench -- confirms reads`.
 * `--size` is how many services and history items the grown client has, `--authorizations` how many the agency has whose
 * reports are read (a million take 3 GB of disk for a while).
 */
import { parseArgs } from "node:util";
import { buildWebSite } from "../lib/web-site/web-site-build.ts";
import { startLocalStack } from "../local/local-stack.ts";
import { clientReads } from "./bench/client-reads.ts";
import { coldStarts } from "./bench/cold-starts.ts";
import { confirms } from "./bench/confirms.ts";
import { entering } from "./bench/entering.ts";
import { printRatios } from "./bench/figures.ts";
import { longTrackers } from "./bench/long-trackers.ts";
import { longWorklists, reportPages } from "./bench/report-pages.ts";
import { servicesAtOnce } from "./bench/services-at-once.ts";

const { values, positionals } = parseArgs({
  options: { size: { type: "string", default: "10000" }, authorizations: { type: "string", default: "100000" } },
  allowPositionals: true,
});
const size = atLeast(4, "size");
const authorizations = atLeast(1000, "authorizations");
if (authorizations % 10 > 0) throw new Error("--authorizations must be a multiple of 10: each client has ten.");

function atLeast(least: number, name: keyof typeof values): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < least)
    throw new Error(`--${name} must be a whole number of at least ${least}, not ${values[name]}.`);
  return value;
}

const stack = await startLocalStack({ port: 0, webSite: buildWebSite({ local: true }) });
try {
  const entered = await entering(stack);
  const parts: Readonly<Record<string, () => Promise<void>>> = {
    // Needs a Chromium: without one there is nothing to print.
    trackers: async () =>
      printRatios("Opening a tracker of 200 authorizations in Chromium", "10", await longTrackers(stack, entered)),
    confirms: async () =>
      printRatios("Confirms through the local stack, 8 at once", "tracker reads", await confirms(stack, entered)),
    services: async () =>
      printRatios("Services posted at once to one client", "to many clients", await servicesAtOnce(stack, entered)),
    reads: async () =>
      printRatios(
        `Reading of a client: ${size} services, ${size} history items`,
        "no past",
        await clientReads(stack, size),
      ),
    reports: async () =>
      printRatios(
        `Pages of reports: ${authorizations} authorizations`,
        "1,000",
        await reportPages(stack, authorizations),
      ),
    worklists: async () =>
      printRatios("Pages of long worklists: 10,000 unconfirmed", "1,000", await longWorklists(stack)),
    starts: async () => printRatios("Cold start: Node with the bundle", "empty bundle", coldStarts()),
  };
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts)) {
    const part = parts[name];
    if (part === undefined) throw new Error(`There is no part ${name}; there are ${Object.keys(parts).join(", ")}.`);
    await part();
  }
} finally {
  await stack.stop();
}
