import type { User } from "./agency.ts";
import { made } from "./scene.ts";

export const expiring = "/v1/reports/client-authorizations";
export const worklist = "/v1/reports/unconfirmed-authorizations";

// biome-ignore lint/suspicious/noExplicitAny: see Reply
export const idOf = (row: any): string => row.authorizationId;

/** All rows of a report, page by page. */
// biome-ignore lint/suspicious/noExplicitAny: see Reply
export async function allRows(reader: User, path: string, query: Record<string, string> = {}): Promise<any[]> {
  const rows = [];
  let cursor: string | null = null;
  do {
    const asked = new URLSearchParams({ ...query, ...(cursor !== null && { cursor }) });
    const page = await made(reader.get(`${path}?${asked}`));
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}
