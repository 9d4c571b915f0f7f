import { html, nothing, render, type TemplateResult } from "lit";
import { type Client, isProblem } from "../../clients/typescript/src/index.ts";
import { formatDay } from "../elements/format.ts";
import { handlingMark } from "../elements/handling-marks.ts";
import { ClientSearch } from "./client-search.ts";
import { type OpenPage, part, refusal } from "./page.ts";

/**
 * The choice of a page's client. The address has the client's id alone. After a choice only the client's name stays visible, to
 * leave room for the page's content.
 */
export class ClientChoice {
  private readonly page: OpenPage;
  private readonly place = part("find");
  private readonly shown: (clientId: string) => void;
  private readonly search: ClientSearch;
  private client: Client | undefined;
  private isUnknown = false;
  private areChoicesShown = false;

  /** @param shown told which client the page is about from now on; empty: none */
  constructor(page: OpenPage, shown: (clientId: string) => void) {
    this.page = page;
    this.shown = shown;
    this.search = new ClientSearch({
      api: page.api,
      choose: (client) => this.choose(client),
      requestUpdate: () => this.render(),
    });
    window.addEventListener("popstate", () => this.follow());
    page.session.addEventListener("change", () => this.follow());
    this.follow();
  }

  get clientId(): string {
    return new URLSearchParams(location.search).get("client") ?? "";
  }

  /** Why this user sees no client; empty: nothing keeps them from it. */
  private get refusal(): string {
    return refusal(this.page.session, "look at clients", "clients:read");
  }

  /** Shows the client whom the address names. */
  private follow(): void {
    const { clientId } = this;
    if (this.refusal !== "") {
      this.client = undefined;
      this.areChoicesShown = false;
      this.render();
      this.shown("");
      return;
    }
    if (this.client?.clientId !== clientId) {
      this.client = undefined;
      this.isUnknown = false;
      if (clientId !== "") void this.readName(clientId);
    }
    this.showChoices(clientId === "");
    keepInNavigation(clientId);
    this.shown(clientId);
  }

  /** Only the name depends on it: the page's elements show their own failures. */
  private async readName(clientId: string): Promise<void> {
    try {
      const { data } = await this.page.api.readClient({ clientId });
      if (clientId !== this.clientId) return;
      this.client = data;
    } catch (error) {
      if (clientId !== this.clientId) return;
      // What can't be an id is nobody's either.
      this.isUnknown = isProblem(error, "NOT_FOUND") || isProblem(error, "VALIDATION_FAILED");
    }
    if (this.isUnknown) {
      this.shown("");
      this.showChoices(true);
    }
    this.render();
  }

  private choose(client: Client): void {
    this.client = client;
    if (client.clientId !== this.clientId) {
      history.pushState(null, "", `?client=${encodeURIComponent(client.clientId)}`);
      this.follow();
    }
    this.showChoices(false);
    // The page's content may be far above the button that was pressed.
    this.place.scrollIntoView({ block: "start" });
    part("client").focus({ preventScroll: true });
  }

  private showChoices(areShown: boolean): void {
    if (areShown && !this.areChoicesShown) void this.search.search("");
    this.areChoicesShown = areShown;
    this.render();
  }

  private readonly onOther = () => {
    this.showChoices(!this.areChoicesShown);
    if (this.areChoicesShown) this.place.querySelector("input")?.focus();
  };

  private render(): void {
    const { clientId } = this;
    if (this.refusal !== "") {
      render(html`<p class="hint" role="status">${this.refusal}</p>`, this.place);
      return;
    }
    render(
      html`${clientId === "" ? nothing : this.chosen(clientId)}
        <div id="choices" ?hidden=${!this.areChoicesShown}>${this.areChoicesShown ? this.search.content(clientId) : nothing}</div>`,
      this.place,
    );
  }

  private chosen(clientId: string): TemplateResult {
    return html`<div class="chosen">
      <div>
        <h2 id="client" tabindex="-1">${this.client === undefined ? clientId : `${this.client.lastName}, ${this.client.firstName} ${this.client.middleName ?? ""}`}</h2>
        ${handlingMark(this.client)}
        <p class="hint">${this.client === undefined ? (this.isUnknown ? "There is no client with this id." : nothing) : factsOf(this.client)}</p>
      </div>
      <button type="button" aria-expanded=${this.areChoicesShown} aria-controls="choices" @click=${this.onOther}>Find another client</button>
    </div>`;
  }
}

function factsOf({ clientId, dateOfBirth, program, location, status }: Client): string {
  const facts = [
    clientId,
    `born ${formatDay(dateOfBirth)}`,
    program,
    location,
    status === "INACTIVE" ? "inactive" : undefined,
  ];
  return facts.filter((fact) => fact !== undefined).join(" · ");
}

/** Links to other pages about a client keep this client. */
function keepInNavigation(clientId: string): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav a[data-about-client]")) {
    link.search = clientId === "" ? "" : `?client=${encodeURIComponent(clientId)}`;
  }
}
