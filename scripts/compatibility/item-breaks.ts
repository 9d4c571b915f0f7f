import type { Schema } from "./schema.ts";
import { publishedEvent, request, schemaBreaks } from "./schema-breaks.ts";

/** How kinds of items are laid out, by kind: `itemDocuments` of `store/item-schemas.ts`. */
export type ItemContract = Readonly<Record<string, { readonly layout: number; readonly schema: Schema }>>;

/**
 * Every way in which stored items break a release. This release has to read what the one before wrote, unless a migration changes
 * its layout; and the one before has to read what this one writes, while both run and when this one is taken back.
 */
export function itemBreaks(before: ItemContract, after: ItemContract): string[] {
  return Object.entries(before).flatMap(([kind, { layout, schema }]) => {
    const now = after[kind];
    if (now === undefined) return [`item ${kind}: the kind is gone`];
    const [older, newer] = [schema, now.schema].map((each) => ({ schema: each, document: each })) as [Placed, Placed];
    const unread = now.layout > layout ? [] : schemaBreaks(older, newer, request);
    return [...new Set([...unread, ...schemaBreaks(older, newer, publishedEvent)])].map(
      (each) => `item ${kind}: ${each}`,
    );
  });
}

type Placed = Parameters<typeof schemaBreaks>[0];
