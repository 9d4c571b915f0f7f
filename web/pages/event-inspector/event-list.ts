import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { formatAmount } from "../../elements/format.ts";
import type { LoggedEvent } from "./local-console.ts";

interface EventList {
  /** Newest first. */
  readonly shown: readonly LoggedEvent[];
  /** How many there are of the type that is shown. */
  readonly matching: number;
  readonly types: readonly string[];
  /** Empty: all of them. */
  readonly type: string;
  readonly card: (event: LoggedEvent) => TemplateResult;
  readonly setType: (type: string) => void;
  readonly more: () => void;
}

/** What passed the bus, as many as are asked for. */
export function eventList({ shown, matching, types, type, card, setType, more }: EventList): TemplateResult {
  return html`<section class="list" aria-labelledby="list-heading">
    <header>
      <h3 id="list-heading">Newest first</h3>
      <div class="field">
        <label for="type" class="visually-hidden">Events shown</label>
        <select id="type" @change=${({ target }: Event) => setType((target as HTMLSelectElement).value)}>
          <option value="" .selected=${type === ""}>All events</option>
          ${types.map((each) => html`<option value=${each} .selected=${each === type}>${each}</option>`)}
        </select>
      </div>
    </header>
    ${shown.length === 0 ? html`<p class="empty">Nothing has passed the bus yet. Confirm an authorization, and it shows here.</p>` : nothing}
    <ol class="events" aria-labelledby="list-heading">
      ${repeat(shown, ({ eventId }) => eventId, card)}
    </ol>
    ${
      shown.length < matching
        ? html`<p class="more">
            <button type="button" @click=${more}>Show earlier events</button>
            <span class="muted">${formatAmount(shown.length)} of ${formatAmount(matching)}</span>
          </p>`
        : nothing
    }
  </section>`;
}
