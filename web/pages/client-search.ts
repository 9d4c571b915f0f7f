import { html, nothing, type TemplateResult } from "lit";
import type { Client, PriorAuthClient } from "../../clients/typescript/src/index.ts";
import { failureSentence } from "../elements/failure-sentence.ts";
import { counted } from "../elements/format.ts";
import { leftOutSentence } from "../elements/left-out.ts";

/** As many as a glance takes in; to find others, type more. */
const mostShown = 20;

interface Options {
  readonly api: PriorAuthClient;
  readonly choose: (client: Client) => void;
  readonly requestUpdate: () => void;
}

/** Finds clients while somebody types, and tells which one was chosen. */
export class ClientSearch {
  private readonly options: Options;
  private text = "";
  private asking: AbortController | undefined;
  private found: { readonly clients: readonly Client[]; readonly areMore: boolean; readonly left: string } | undefined;
  private failure: string | undefined;

  constructor(options: Options) {
    this.options = options;
  }

  /** Drops an answer that is not to the current text any more. */
  async search(text: string): Promise<void> {
    const { api, requestUpdate } = this.options;
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.text = text;
    requestUpdate();
    try {
      const { data } = await api.searchClients({ search: text, limit: mostShown }, { signal: asking.signal });
      if (asking.signal.aborted) return;
      this.found = { clients: data.items, areMore: data.nextCursor !== null, left: leftOutSentence(data.unreadable) };
      this.failure = undefined;
    } catch (error) {
      if (asking.signal.aborted) return;
      this.found = undefined;
      this.failure = failureSentence(error);
    }
    requestUpdate();
  }

  /** @param clientId the client whose page it is */
  content(clientId: string): TemplateResult {
    const { found, failure } = this;
    return html`<search>
        <label>
          Client: start of the last name, the first name or the client id
          <input type="search" autocomplete="off" .value=${this.text} @input=${this.onInput} />
        </label>
      </search>
      ${found?.clients.length ? this.list(found.clients, clientId) : nothing}
      <p class="hint" role="status">${this.hint()}</p>
      ${failure === undefined ? nothing : html`<p><button type="button" @click=${() => this.search(this.text)}>Try again</button></p>`}`;
  }

  private readonly onInput = ({ target }: Event) => void this.search((target as HTMLInputElement).value);

  private list(clients: readonly Client[], open: string): TemplateResult {
    return html`<ul class="clients">
      ${clients.map(
        (client) => html`<li>
          <button
            type="button"
            aria-current=${client.clientId === open ? "true" : nothing}
            @click=${() => this.options.choose(client)}
          >
            <strong>${client.lastName}, ${client.firstName}</strong>
            <span>${client.clientId}${client.program === undefined ? nothing : html` · ${client.program}`}</span>
          </button>
        </li>`,
      )}
    </ul>`;
  }

  private hint(): string {
    if (this.failure !== undefined) return this.failure;
    if (this.found === undefined) return "Looking for clients …";
    const { clients, areMore, left } = this.found;
    if (clients.length === 0) return left || "No client is found.";
    const count = areMore
      ? `The first ${clients.length}; there are more: type on to see fewer.`
      : `${counted(clients.length, "client")}.`;
    return `${count} ${left}`.trim();
  }
}
