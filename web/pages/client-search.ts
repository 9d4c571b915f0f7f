import { html, nothing, render } from "lit";
import type { Client } from "../../clients/typescript/src/index.ts";
import type { OpenPage } from "./page.ts";

/** As many as a glance takes in; who looks for somebody else types on. */
const mostShown = 20;

/** Finds clients while somebody types, and tells which one was chosen. `open` is the client whose page it is. */
export class ClientSearch {
  private readonly page: OpenPage;
  private readonly place: HTMLElement;
  private readonly choose: (clientId: string) => void;
  private asked = 0;
  private found: { readonly clients: readonly Client[]; readonly areMore: boolean } | null = null;
  private open = "";

  constructor(page: OpenPage, place: HTMLElement, choose: (clientId: string) => void) {
    this.page = page;
    this.place = place;
    this.choose = choose;
  }

  /** Marks the client whose page it is. */
  mark(clientId: string): void {
    this.open = clientId;
    this.show();
  }

  async search(text: string): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    const { data } = await this.page.api.searchClients({ search: text, limit: mostShown });
    // An answer that comes after a later question's is not what stands in the field any more.
    if (mine !== this.asked) return;
    this.found = { clients: data.items, areMore: data.nextCursor !== null };
    this.show();
  }

  private show(): void {
    render(
      html`<search>
          <label>
            Client: start of the last or first name, or the whole client id
            <input type="search" autocomplete="off" @input=${({ target }: Event) => this.search((target as HTMLInputElement).value)} />
          </label>
        </search>
        ${this.found?.clients.length ? this.list(this.found.clients) : nothing}
        <p class="hint" role="status">${this.hint()}</p>`,
      this.place,
    );
  }

  private list(clients: readonly Client[]) {
    return html`<ul class="clients">
      ${clients.map(
        ({ clientId, lastName, firstName, program }) => html`<li>
          <button
            type="button"
            aria-current=${clientId === this.open ? "true" : nothing}
            @click=${() => this.choose(clientId)}
          >
            <strong>${lastName}, ${firstName}</strong>
            <span>${clientId}${program === undefined ? nothing : html` · ${program}`}</span>
          </button>
        </li>`,
      )}
    </ul>`;
  }

  private hint(): string {
    if (this.found === null) return "";
    if (this.found.clients.length === 0) return "No client is found.";
    return this.found.areMore ? "There are more: type on to see fewer." : "";
  }
}
