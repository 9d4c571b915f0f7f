import type { AuditFault, LinkedEntry } from "../../domain/audit-chain.ts";

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
  readonly faults?: readonly AuditFault[];
}

/** The API of an agency, as whoever has this token sees it. */
export interface Api {
  readonly baseUrl: string;
  readonly token: string | undefined;
}

async function* pagesOf({ baseUrl, token }: Api, path: string): AsyncGenerator<Page> {
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query = new URLSearchParams({ limit: "100", ...(cursor !== "" && { cursor }) });
    const url = `${baseUrl}${path}?${query}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    // Of an audit that is gone there is nothing, not even of whom it was.
    if (response.status === 404) return;
    if (!response.ok) throw new Error(`${response.status} ${url}: ${await response.text()}`);
    const page = (await response.json()) as Page;
    yield page;
    cursor = page.nextCursor;
  }
}

export async function readClientIds(api: Api): Promise<string[]> {
  const clientIds: string[] = [];
  for await (const { items } of pagesOf(api, "/v1/clients"))
    clientIds.push(...(items as { clientId: string }[]).map(({ clientId }) => clientId));
  return clientIds;
}

/** A whole audit, oldest entry first, and the faults that the API tells of it. */
export async function readAudit(api: Api, path: string) {
  const entries: LinkedEntry[] = [];
  const faults: AuditFault[] = [];
  for await (const page of pagesOf(api, path)) {
    entries.push(...(page.items as LinkedEntry[]));
    faults.push(...(page.faults ?? []));
  }
  return { entries: entries.toReversed(), faults };
}

export type WholeAudit = Awaited<ReturnType<typeof readAudit>>;
