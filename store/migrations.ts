/** An item's fields, without its keys, kind and schema. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * One change of how a kind of item is laid out. Rules for all, each of which a test holds:
 * - it is pure, and gives back what is laid out so already as it is;
 * - it adds or rewrites fields and never takes a fact away, so that the release before can read what it makes;
 * - it changes nothing of what the item means: the item's `version`, and so its ETag, stays.
 */
export interface Migration {
  /** For `npm run backfill -- --migration <name>`. */
  readonly name: string;
  readonly kind: string;
  readonly migrated: (fields: Fields) => Fields;
}

/**
 * In the order in which they were added; the first of a kind makes schema 2 of its schema 1. Items are migrated when they are
 * read and when they are written; `functions/backfill` migrates those that nobody touches. Only when it is through, in every
 * agency, may a later release rely on the new layout alone.
 */
export const migrations: readonly Migration[] = [
  {
    // An authorization whose expiration date was never moved did not say when that date was entered.
    name: "expiration-date-since",
    kind: "authorization",
    migrated: (fields) => ({ ...fields, expirationDateSince: fields["expirationDateSince"] ?? fields["createdAt"] }),
  },
];

const byKind = Map.groupBy(migrations, ({ kind }) => kind);

/** The schema in which a kind is written today. */
export function currentSchema(kind: string): number {
  return 1 + (byKind.get(kind)?.length ?? 0);
}

/** Fields that were laid out in a schema, as they are laid out today. */
export function inCurrentLayout(kind: string, schema: number, fields: Fields): Fields {
  const later = (byKind.get(kind) ?? []).slice(schema - 1);
  return later.reduce((migrated, migration) => migration.migrated(migrated), fields);
}
