import type { DatabaseSync } from "node:sqlite";

export interface StoredObject {
  readonly key: string;
  readonly text: string;
}

/** The objects of all buckets. As a lock and the bucket's policy have it, none is changed or taken away once it is there. */
export class ObjectStore {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
    database.exec(`
      CREATE TABLE IF NOT EXISTS object (
        bucket TEXT NOT NULL,
        key TEXT NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (bucket, key)
      ) STRICT;
    `);
  }

  /** Whether there was none of this key. */
  add(bucket: string, { key, text }: StoredObject): boolean {
    const added = this.database.prepare("INSERT OR IGNORE INTO object (bucket, key, text) VALUES (?, ?, ?)");
    return added.run(bucket, key, text).changes === 1;
  }

  read(bucket: string, key: string): string | undefined {
    const found = this.database.prepare("SELECT text FROM object WHERE bucket = ? AND key = ?").get(bucket, key);
    return found === undefined ? undefined : String(found["text"]);
  }

  /** The first keys that begin so and come after one, in their order. */
  keys(bucket: string, { prefix, after, most }: { prefix: string; after: string; most: number }): string[] {
    const found = this.database
      .prepare("SELECT key FROM object WHERE bucket = ? AND key > ? AND substr(key, 1, ?) = ? ORDER BY key LIMIT ?")
      .all(bucket, after, prefix.length, prefix, most);
    return found.map(({ key }) => String(key));
  }

  all(bucket: string): StoredObject[] {
    const found = this.database.prepare("SELECT key, text FROM object WHERE bucket = ? ORDER BY key").all(bucket);
    return found.map(({ key, text }) => ({ key: String(key), text: String(text) }));
  }
}
