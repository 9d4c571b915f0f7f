import { html, nothing, type TemplateResult } from "lit";
import type {
  Authorization,
  AuthorizationCopy,
  Client,
  CopyResult,
  CopyTargets,
  Known,
  Payer,
} from "../../../clients/typescript/src/index.ts";
import type { DialogHost } from "../dialog.ts";
import { failureSentence } from "../failure-sentence.ts";
import { FormDialog } from "../form-dialog.ts";
import { type FormFaults, faultOf } from "../form-faults.ts";
import { formatAmount, wordsOf } from "../format.ts";

interface Options {
  readonly host: DialogHost;
  readonly authorization: Authorization;
  readonly copied: (copy: AuthorizationCopy) => void;
}

type SkipReason = Extract<CopyResult, { outcome: "SKIPPED" }>["reason"];

const skipTexts: Readonly<Record<Known<SkipReason>, string>> = {
  UNKNOWN_CLIENT: "no such client",
  CLIENT_INACTIVE: "client is inactive",
  NO_INSURANCE_OF_PAYER: "no insurance of the payer",
  INSURANCE_INACTIVE: "insurance is inactive",
  PRIOR_AUTH_NOT_REQUIRED: "prior auths not required",
  DUPLICATE: "has one already",
};

const targets: Readonly<Record<CopyTargets["type"], string>> = {
  ACTIVE: "All active clients of the payer",
  ALL: "All clients of the payer",
  CLIENTS: "Clients that I choose",
};

/** How often to read the copy's progress, in milliseconds. */
const lookMillis = 1_000;
/** Rows of the result that are shown; of a copy to thousands, figures are enough. */
const mostResults = 100;

/** Copies an authorization to other clients of a payer: unconfirmed, with the number Pending. */
export class CopyDialog extends FormDialog {
  protected override readonly fieldOrder = [];
  private readonly options: Options;
  private payers: readonly Payer[] = [];
  private payerId: string;
  private type: CopyTargets["type"] = "ACTIVE";
  private found: readonly Client[] = [];
  private readonly chosen = new Map<string, string>();
  private copy: AuthorizationCopy | undefined;

  constructor(options: Options) {
    super(options.host);
    this.options = options;
    this.payerId = options.authorization.payerId ?? "";
    void this.offer(async () => {
      this.payers = (await this.host.api.listPayers()).data.items;
      this.payerId ||= this.payers[0]?.payerId ?? "";
    });
  }

  get title(): string {
    return `Copy ${this.options.authorization.authorizationNumber} to other clients`;
  }

  get isTouched(): boolean {
    return this.copy === undefined && this.chosen.size > 0;
  }

  content(): TemplateResult {
    return this.copy === undefined ? this.choices() : this.progress(this.copy);
  }

  private choices(): TemplateResult {
    const onPayer = ({ target }: Event) => {
      this.payerId = (target as HTMLSelectElement).value;
    };
    const fields = html`<p>Each copy has the same procedure, quantities and dates, the number Pending, no notes, and is not confirmed.</p>
      <div class="field">
        <label for="payer">Payer</label>
        <select id="payer" part="input" @change=${onPayer}>
          ${this.payers.map(({ payerId, name }) => html`<option value=${payerId} .selected=${payerId === this.payerId}>${name}</option>`)}
        </select>
      </div>
      <fieldset>
        <legend>To</legend>
        ${Object.entries(targets).map(
          ([type, text]) => html`<label class="check">
            <input type="radio" name="target" value=${type} .checked=${type === this.type} @change=${this.onTarget} /> ${text}
          </label>`,
        )}
      </fieldset>
      ${this.type === "CLIENTS" ? this.clientChoice() : nothing}`;
    return this.form(fields, { save: "Copy", saving: "Copying …" });
  }

  private clientChoice(): TemplateResult {
    const shown = new Map([
      ...this.chosen,
      ...this.found.map(({ clientId, lastName, firstName }) => [clientId, `${lastName}, ${firstName}`] as const),
    ]);
    return html`<div class="field">
      <label for="client-search">Find clients by name or id</label>
      <input id="client-search" part="input" type="search" autocomplete="off" @input=${this.onSearch} />
      <p class="hint" role="status">${formatAmount(this.chosen.size)} chosen</p>
      <ul class="choices">
        ${[...shown].map(
          ([clientId, name]) => html`<li>
            <label class="check">
              <input type="checkbox" .checked=${this.chosen.has(clientId)} @change=${() => this.onChoose(clientId, name)} />
              ${name} <span class="muted">${clientId}</span>
            </label>
          </li>`,
        )}
      </ul>
    </div>`;
  }

  private progress({ state, created, skipped, total, items }: AuthorizationCopy): TemplateResult {
    const isRunning = state === "RUNNING";
    const result = `${formatAmount(created)} created, ${formatAmount(skipped)} skipped`;
    return html`${this.faultsShown()}
      <div id="copy-result" role="status" tabindex="-1">
        <p><b>${isRunning ? "Copying …" : state === "DONE" ? "Done." : "It ended early: what it needs was deleted from the setup."}</b> ${result}${total === null ? "" : ` of ${formatAmount(total)}`}.</p>
      </div>
      <progress aria-label="Clients done" max=${total ?? 1} .value=${total === null ? 0 : created + skipped}></progress>
      ${isRunning ? html`<p class="muted small">It goes on when you close this.</p>` : nothing}
      <ul class="choices">
        ${items
          .slice(0, mostResults)
          .map(
            (item) =>
              html`<li>${item.clientId}: ${item.outcome === "CREATED" ? "created" : `skipped, ${wordsOf(skipTexts, item.reason)}`}</li>`,
          )}
      </ul>
      ${created + skipped > mostResults ? html`<p class="muted small">And ${formatAmount(created + skipped - mostResults)} more.</p>` : nothing}
      <div class="buttons">
        <button type="button" class="primary" part="button primary" @click=${() => this.host.closeDialog()}>Close</button>
      </div>`;
  }

  private readonly onTarget = ({ target }: Event) => {
    this.type = (target as HTMLInputElement).value as CopyTargets["type"];
    this.host.requestUpdate();
  };

  private readonly onSearch = async ({ target }: Event) => {
    const input = target as HTMLInputElement;
    const search = input.value.trim();
    await this.offer(async () => {
      const { data } =
        search === "" ? { data: { items: [] } } : await this.host.api.searchClients({ search, limit: 20 });
      // A slower answer to what was typed before must not replace this one.
      if (search === input.value.trim()) this.found = data.items;
    });
  };

  private onChoose(clientId: string, name: string): void {
    if (!this.chosen.delete(clientId)) this.chosen.set(clientId, name);
    this.host.requestUpdate();
  }

  protected override faultsOf(error: unknown): FormFaults {
    return faultOf(failureSentence(error));
  }

  protected override async save(): Promise<void> {
    const { clientId: sourceClientId, authorizationId: sourceAuthorizationId } = this.options.authorization;
    const target: CopyTargets =
      this.type === "CLIENTS" ? { type: "CLIENTS", clientIds: [...this.chosen.keys()] } : { type: this.type };
    const body = { sourceClientId, sourceAuthorizationId, payerId: this.payerId, target };
    const { copyId } = (await this.host.api.copyAuthorization({ body, idempotencyKey: this.keyOf(body) })).data;
    await this.look(copyId);
    void this.host.focusOn("#copy-result");
    void this.follow(copyId);
  }

  private async look(copyId: string): Promise<void> {
    this.copy = (await this.host.api.readAuthorizationCopy({ copyId, limit: mostResults })).data;
    this.host.requestUpdate();
  }

  private async follow(copyId: string): Promise<void> {
    try {
      while (this.copy?.state === "RUNNING") {
        await new Promise((resolve) => setTimeout(resolve, lookMillis));
        await this.look(copyId);
      }
      if (this.copy) this.options.copied(this.copy);
    } catch (error) {
      this.faults = this.faultsOf(error);
      this.host.requestUpdate();
    }
  }
}
