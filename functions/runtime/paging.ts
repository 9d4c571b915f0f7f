import { createHash } from "node:crypto";
import * as z from "zod/mini";
import { defaultPageSize } from "../../api/paging.ts";
import { DomainError } from "../../domain/domain-error.ts";

const after = z.string().check(
  z.maxLength(256),
  // DynamoDB can't hold it, so it is no place.
  z.refine((text) => text.isWellFormed()),
);
const Cursor = z.strictObject({ after, of: z.string() });

/** An opaque cursor. `of` stands for the query that it belongs to and tells nothing of it. */
export function cursorText(after: string, of: string): string {
  return Buffer.from(JSON.stringify({ after, of } satisfies z.infer<typeof Cursor>)).toString("base64url");
}

/** Marks cursors with their query and its parameters, so that they fit no other. */
export function queryMark(query: string, asked: object): string {
  return createHash("sha256")
    .update(JSON.stringify([query, asked]))
    .digest("base64url")
    .slice(0, 22);
}

/** The text of a cursor, after which the page begins. Throws for a cursor that is not one, or of another query. */
export function startAfter(cursor: string | undefined, of: string): string | undefined {
  if (cursor === undefined) return undefined;
  const parsed = Cursor.safeParse(json(Buffer.from(cursor, "base64url").toString("utf8")));
  if (parsed.success && parsed.data.of === of) return parsed.data.after;
  throw invalidCursor();
}

/** The same for a query whose pages begin after a place, read by `placeIn`. Null there: it is no place of the query. */
export function startAfterPlace<Place>(
  cursor: string | undefined,
  of: string,
  placeIn: (after: string) => Place | null,
): Place | undefined {
  const after = startAfter(cursor, of);
  if (after === undefined) return undefined;
  const place = placeIn(after);
  if (place === null) throw invalidCursor();
  return place;
}

/** The same for a query whose pages follow each other by whole numbers from 1: the number that a page begins with. */
export function startFrom(cursor: string | undefined, of: string): number | undefined {
  const from = startAfter(cursor, of);
  if (from === undefined) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(from)) throw invalidCursor();
  return Number(from);
}

export function invalidCursor(): DomainError {
  const message = "is not a cursor that this query gave";
  return new DomainError("VALIDATION_FAILED", `The request has 1 fault(s): ?cursor ${message}.`, {
    faults: [{ pointer: "?cursor", code: "INVALID_CURSOR", message }],
  });
}

export function pageSize(limit: string | undefined): number {
  return limit === undefined ? defaultPageSize : Number(limit);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses it.
    return undefined;
  }
}
