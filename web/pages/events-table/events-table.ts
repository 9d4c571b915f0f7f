import { css, html, nothing, type TemplateResult } from "lit";
import { DialogElement } from "../../elements/dialog-element.ts";
import { failureSentence } from "../../elements/failure-sentence.ts";
import { choiceField } from "../../elements/field.ts";
import { counted, formatAmount } from "../../elements/format.ts";
import { baseStyles } from "../../elements/styles/base.ts";
import { controlStyles } from "../../elements/styles/controls.ts";
import { tableStyles } from "../../elements/styles/table.ts";
import { reportStyles } from "../reports/report-styles.ts";
import { type Column, reportTable } from "../reports/report-table.ts";
import {
  type EventRow,
  idsOf,
  isSettled,
  matching,
  outcomeText,
  resultSentence,
  rowsOf,
  traceIdOf,
} from "./event-row.ts";
import { putEvent, readDeadLetters, readEvents, redrive } from "./local-console.ts";

const pollMillis = 2_000;
const instant = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "medium" });
/** More of them would make the page slow; the filter finds earlier ones. */
const mostShown = 50;

/** `<events-table>`: what passed the local bus and what became of it, to be sent again. */
export class EventsTable extends DialogElement {
  static override styles = [
    ...[baseStyles, controlStyles, tableStyles, reportStyles],
    css`
      .id {
        display: block;
      }
      @container (min-width: 60em) {
        tbody th {
          min-width: 14em;
        }
      }
      summary {
        margin: 0;
      }
      .toolbar .field input,
      td button {
        width: auto;
        white-space: nowrap;
      }
      pre {
        width: 32em;
        max-width: 100%;
        max-height: 24em;
        margin: 0.5em 0 0;
        overflow: auto;
        font: 0.875em / 1.4 ui-monospace, monospace;
        white-space: pre-wrap;
      }
    `,
  ];

  private rows: readonly EventRow[] | undefined;
  private total = 0;
  private type = "";
  private text = "";
  /** The bus's id of what was sent again and has not come to its end yet. */
  private sent: string | undefined;

  /** No client has this id: ids have no #. */
  protected override get subject(): string {
    return "#events";
  }

  protected override nextReadMillis(): number {
    return pollMillis;
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const [log, deadLetters] = await Promise.all([readEvents(signal), readDeadLetters(signal)]);
    this.rows = rowsOf(log, deadLetters);
    this.total = log.total + this.rows.length - log.items.length;
    const sent = this.rows.find(({ eventId }) => eventId === this.sent);
    if (sent && isSettled(sent)) {
      this.sent = undefined;
      this.say(resultSentence(sent), sent.deadLetters.length > 0);
    }
  }

  protected override render(): TemplateResult {
    return html`<section class="root" aria-labelledby="heading" lang="en">
      <header><h2 id="heading" tabindex="-1">Newest Events</h2></header>
      ${this.rows === undefined ? this.waiting("Reading the events …") : this.shown(this.rows)} ${this.notices()}
    </section>`;
  }

  private shown(rows: readonly EventRow[]): TemplateResult {
    const newest = matching(rows, this.type, this.text).slice(0, mostShown);
    const types = [...new Set(rows.map(({ detailType }) => detailType))].sort();
    const type = { id: "type", label: "Type", value: this.type, changed: this.filter("type") };
    const onText = ({ target }: Event) => this.filter("text")((target as HTMLInputElement).value);
    return html`<div class="toolbar">
        <p id="count" role="status">${this.countSentence(newest.length)}</p>
        <div class="actions">
          ${choiceField(
            type,
            types.map((value) => ({ value, text: value })),
            "All types",
          )}
          <div class="field"><label for="text">Containing</label><input id="text" type="search" .value=${this.text} @input=${onText} /></div>
        </div>
      </div>
      ${
        newest.length === 0
          ? html`<p class="empty">${rows.length === 0 ? "Nothing has passed the bus yet. Confirm an authorization, and it shows here." : "No event is like this."}</p>`
          : reportTable({
              caption: `Newest first, at most ${mostShown} of them`,
              columns: this.columns,
              rows: newest,
              keyOf: ({ key }) => key,
            })
      }`;
  }

  private countSentence(shown: number): string {
    const all = `${counted(this.total, "event")}.`;
    return shown === this.total ? all : `${formatAmount(shown)} of ${all}`;
  }

  private filter(field: "type" | "text") {
    return (value: string) => {
      this[field] = value;
      this.requestUpdate();
    };
  }

  private readonly columns: readonly Column<EventRow>[] = [
    { name: "Event", cell: eventCell },
    {
      name: "Time",
      cell: ({ receivedAt }) => html`<time datetime=${receivedAt}>${instant.format(new Date(receivedAt))}</time>`,
    },
    { name: "Ids", cell: idsCell, isWide: true },
    { name: "Trace id", cell: (row) => traceIdOf(row) ?? nothing },
    { name: "Outcome", cell: outcomeCell, isWide: true },
    { name: "Again", cell: (row) => this.againCell(row) },
  ];

  /** What is no event, such as a job that did not start, can't be put on the bus. */
  private againCell(row: EventRow): TemplateResult | typeof nothing {
    if (row.source === "") return nothing;
    const label = `Send again: ${row.detailType} of ${instant.format(new Date(row.receivedAt))}`;
    return html`<button type="button" aria-label=${label} @click=${() => this.sendAgain(row)}>Send again</button>`;
  }

  /** What was given up goes back to where it was given up; anything else passes the bus once more. */
  private async sendAgain(row: EventRow): Promise<void> {
    try {
      if (row.deadLetters.length === 0) this.sent = await putEvent(row);
      else {
        await redrive(row.eventId);
        this.sent = row.eventId;
      }
      this.say(`${row.detailType} is sent again …`);
    } catch (error) {
      this.alert(failureSentence(error));
    }
    await this.reload();
  }
}

function eventCell({ detailType, source, detail }: EventRow): TemplateResult {
  return html`<span>
    <b>${detailType}</b> <span class="below">${source}</span>
    <details>
      <summary>JSON<span class="visually-hidden"> of ${detailType}</span></summary>
      <pre tabindex="0" role="group" aria-label="JSON of ${detailType}">${JSON.stringify({ source, "detail-type": detailType, detail }, null, 2)}</pre>
    </details>
  </span>`;
}

function idsCell(row: EventRow): TemplateResult {
  return html`<span>${idsOf(row).map(([name, id]) => html`<span class="id"><span class="muted">${name}</span> ${id}</span>`)}</span>`;
}

function outcomeCell({ deliveries, deadLetters }: EventRow): TemplateResult {
  if (deliveries.length === 0) return html`<span class="muted">No queue here is subscribed</span>`;
  return html`<span>
    ${deliveries.map(
      (delivery) => html`<b>${outcomeText(delivery)}</b>
        <span class="below">${delivery.target}</span>
        ${delivery.outcome === "processed" || delivery.error === undefined ? nothing : html`<span class="below">${delivery.error}</span>`}`,
    )}
    ${deadLetters.map(({ code, pointer }) => (code === undefined ? nothing : html`<span class="fault">${code} ${pointer}</span>`))}
  </span>`;
}
