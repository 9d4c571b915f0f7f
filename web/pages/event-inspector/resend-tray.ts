import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { counted } from "../../elements/format.ts";
import { type ComparedCap, changedCaps } from "./cap-comparison.ts";
import { eventName } from "./event-facts.ts";
import { formatTime } from "./event-stages.ts";
import type { LoggedEvent } from "./local-console.ts";
import type { SendingResult } from "./send-again.ts";

interface Tray {
  /** In the order in which they are to be sent. */
  readonly events: readonly LoggedEvent[];
  readonly asNew: boolean;
  readonly isSending: boolean;
  readonly result: SendingResult | undefined;
  readonly move: (eventId: string, by: -1 | 1) => void;
  readonly takeOut: (eventId: string) => void;
  readonly reverse: () => void;
  readonly clear: () => void;
  readonly setAsNew: (asNew: boolean) => void;
  readonly send: () => void;
}

/** The events that were chosen, in an order of one's own, and what sending them again changed. */
export function resendTray(tray: Tray): TemplateResult {
  const { events, result, isSending } = tray;
  return html`<section class="panel" aria-labelledby="tray-heading">
    <h3 id="tray-heading" tabindex="-1">Send again, in any order</h3>
    ${
      events.length === 0
        ? html`<p class="muted">
            Choose events to send them again in an order of your own, such as an older one after a newer one. The cap stays what the
            newest said.
          </p>`
        : chosenEvents(tray)
    }
    <div class="result" ?data-empty=${!isSending && result === undefined}>
      ${isSending ? html`<p>Sending, and waiting for what becomes of it …</p>` : result === undefined ? nothing : resultOf(result)}
    </div>
  </section>`;
}

function chosenEvents(tray: Tray): TemplateResult {
  const { events, asNew, isSending } = tray;
  const isOnly = events.length === 1;
  return html`<ol class="order">
      ${repeat(
        events,
        ({ eventId }) => eventId,
        (event, index) => chosenEvent(event, tray, index === 0, index === events.length - 1),
      )}
    </ol>
    <p class="actions">
      <button type="button" aria-disabled=${isOnly} @click=${tray.reverse}>Reverse the order</button>
      <button type="button" @click=${tray.clear}>Choose none</button>
    </p>
    <label class="check option">
      <input type="checkbox" .checked=${asNew} @change=${({ target }: Event) => tray.setAsNew((target as HTMLInputElement).checked)} />
      <span>With new event ids <span class="below">Billing takes none of them for one that it has seen.</span></span>
    </label>
    <p class="actions">
      <button type="button" class="primary" aria-disabled=${isSending} @click=${tray.send}>
        ${isOnly ? "Send 1 event" : `Send ${events.length} events in this order`}
      </button>
    </p>`;
}

function chosenEvent(event: LoggedEvent, tray: Tray, isFirst: boolean, isLast: boolean): TemplateResult {
  const { eventId, receivedAt } = event;
  const name = eventName(event);
  return html`<li>
    <span>${name} <span class="below">${formatTime(receivedAt)}</span></span>
    <span class="moves">
      <button type="button" class="icon" id="up-${eventId}" aria-label="Sooner: ${name}" aria-disabled=${isFirst} @click=${() => tray.move(eventId, -1)}>
        ${arrow("M8 13V3M4 7l4-4 4 4")}
      </button>
      <button type="button" class="icon" id="down-${eventId}" aria-label="Later: ${name}" aria-disabled=${isLast} @click=${() => tray.move(eventId, 1)}>
        ${arrow("M8 3v10M4 9l4 4 4-4")}
      </button>
      <button type="button" class="icon" aria-label="Take out: ${name}" @click=${() => tray.takeOut(eventId)}>
        ${arrow("M3 3l10 10M13 3 3 13")}
      </button>
    </span>
  </li>`;
}

function arrow(path: string): TemplateResult {
  return html`<svg aria-hidden="true" viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
    <path d=${path} />
  </svg>`;
}

/** What sending changed, as a sentence. */
export function resultSentence({ sent, dead, unsettled, compared }: SendingResult): string {
  const changed = changedCaps(compared).length;
  const sentences = [`${counted(sent, "event")} sent.`];
  if (dead > 0) sentences.push(`${counted(dead, "event")} given up: see the dead letters.`);
  if (unsettled > 0) sentences.push(`${counted(unsettled, "event")} did not come to an end yet.`);
  if (compared.length === 0) sentences.push("No cap is concerned.");
  else sentences.push(changed === 0 ? "Nothing changed in any cap." : `${counted(changed, "cap")} changed.`);
  return sentences.join(" ");
}

function resultOf(result: SendingResult): TemplateResult {
  return html`<p><b>${resultSentence(result)}</b></p>
    ${result.compared.map(comparison)}`;
}

function comparison({ authorizationId, fields }: ComparedCap): TemplateResult {
  return html`<table aria-label="Cap of ${authorizationId}, before and after">
    <thead>
      <tr>
        <th scope="col">Cap of ${authorizationId}</th>
        <th scope="col">Before</th>
        <th scope="col">After</th>
      </tr>
    </thead>
    <tbody>
      ${fields.map(
        ({ label, before, after, isChanged }) => html`<tr class=${isChanged ? "changed" : ""}>
          <th scope="row">${label}</th>
          <td>${before}</td>
          <td>${after}${isChanged ? html`<span class="visually-hidden"> (changed)</span>` : nothing}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
