import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { ended, listen, readBody } from "../gateway/http.ts";
import { ownServer } from "../gateway/own-address.ts";
import { callerOf, replyToSdk } from "../gateway/sdk-requests.ts";
import type { Grants } from "../roles/grants.ts";
import type { Access } from "../roles/role-policy.ts";
import type { EntryResult, EventBus, PutEventsEntry, PutEventsHook } from "./event-bus.ts";

/** What one PutEvents request may hold. */
const mostEntries = 10;
const mostBytes = 256 * 1024;

/** Where a paused endpoint holds requests: before the events are accepted, or accepted and not yet answered. */
export type PausePoint = "before-accepting" | "before-answering";

/**
 * The address that functions know as EventBridge, with a function's name as its path: its role has to allow what it puts. It
 * speaks as much of the SDK's JSON protocol as PutEvents needs.
 */
export class PutEventsEndpoint {
  /** For tests: comes before each request is accepted. */
  onPutEvents: PutEventsHook | undefined;
  private readonly bus: EventBus;
  private readonly grants: Grants;
  private readonly server: Server;
  private held: { readonly at: PausePoint; readonly until: PromiseWithResolvers<void> } | undefined;
  private inHand = 0;
  private waiting = 0;

  constructor(bus: EventBus, grants: Grants) {
    this.bus = bus;
    this.grants = grants;
    this.server = ownServer((request, response) => void this.answer(request, response));
  }

  /** @returns the endpoint's address */
  async start(): Promise<string> {
    return `http://127.0.0.1:${await listen(this.server, 0)}`;
  }

  async stop(): Promise<void> {
    this.resume();
    await ended(this.server);
  }

  /** Leaves all further requests unanswered until `resume`. Requests whose sender has gone by then are dropped. */
  pause(at: PausePoint = "before-accepting"): void {
    this.held ??= { at, until: Promise.withResolvers<void>() };
  }

  resume(): void {
    this.held?.until.resolve();
    this.held = undefined;
  }

  /** How many requests wait for `resume`. */
  get waitingRequests(): number {
    return this.waiting;
  }

  isIdle(): boolean {
    return this.inHand === 0;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inHand++;
    try {
      await this.putEvents(request, response);
    } catch (error) {
      fail(response, 500, "InternalException", error instanceof Error ? error.message : String(error));
    } finally {
      this.inHand--;
    }
  }

  private async putEvents(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, 4 * mostBytes);
    if (request.headers["x-amz-target"] !== "AWSEvents.PutEvents") {
      fail(response, 400, "UnknownOperationException", "The local event bus knows PutEvents only.");
      return;
    }
    const entries = entriesOf(body?.toString("utf8") ?? "");
    if (typeof entries === "string") {
      fail(response, 400, "ValidationException", entries);
      return;
    }
    const refusal = this.grants.refusal(
      callerOf(request),
      entries.map((entry) => this.accessOf(entry)),
    );
    if (refusal !== undefined) {
      fail(response, 400, "AccessDeniedException", refusal);
      return;
    }
    await this.hold("before-accepting");
    const verdict = (await this.onPutEvents?.(entries)) ?? [];
    if (response.destroyed) {
      // Its sender was killed while it waited: nothing reaches the bus from a function that is gone.
      return;
    }
    const accepted = this.bus.put(entries.filter((_, index) => !verdict[index]));
    const results = entries.map((_, index): EntryResult => verdict[index] ?? (accepted.shift() as EntryResult));
    await this.hold("before-answering");
    replyToSdk(response, "1.1", 200, {
      FailedEntryCount: results.filter((result) => "ErrorCode" in result).length,
      Entries: results,
    });
  }

  private accessOf(entry: PutEventsEntry): Access {
    const context = { "events:source": [entry.Source ?? ""], "events:detail-type": [entry.DetailType ?? ""] };
    return { action: "events:PutEvents", resourceArn: this.bus.arnFor(entry), context };
  }

  private async hold(at: PausePoint): Promise<void> {
    if (this.held?.at === at) {
      this.waiting++;
      await this.held.until.promise;
      this.waiting--;
    }
  }
}

/** The entries of a request, or why there are none. */
function entriesOf(body: string): readonly PutEventsEntry[] | string {
  let entries: unknown;
  try {
    entries = (JSON.parse(body) as { Entries?: unknown }).Entries;
  } catch {
    return "The request is not JSON.";
  }
  if (!Array.isArray(entries) || entries.length === 0 || entries.length > mostEntries) {
    return `Entries must be a list of 1 to ${mostEntries}.`;
  }
  const bytes = entries.reduce((sum: number, entry: PutEventsEntry) => sum + sizeOf(entry), 0);
  return bytes > mostBytes ? "Total size of the entries in the request is over the limit." : entries;
}

/** As EventBridge reckons an entry's size: 14 bytes for a time, and the bytes of its texts. */
function sizeOf({ Time, Source = "", DetailType = "", Detail = "", Resources = [] }: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time === undefined ? 0 : 14) + texts.reduce((sum, text) => sum + Buffer.byteLength(String(text)), 0);
}

function fail(response: ServerResponse, status: number, type: string, message: string): void {
  replyToSdk(response, "1.1", status, { __type: type, message });
}
