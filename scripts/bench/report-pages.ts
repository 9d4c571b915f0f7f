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

type Read = (services: TestServices) => Promise<{ items: unknown[]; nextCursor: string | null }>;
const expiring =
  (query: object): Read =>
  (services) =>
    accepted(services, listClientAuthorizations, { query });
const worklist =
  (query: object): Read =>
  (services) =>
    accepted(services, listUnconfirmedAuthorizations, { query });

/** The second page of a report whose first one is read here. */
const secondOf =
  (read: (query: object) => Read, query: object) =>
  async (services: TestServices): Promise<Read> => {
    const { nextCursor } = await read(query)(services);
    return read({ ...query, cursor: nextCursor });
  };

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
      "expires in 30 days": async () => expiring({}),
      "expires in 30 days, second page": secondOf(expiring, {}),
      "of one program, 25 rows": async () => expiring({ program: "Outpatient", limit: "25" }),
      "unconfirmed by authDate": async () => worklist({ sort: "authDate" }),
      "unconfirmed by authDate, second page": secondOf(worklist, { sort: "authDate" }),
      "unconfirmed by lastName, 500 in all": async () => worklist({ sort: "lastName" }),
      "unconfirmed by lastName, second page": secondOf(worklist, { sort: "lastName" }),
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
      "unconfirmed by lastName": async () => worklist({ sort: "lastName" }),
      "unconfirmed by insuranceName, second page": secondOf(worklist, { sort: "insuranceName" }),
      "unconfirmed by authDate": async () => worklist({ sort: "authDate" }),
    },
  );
}

type Watched = Awaited<ReturnType<typeof bigAgency>> & { readonly sent: Sent[] };
type Pages = Readonly<Record<string, (services: TestServices) => Promise<Read>>>;

async function comparedPages(
  stack: LocalStack,
  baseSize: AgencySize,
  measuredSize: AgencySize,
  pages: Pages,
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
      const reads = await Promise.all(
        agencies.map(async ({ services }) => {
          const read = await page(services);
          return () => read(services);
        }),
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
