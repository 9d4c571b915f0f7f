import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listClientAuthorizations } from "../../functions/reports/list-client-authorizations.ts";
import { listUnconfirmedAuthorizations } from "../../functions/reports/list-unconfirmed-authorizations.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { accepted, type TestServices } from "../../test/engine/handlers-in-process.ts";
import { type Sent, watched } from "../../test/engine/read-cost.ts";
import { type AgencySize, bigAgency } from "./big-agency.ts";
import { median, type Ratio, timed } from "./figures.ts";

const rounds = 100;

type Page = (services: TestServices) => Promise<{ items: unknown[] }>;
const worklist =
  (sort: "authDate" | "lastName"): Page =>
  (services) =>
    accepted(services, listUnconfirmedAuthorizations, { query: { sort } });

/**
 * Pages of each report in an agency with so many authorizations, ten for each client, beside one with 1,000 of them, of as many
 * clients so that a page has as many in both, and as large a worklist.
 */
export async function reportPages(stack: LocalStack, authorizations: number): Promise<Ratio[]> {
  const unconfirmed = 500;
  return comparedPages(
    stack,
    { authorizations: 1000, clients: 1000, unconfirmed, days: 90 },
    { authorizations, clients: authorizations / 10, unconfirmed, days: 365 },
    {
      "expires in 30 days": (services) => accepted(services, listClientAuthorizations, { query: {} }),
      "unconfirmed by authDate": worklist("authDate"),
      "unconfirmed by lastName, 500 in all": worklist("lastName"),
    },
  );
}

/** The worklist by name is read whole for each page: what that costs at 10,000 unconfirmed, beside 1,000. */
export async function longWorklists(stack: LocalStack): Promise<Ratio[]> {
  return comparedPages(
    stack,
    { authorizations: 10_000, clients: 10_000, unconfirmed: 1000, days: 365 },
    { authorizations: 10_000, clients: 10_000, unconfirmed: 10_000, days: 365 },
    {
      "unconfirmed by authDate": worklist("authDate"),
      "unconfirmed by lastName": worklist("lastName"),
    },
  );
}

type Watched = Awaited<ReturnType<typeof bigAgency>> & { readonly sent: Sent[] };

async function comparedPages(
  stack: LocalStack,
  baseSize: AgencySize,
  measuredSize: AgencySize,
  pages: Readonly<Record<string, Page>>,
): Promise<Ratio[]> {
  const directory = mkdtempSync(join(tmpdir(), "prior-auth-tracker-bench-"));
  const agencies: Watched[] = [];
  try {
    for (const [place, size] of [baseSize, measuredSize].entries()) {
      const agency = await bigAgency(stack, join(directory, String(place)), size);
      agencies.push({ ...agency, sent: watched(agency.services.table) });
    }
    const ratios: Ratio[] = [];
    for (const [what, page] of Object.entries(pages)) {
      const reads = agencies.map(
        ({ services }) =>
          () =>
            page(services),
      );
      ratios.push(...(await compared(what, reads, agencies)));
    }
    return ratios;
  } finally {
    for (const agency of agencies) await agency.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** One page in two agencies, in turn: how long it takes, and what it consumes of the index and of the table. */
async function compared(
  what: string,
  reads: readonly (() => Promise<{ items: unknown[] }>)[],
  agencies: readonly Watched[],
): Promise<Ratio[]> {
  const millis: number[][] = reads.map(() => []);
  for (let round = -10; round < rounds; round++)
    for (const [place, read] of reads.entries()) {
      const took = await timed(read);
      if (round >= 0) millis[place]?.push(took);
    }
  const units: { rows: number; index: number; table: number }[] = [];
  for (const [place, { sent }] of agencies.entries()) {
    sent.splice(0);
    const { items = [] } = (await reads[place]?.()) ?? {};
    const sum = (ofIndex: boolean) =>
      sent.filter(({ index }) => (index !== undefined) === ofIndex).reduce((all, { readUnits }) => all + readUnits, 0);
    units.push({ rows: items.length, index: sum(true), table: sum(false) });
  }
  const ratio = (of: string, value: (place: number) => number, unit: string): Ratio => ({
    what: `${what}: ${of}`,
    base: value(0),
    measured: value(1),
    unit,
  });
  return [
    ratio("p50", (place) => median(millis[place] ?? []), "ms"),
    ratio("rows", (place) => units[place]?.rows ?? 0, ""),
    ratio("of the index", (place) => units[place]?.index ?? 0, "RCU"),
    ratio("of the table", (place) => units[place]?.table ?? 0, "RCU"),
  ];
}
