/**
 * Measures what must stay cheap, each beside something else in the same run, and prints the ratios: figures of one machine
 * say little, their ratios much. `--size` is how many services and history items the grown client has, `--authorizations` how many
 * the agency has whose reports are read (a million take 3 GB of disk for a while). Passes no judgement.
 */
import { parseArgs } from "node:util";
import { buildWebSite } from "../lib/web-site/web-site-build.ts";
import { startLocalStack } from "../local/local-stack.ts";
import { clientReads } from "./bench/client-reads.ts";
import { coldStarts } from "./bench/cold-starts.ts";
import { confirms } from "./bench/confirms.ts";
import { printRatios } from "./bench/figures.ts";
import { longTrackers } from "./bench/long-trackers.ts";
import { longWorklists, reportPages } from "./bench/report-pages.ts";
import { servicesAtOnce } from "./bench/services-at-once.ts";

const { values } = parseArgs({
  options: { size: { type: "string", default: "10000" }, authorizations: { type: "string", default: "100000" } },
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
  // Needs a Chromium: without one there is nothing to print.
  const trackers = await longTrackers(stack);
  if (trackers.length > 0) printRatios("Opening a tracker of 200 authorizations in Chromium", "10", trackers);
  printRatios("Confirms through the local stack, 8 at once", "tracker reads", await confirms(stack));
  const past = `${size} services, ${size} history items`;
  printRatios(`Reading of a client: ${past}`, "no past", await clientReads(stack, size));
  const pages = `Pages of reports: ${authorizations} authorizations of ${authorizations / 10} clients`;
  printRatios(pages, "1,000", await reportPages(stack, authorizations));
  printRatios("Pages of long worklists: 10,000 unconfirmed", "1,000", await longWorklists(stack));
  printRatios("Services posted at once to one client", "to many clients", await servicesAtOnce(stack));
} finally {
  await stack.stop();
}
printRatios("Cold start: Node with the bundle", "empty bundle", coldStarts());
