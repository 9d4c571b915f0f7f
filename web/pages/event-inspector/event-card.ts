import { html, nothing, type TemplateResult } from "lit";
import type { Cap } from "../../../clients/typescript/src/index.ts";
import { eventName, factsOf } from "./event-facts.ts";
import { formatTime, stagesOf } from "./event-stages.ts";
import { flow } from "./flow.ts";
import type { LoggedEvent } from "./local-console.ts";

export interface CardActions {
  readonly choose: (event: LoggedEvent) => void;
  readonly repeat: (event: LoggedEvent) => void;
  readonly edit: (event: LoggedEvent) => void;
}

export interface CardState {
  readonly cap: Cap | undefined;
  /** How often this very event had passed when it did. */
  readonly times: number;
  readonly isChosen: boolean;
  readonly isSending: boolean;
}

/** An event: its way as a picture, what can be done with it, and the whole of it as it is. */
export function eventCard(event: LoggedEvent, state: CardState, actions: CardActions): TemplateResult {
  const { eventId, detailType, receivedAt, source, detail } = event;
  const name = eventName(event);
  const { clientId } = factsOf(event);
  return html`<li id="event-${eventId}" class="event ${state.isChosen ? "chosen" : ""}">
    <div class="head">
      <label class="check">
        <input
          type="checkbox"
          aria-label="Choose ${name}, passed at ${formatTime(receivedAt)}"
          .checked=${state.isChosen}
          @change=${() => actions.choose(event)}
        />
        <b>${detailType}</b>
      </label>
      <p>
        ${name.slice(detailType.length + 4)}${clientId === undefined ? nothing : html` <span class="muted">client ${clientId}</span>`}
        ${state.times > 1 ? html`<span class="again">repeat no. ${state.times - 1}</span>` : nothing}
      </p>
      <p class="actions">
        <button type="button" aria-label="Repeat ${name}" aria-disabled=${state.isSending} @click=${() => actions.repeat(event)}>
          Repeat
        </button>
        <button type="button" aria-label="Edit and send ${name}" @click=${() => actions.edit(event)}>Edit and send</button>
      </p>
    </div>
    ${flow(stagesOf(event, state), `The way of ${name}`)}
    <details>
      <summary><span class="visually-hidden">${name}: </span>The event as it is</summary>
      <pre tabindex="0" role="group" aria-label="The event as it is">${JSON.stringify({ source, "detail-type": detailType, detail }, null, 2)}</pre>
    </details>
  </li>`;
}
