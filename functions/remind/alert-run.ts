import { dayIn } from "../../domain/calendar.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import { logError } from "../runtime/log.ts";
import { deliver } from "../runtime/outbox-delivery.ts";
import { mostEventsPerCall } from "../runtime/publisher.ts";
import type { Services, WithCatalog, WithPublisher } from "../runtime/services.ts";
import { traceOf } from "../runtime/trace.ts";

export type AlertingServices = Services & WithCatalog & WithPublisher;

/** An authorization that may call for an alert. */
export interface Candidate {
  readonly clientId: string;
  readonly authorizationId: string;
}

/** Decides about one candidate by what the table has now, and stores its alerts: answers their events. */
export type Give = (candidate: Candidate, table: OpenedTable, run: AlertRun) => Promise<readonly UnsentEvent[]>;

/** How long one candidate is tried, so that it does not take the time of all behind it. */
const mostMillisEach = 10_000;
/** Time kept for a last round and its call to the bus. */
const reserveMillis = mostMillisEach + 5000;

/** One run of the job: its day, its time, and what came of it. */
export class AlertRun {
  readonly today: string;
  readonly services: AlertingServices;
  /** One trace for all events of the run. */
  readonly traceId: string;
  readonly traceparent: string;
  given = 0;
  failed = 0;
  private readonly remainingMillis: () => number;

  constructor(services: AlertingServices, remainingMillis: () => number) {
    const { traceId, traceparent } = traceOf(undefined);
    this.traceId = traceId;
    this.traceparent = traceparent;
    this.services = services;
    this.remainingMillis = remainingMillis;
    this.today = dayIn(services.timeZone, services.now());
  }

  /**
   * Goes through candidates, as many at once as one call to the bus takes events. One that fails delays none behind it. Answers
   * how many it came through before time ran short.
   */
  async through(candidates: readonly Candidate[], give: Give): Promise<number> {
    for (let first = 0; first < candidates.length; first += mostEventsPerCall) {
      if (this.remainingMillis() < reserveMillis) return first;
      const round = candidates.slice(first, first + mostEventsPerCall);
      const events = (await Promise.all(round.map((candidate) => this.sentTo(candidate, give)))).flat();
      this.given += events.length;
      for (let sent = 0; sent < events.length; sent += mostEventsPerCall)
        await deliver(this.services, events.slice(sent, sent + mostEventsPerCall));
    }
    return candidates.length;
  }

  private async sentTo(candidate: Candidate, give: Give): Promise<readonly UnsentEvent[]> {
    const { table } = this.services;
    const begun = this.remainingMillis();
    const leftMillis = () => mostMillisEach - (begun - this.remainingMillis());
    const limitedTable = { ...table, remainingMillis: () => Math.min(leftMillis(), table.remainingMillis()) };
    try {
      return await give(candidate, limitedTable, this);
    } catch (error) {
      this.failed += 1;
      const { clientId, authorizationId } = candidate;
      logError({ event: "alertNotGiven", clientId, authorizationId }, error);
      return [];
    }
  }
}
