import { html, type TemplateResult } from "lit";
import { DialogElement } from "../../elements/dialog-element.ts";
import { counted } from "../../elements/format.ts";
import { baseStyles } from "../../elements/styles/base.ts";
import { controlStyles } from "../../elements/styles/controls.ts";
import { dialogStyles } from "../../elements/styles/dialog.ts";
import { type Caps, readCaps } from "./cap-comparison.ts";
import { consoleFailure } from "./console-failure.ts";
import { type CardActions, eventCard } from "./event-card.ts";
import { factsOf, timesPassed } from "./event-facts.ts";
import { eventList } from "./event-list.ts";
import { chosen, moved, type Order } from "./event-order.ts";
import { eventsStyles } from "./events-styles.ts";
import { flowStyles } from "./flow-styles.ts";
import {
  type DeadLetter,
  type LoggedEvent,
  putEvent,
  readDeadLetters,
  readEvents,
  readJobs,
  redrive,
  runJob,
} from "./local-console.ts";
import { overview } from "./overview.ts";
import { PutEventDialog } from "./put-event-dialog.ts";
import { resendTray, resultSentence } from "./resend-tray.ts";
import { type Bus, type SendingResult, sendInOrder } from "./send-again.ts";
import { deadLettersPanel, jobSentence, jobsPanel } from "./side-panels.ts";

/** How often to look for news, in milliseconds; longer where the log is so long that reading it takes its time. */
const shortestPollMillis = 1_500;
const restPerReading = 10;
/** Events that are shown at first, and more each time somebody asks for earlier ones. */
const eventsAtOnce = 30;
/** What came meanwhile pushes nothing out, since somebody may just be working with it; but a page left open shall stay quick. */
const mostByThemselves = 300;

const placeOf = (events: readonly LoggedEvent[], eventId: string) =>
  events.findLastIndex((event) => event.eventId === eventId);

/** `<event-inspector>`: what passed the local bus, and what became of it. Sends it again, in whatever order. */
export class EventInspector extends DialogElement {
  static override styles = [baseStyles, controlStyles, dialogStyles, eventsStyles, flowStyles];

  private events: readonly LoggedEvent[] | undefined;
  private total = 0;
  private deadLetters: readonly DeadLetter[] = [];
  private jobs: readonly string[] = [];
  private caps: Caps = new Map();
  /** What the caps were read for; they are read anew when anything has become of any event. */
  private capsOf = "";
  private order: Order = [];
  private asNew = false;
  private type = "";
  private shownCount = eventsAtOnce;
  private isSending = false;
  private result: SendingResult | undefined;
  private runningJob: string | undefined;
  private jobSaid = "";
  private readingMillis = 0;

  /** No client has this id: ids have no #. */
  protected override get subject(): string {
    return "#events";
  }

  protected override nextReadMillis(): number {
    return Math.max(shortestPollMillis, this.readingMillis * restPerReading);
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const begin = performance.now();
    const [{ items: events, total }, deadLetters, jobs] = await Promise.all([
      readEvents(signal),
      readDeadLetters(signal),
      readJobs(signal),
    ]);
    const known = this.events?.at(-1)?.eventId;
    const came = known === undefined ? 0 : this.matching(events.slice(placeOf(events, known) + 1)).length;
    if (came > 0 && this.shownCount < mostByThemselves) this.shownCount += came;
    const shown = this.shownOf(events);
    const state = JSON.stringify([total, shown.map(({ eventId, deliveries }) => [eventId, deliveries])]);
    if (state !== this.capsOf) {
      const clientIds = shown.flatMap((event) =>
        event.deliveries.length === 0 ? [] : (factsOf(event).clientId ?? []),
      );
      this.caps = await readCaps(this.api, clientIds, signal);
      this.capsOf = state;
    }
    this.events = events;
    this.total = total;
    this.deadLetters = deadLetters;
    this.jobs = jobs;
    this.readingMillis = performance.now() - begin;
  }

  protected override render(): TemplateResult {
    const { events } = this;
    return html`<section class="root" aria-labelledby="heading" lang="en">
      <h2 id="heading" tabindex="-1">From confirm to cap</h2>
      ${
        events === undefined
          ? this.waiting("Reading the events …")
          : html`<div class="whole">${overview({ items: events, total: this.total }, this.deadLetters)}</div>
              <div class="columns">
                <div class="side">${this.tray(events)} ${deadLettersPanel(this.deadLetters, this.isSending, this.onRedrive)} ${jobsPanel(this.jobs, this.runningJob, this.jobSaid, this.onRun)}</div>
                ${this.list(events)}
              </div>`
      }
      ${this.notices()} ${this.dialogs()}
    </section>`;
  }

  private tray(events: readonly LoggedEvent[]): TemplateResult {
    const byId = new Map(events.map((event) => [event.eventId, event]));
    return resendTray({
      events: this.order.flatMap((eventId) => byId.get(eventId) ?? []),
      asNew: this.asNew,
      isSending: this.isSending,
      result: this.result,
      move: this.onMove,
      takeOut: (eventId) => {
        this.onOrder(this.order.filter((one) => one !== eventId));
        void this.focusOn("#tray-heading");
      },
      reverse: () => this.onOrder(this.order.toReversed()),
      clear: () => {
        this.onOrder([]);
        void this.focusOn("#tray-heading");
      },
      setAsNew: (asNew) => {
        this.asNew = asNew;
        this.requestUpdate();
      },
      send: () =>
        void this.send(
          this.order.flatMap((eventId) => byId.get(eventId) ?? []),
          this.asNew,
        ),
    });
  }

  private list(events: readonly LoggedEvent[]): TemplateResult {
    const times = timesPassed(events);
    return eventList({
      shown: this.shownOf(events),
      matching: this.matching(events).length,
      types: [...new Set(events.map(({ detailType }) => detailType))].sort(),
      type: this.type,
      card: (event) => {
        const { authorizationId } = factsOf(event);
        const state = {
          cap: authorizationId === undefined ? undefined : this.caps.get(authorizationId),
          times: times.get(event.eventId) ?? 1,
          isChosen: this.order.includes(event.eventId),
          isSending: this.isSending,
        };
        return eventCard(event, state, this.actions);
      },
      setType: (type) => {
        this.type = type;
        void this.reload();
      },
      more: this.onMore,
    });
  }

  private matching(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    return this.type === "" ? events : events.filter(({ detailType }) => detailType === this.type);
  }

  private shownOf(events: readonly LoggedEvent[]): readonly LoggedEvent[] {
    return this.matching(events).slice(-this.shownCount).toReversed();
  }

  private readonly actions: CardActions = {
    choose: ({ eventId }) => {
      const places = new Map(this.events?.map((event, place) => [event.eventId, place]));
      this.onOrder(chosen(this.order, eventId, (one) => places.get(one) ?? 0));
    },
    repeat: (event) => void this.send([event], false),
    edit: (event) => {
      const sent = () => {
        this.closeDialog();
        this.say("The event is on the bus.");
        void this.reload();
      };
      this.open(new PutEventDialog({ host: this, event, sent }));
    },
  };

  private onOrder(order: Order): void {
    this.order = order;
    this.requestUpdate();
  }

  /** The button moves with its event, and a moved element loses the focus: it gets it back. */
  private readonly onMove = (eventId: string, by: -1 | 1) => {
    this.onOrder(moved(this.order, eventId, by));
    void this.focusOn(`#${by === -1 ? "up" : "down"}-${eventId}`);
  };

  private async send(events: readonly LoggedEvent[], asNew: boolean): Promise<void> {
    if (this.isSending || events.length === 0) return;
    this.isSending = true;
    this.result = undefined;
    this.requestUpdate();
    try {
      this.result = await sendInOrder(this.busOf(events), events, asNew ? () => crypto.randomUUID() : undefined);
      this.say(resultSentence(this.result));
    } catch (error) {
      this.alert(consoleFailure(error));
    }
    this.isSending = false;
    await this.reload();
  }

  private busOf(events: readonly LoggedEvent[]): Bus {
    const clientIds = events.flatMap((event) => factsOf(event).clientId ?? []);
    return {
      put: putEvent,
      events: async () => (await readEvents()).items,
      caps: () => readCaps(this.api, clientIds),
      pause: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
    };
  }

  private readonly onRedrive = async () => {
    if (this.isSending) return;
    try {
      this.say(`${counted(await redrive(), "dead letter")} went back into the queue.`);
      // The button goes with the last of them.
      void this.focusOn("#dead-heading");
    } catch (error) {
      this.alert(consoleFailure(error));
    }
    await this.reload();
  };

  private readonly onRun = async (job: string) => {
    if (this.runningJob !== undefined) return;
    this.runningJob = job;
    this.jobSaid = "";
    this.requestUpdate();
    try {
      this.jobSaid = jobSentence(job, await runJob(job));
    } catch (error) {
      this.jobSaid = consoleFailure(error);
    }
    this.runningJob = undefined;
    await this.reload();
  };

  private readonly onMore = async () => {
    const first = this.shownOf(this.events ?? []).length;
    this.shownCount += eventsAtOnce;
    await this.reload();
    const next = this.shownOf(this.events ?? [])[first];
    if (next) void this.focusOn(`#event-${next.eventId} input`);
  };
}
