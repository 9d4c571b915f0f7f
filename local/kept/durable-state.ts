import { DatabaseSync } from "node:sqlite";
import { StartError } from "../start-error.ts";

/**
 * Opens the file that holds queues and the log of events, or a database in memory. What is written is there after the
 * process was killed: a confirmed authorization that waits in a queue must not get lost by a restart.
 */
export function openDurableState(file?: string): DatabaseSync {
  const database = new DatabaseSync(file ?? ":memory:");
  try {
    // Exclusive: a second server on the same directory would take messages out of the first one's hands.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS message (
        sequence INTEGER PRIMARY KEY,
        message_id TEXT NOT NULL,
        queue TEXT NOT NULL,
        source_queue TEXT,
        event_id TEXT,
        body TEXT NOT NULL,
        sent_at INTEGER NOT NULL,
        first_received_at INTEGER,
        receive_count INTEGER NOT NULL DEFAULT 0,
        visible_at INTEGER NOT NULL DEFAULT 0,
        in_flight INTEGER NOT NULL DEFAULT 0,
        error TEXT,
        attributes TEXT
      ) STRICT;
      CREATE INDEX IF NOT EXISTS message_by_queue ON message (queue, in_flight, visible_at);
      CREATE TABLE IF NOT EXISTS event (
        sequence INTEGER PRIMARY KEY,
        event_id TEXT NOT NULL UNIQUE,
        received_at TEXT NOT NULL,
        source TEXT NOT NULL,
        detail_type TEXT NOT NULL,
        detail TEXT NOT NULL
      ) STRICT;
      CREATE TABLE IF NOT EXISTS delivery (
        event_id TEXT NOT NULL REFERENCES event (event_id) ON DELETE CASCADE,
        target TEXT NOT NULL,
        outcome TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        error TEXT,
        PRIMARY KEY (event_id, target)
      ) STRICT;
      -- Whoever was working on these when the process ended is gone.
      UPDATE message SET in_flight = 0, visible_at = 0;
    `);
  } catch (cause) {
    database.close();
    throw new StartError(
      `${file} can't be opened: end the other server that uses this --data-dir, or name another directory.`,
      { cause },
    );
  }
  return database;
}

/** All of `work`, or nothing of it. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}
