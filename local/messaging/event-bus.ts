import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "../kept/durable-state.ts";
import type { EventLog, LoggedEvent } from "./event-log.ts";
import type { Matches } from "./event-pattern.ts";
import type { Queue } from "./queue.ts";

/** One entry of a PutEvents request, as the SDK sends it. */
export interface PutEventsEntry {
  readonly EventBusName?: string;
  readonly Source?: string;
  readonly DetailType?: string;
  /** JSON as a text. */
  readonly Detail?: string;
  /** Seconds since 1970, in the SDK's JSON protocol. */
  readonly Time?: number | string;
  readonly Resources?: readonly string[];
  readonly TraceHeader?: string;
}

export interface EntryRefusal {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

export type EntryResult = EntryRefusal | { readonly EventId: string };

/** A rule of the stack: what it matches on which bus, and the queues it delivers to. */
export interface BusRule {
  readonly busName: string;
  readonly matches: Matches;
  readonly targets: readonly Queue[];
  /** Where the rule keeps what a target does not take. */
  readonly undelivered?: ReadonlyMap<Queue, Queue>;
}

/** Why a queue refuses a delivery, as by its policy or its key; undefined when it takes it. */
export type DeliveryHook = (queueName: string) => EntryRefusal | undefined;

/**
 * Comes before a PutEvents request of a function is accepted. It may wait (the request stays unanswered meanwhile), throw
 * (the request fails with 500), or answer for each entry what refuses it, undefined for one that is accepted.
 */
export type PutEventsHook = (entries: readonly PutEventsEntry[]) => PutEventsVerdict | Promise<PutEventsVerdict>;
type PutEventsVerdict = readonly (EntryRefusal | undefined)[] | undefined;

export interface EventBusParts {
  readonly busNames: readonly string[];
  readonly rules: readonly BusRule[];
  readonly log: EventLog;
  readonly database: DatabaseSync;
  readonly region: string;
  readonly accountId: string;
  /** The stack's time, in milliseconds since 1970. */
  readonly now: () => number;
}

/** The stack's event buses. An event that they accept is in the queues of all matching rules before the sender is answered. */
export class EventBus {
  private readonly parts: EventBusParts;
  /** Comes before each delivery to a queue. */
  onDelivery: DeliveryHook | undefined;

  constructor(parts: EventBusParts) {
    this.parts = parts;
  }

  /** The name of the stack's only bus, for events that name none. */
  get defaultBusName(): string {
    return this.parts.busNames[0] ?? "default";
  }

  /** The bus that an entry names. */
  arnFor({ EventBusName: named = "default" }: PutEventsEntry): string {
    const { region, accountId } = this.parts;
    return `arn:aws:events:${region}:${accountId}:event-bus/${named.split("/").at(-1)}`;
  }

  /** What passed, newest last: all that is kept of it, or the newest so many. */
  events(limit?: number): LoggedEvent[] {
    return this.parts.log.events(limit);
  }

  /** How many events are kept. */
  count(): number {
    return this.parts.log.count();
  }

  /** Puts events on their buses; each is accepted or refused by itself, as on AWS. */
  put(entries: readonly PutEventsEntry[]): EntryResult[] {
    const reached = new Set<Queue>();
    const results = inTransaction(this.parts.database, () => entries.map((entry) => this.accept(entry, reached)));
    for (const queue of reached) {
      queue.announce();
    }
    return results;
  }

  private accept(entry: PutEventsEntry, reached: Set<Queue>): EntryResult {
    const { region, accountId, now, rules, log } = this.parts;
    // A bus may be named by its ARN, too.
    const busName = (entry.EventBusName ?? "default").split("/").at(-1) ?? "";
    const refusal = this.refusal(entry, busName);
    if (refusal) {
      return refusal;
    }
    const eventId = randomUUID();
    const detail: unknown = JSON.parse(entry.Detail ?? "{}");
    const event = {
      version: "0",
      id: eventId,
      "detail-type": entry.DetailType ?? "",
      source: entry.Source ?? "",
      account: accountId,
      // Whole seconds, as EventBridge hands it on.
      time: `${new Date(timeOf(entry.Time) ?? now()).toISOString().slice(0, 19)}Z`,
      region,
      resources: entry.Resources ?? [],
      detail,
    };
    const matching = rules.filter((rule) => rule.busName === busName && rule.matches(event));
    const targets = [...new Set(matching.flatMap((rule) => rule.targets))];
    log.add(
      {
        eventId,
        receivedAt: new Date(now()).toISOString(),
        source: event.source,
        detailType: event["detail-type"],
        detail,
      },
      targets.map(({ name }) => name),
    );
    for (const queue of targets) {
      const refusal = this.onDelivery?.(queue.name);
      if (refusal) {
        const kept = matching.flatMap(({ undelivered }) => undelivered?.get(queue) ?? [])[0];
        kept?.keepFor(queue, JSON.stringify(event), { eventId, error: refusal.ErrorCode });
        log.settle(eventId, queue.name, kept ? "dead-lettered" : "failed", 0, refusal.ErrorCode);
      } else {
        queue.send(JSON.stringify(event), eventId);
        reached.add(queue);
      }
    }
    return { EventId: eventId };
  }

  private refusal(entry: PutEventsEntry, busName: string): EntryRefusal | undefined {
    const missing = (["Source", "DetailType", "Detail"] as const).find((field) => !entry[field]);
    if (missing) {
      return {
        ErrorCode: "InvalidArgument",
        ErrorMessage: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
      };
    }
    if (!this.parts.busNames.includes(busName)) {
      return { ErrorCode: "ResourceNotFoundException", ErrorMessage: `Event bus ${busName} does not exist.` };
    }
    if (entry.Source?.startsWith("aws.")) {
      return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
    }
    if (!isJsonObject(entry.Detail ?? "")) {
      return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
    }
    return undefined;
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function timeOf(time: number | string | undefined): number | undefined {
  const millis = typeof time === "number" ? time * 1000 : Date.parse(time ?? "");
  return Number.isNaN(millis) ? undefined : millis;
}
