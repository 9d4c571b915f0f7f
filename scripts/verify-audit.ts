/**
 * Reads every page of clients' audits over the API and tells each touched entry:
 * `TOKEN=… npm run audit:verify -- --base-url https://… [--client C1001 …]`. Without --client, of every client there is, and
 * of the setup.
 * The token needs `audit:read`. Exits with 1 when anything was touched, with 2 when it could not read.
 */
import { parseArgs } from "node:util";
import { runCommand } from "./run-command.ts";

interface Page {
  readonly items: readonly { readonly clientId: string }[];
  readonly nextCursor: string | null;
  readonly faults?: readonly { readonly sequence: number; readonly fault: string }[];
}

const { TOKEN } = process.env;

async function* pagesOf(baseUrl: string, path: string): AsyncGenerator<Page> {
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query = new URLSearchParams({ limit: "100", ...(cursor !== "" && { cursor }) });
    const url = `${baseUrl}${path}?${query}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } });
    if (!response.ok) throw new Error(`${response.status} ${url}: ${await response.text()}`);
    const page = (await response.json()) as Page;
    yield page;
    cursor = page.nextCursor;
  }
}

async function* everyClient(baseUrl: string): AsyncGenerator<string> {
  for await (const { items } of pagesOf(baseUrl, "/v1/clients")) for (const { clientId } of items) yield clientId;
}

/** Names each touched entry of one audit, and counts. */
async function readAudit(baseUrl: string, path: string, owner: string) {
  let entries = 0;
  let touched = 0;
  for await (const { items, faults = [] } of pagesOf(baseUrl, path)) {
    entries += items.length;
    touched += faults.length;
    for (const { sequence, fault } of faults) console.log(`${owner} entry ${sequence}: ${fault}`);
  }
  return { entries, touched };
}

/** Answers whether nothing was touched. */
async function verify(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      "base-url": { type: "string", default: "http://127.0.0.1:3000" },
      client: { type: "string", multiple: true, default: [] },
    },
  });
  const baseUrl = values["base-url"];
  const isOfAll = values.client.length === 0;
  let clients = 0;
  let entries = 0;
  let touched = 0;
  for await (const clientId of isOfAll ? everyClient(baseUrl) : values.client) {
    const read = await readAudit(baseUrl, `/v1/clients/${clientId}/audit`, clientId);
    clients += 1;
    entries += read.entries;
    touched += read.touched;
  }
  console.log(`${clients} clients, ${entries} entries, ${touched} faults.`);
  if (!isOfAll) return touched === 0;
  const setup = await readAudit(baseUrl, "/v1/setup-audit", "Setup");
  console.log(`Setup, ${setup.entries} entries, ${setup.touched} faults.`);
  return touched + setup.touched === 0;
}

await runCommand(async () => ((await verify()) ? 0 : 1));
