import type { CsvReader, CsvTable } from "../../api/csv.ts";
import type { CalendarDate } from "../../domain/calendar.ts";
import { csvText } from "./csv.ts";
import type { Reply } from "./handled-route.ts";

/** A reply that goes out as it is. */
export interface CsvReply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Asked {
  /** As the contract has it: its last part names the file. */
  readonly path: string;
  readonly query: { readonly for?: CsvReader };
  readonly today: CalendarDate;
}

/**
 * A page as a CSV file. If more follows, `Link` (relative to the request) and `X-Next-Cursor` lead to it: a file of its own, with
 * the column names again.
 */
export function csvReply(table: CsvTable, reply: Reply, { path, query, today }: Asked): CsvReply {
  const { items, nextCursor } = reply.body as { items: readonly unknown[]; nextCursor: string | null };
  const name = path.split("/").at(-1);
  return {
    status: reply.status,
    body: csvText(table, items, query.for ?? "program"),
    headers: {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="${name}-${today}.csv"`,
      ...(nextCursor !== null && {
        link: `<?${new URLSearchParams({ ...query, cursor: nextCursor })}>; rel="next"`,
        "x-next-cursor": nextCursor,
      }),
    },
  };
}
