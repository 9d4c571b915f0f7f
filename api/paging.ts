import * as z from "zod/mini";
import { atLeast, atMost } from "../domain/text.ts";

const wholeNumber = z.regex(/^(?:[1-9]\d?|100)$/, { error: "must be a whole number from 1 to 100" });

/** `limit` (1..100, default 50) and the opaque `cursor` of the page before. A cursor fits only the query and the user that it was given. */
export const pageQuery = {
  limit: z.exactOptional(
    z.string().check(wholeNumber, z.meta({ description: "Page size, 1 to 100.", default: "50", maxLength: 3 })),
  ),
  cursor: z.exactOptional(
    z.string().check(
      atLeast(1),
      atMost(2048),
      z.meta({
        description: "`nextCursor` of the page before, of the same query and user.",
        pattern: "^[A-Za-z0-9_-]+$",
      }),
    ),
  ),
} as const;

export const defaultPageSize = 50;

/** What a reply leaves out, and why nobody should take it for missing. */
export const leftOut = {
  unreadable: z
    .exactOptional(
      z.array(
        z
          .strictObject({ kind: z.string(), clientId: z.exactOptional(z.string()), id: z.string() })
          .register(z.globalRegistry, { id: "Unreadable" }),
      ),
    )
    .check(
      z.meta({
        description:
          "Only where something is left out: what is stored and can't be read, or belongs to what can't be, by kind and id. Say so to the user.",
      }),
    ),
} as const;

/** `nextCursor` is null on the last page. A page may be shorter than its limit before that. */
export const page = <Item extends z.ZodMiniType>(item: Item) =>
  z.strictObject({
    items: z.array(item).check(atMost(100, "must be at most 100 entries")),
    nextCursor: z.nullable(z.string()),
  });

export const list = <Item extends z.ZodMiniType>(item: Item) => z.strictObject({ items: z.array(item) });

/** The same of what belongs to clients: one thing that can't be read hides no other. */
export const clientsPage = <Item extends z.ZodMiniType>(item: Item) =>
  z.strictObject({ ...page(item).shape, ...leftOut });
export const clientsList = <Item extends z.ZodMiniType>(item: Item) =>
  z.strictObject({ ...list(item).shape, ...leftOut });
