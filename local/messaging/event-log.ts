import type { DatabaseSync } from "node:sqlite";

export type DeliveryOutcome = "queued" | "processed" | "failed" | "dead-lettered";

interface Delivery {
  readonly target: string;
  readonly outcome: DeliveryOutcome;
  readonly attempts: number;
  /** What the last attempt failed with. */
  readonly error?: string;
}

/** An event that passed the bus, as `GET /local/events` shows it. */
export interface LoggedEvent {
  /** The bus's own id: sent twice, one event has two of them and the same `detail.metadata.eventId`. */
  readonly eventId: string;
  readonly receivedAt: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  /** One for each rule's target it went to; none when no rule matched. */
  readonly deliveries: readonly Delivery[];
}

/** Older ones are forgotten, so that a server that runs for weeks stays quick. */
export const keptEvents = 10_000;

/** What passed the bus, and what became of it. */
export class EventLog {
  private readonly database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  add(event: Omit<LoggedEvent, "deliveries">, targets: readonly string[]): void {
    this.database
      .prepare("INSERT INTO event (event_id, received_at, source, detail_type, detail) VALUES (?, ?, ?, ?, ?)")
      .run(event.eventId, event.receivedAt, event.source, event.detailType, JSON.stringify(event.detail));
    for (const target of targets) {
      this.database
        .prepare("INSERT INTO delivery (event_id, target, outcome, attempts) VALUES (?, ?, 'queued', 0)")
        .run(event.eventId, target);
    }
    this.database.prepare("DELETE FROM event WHERE sequence <= (SELECT max(sequence) FROM event) - ?").run(keptEvents);
  }

  settle(eventId: string, target: string, outcome: DeliveryOutcome, attempts: number, error?: string): void {
    this.database
      .prepare("UPDATE delivery SET outcome = ?, attempts = ?, error = ? WHERE event_id = ? AND target = ?")
      .run(outcome, attempts, error ?? null, eventId, target);
  }

  /** How many there are. */
  count(): number {
    return Number(this.database.prepare("SELECT count(*) AS count FROM event").get()?.["count"]);
  }

  /** The newest so many of them, all unless said otherwise; newest last. */
  events(limit = keptEvents): LoggedEvent[] {
    const newest = "SELECT * FROM event ORDER BY sequence DESC LIMIT ?";
    const deliveries = Map.groupBy(
      this.database
        .prepare(`SELECT * FROM delivery WHERE event_id IN (SELECT event_id FROM (${newest})) ORDER BY target`)
        .all(limit),
      (row) => row["event_id"],
    );
    return this.database
      .prepare(newest)
      .all(limit)
      .reverse()
      .map((row) => ({
        eventId: String(row["event_id"]),
        receivedAt: String(row["received_at"]),
        source: String(row["source"]),
        detailType: String(row["detail_type"]),
        detail: JSON.parse(String(row["detail"])),
        deliveries: (deliveries.get(row["event_id"] ?? null) ?? []).map((delivery) => ({
          target: String(delivery["target"]),
          outcome: delivery["outcome"] as DeliveryOutcome,
          attempts: Number(delivery["attempts"]),
          ...(delivery["error"] !== null && { error: String(delivery["error"]) }),
        })),
      }));
  }
}
