import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { AuditEntry, AuditFault } from "../../../clients/typescript/src/index.ts";
import { DialogElement } from "../../elements/dialog-element.ts";
import { baseStyles } from "../../elements/styles/base.ts";
import { controlStyles } from "../../elements/styles/controls.ts";
import { auditEntry, missingEntry } from "./audit-entry.ts";
import { auditStyles } from "./audit-styles.ts";
import { type AuditedClient, auditedClient, numbersIn } from "./audited-client.ts";
import { chainState, trailRows } from "./chain-state.ts";

interface Trail {
  /** Newest first, as the API gives them. */
  readonly entries: readonly AuditEntry[];
  readonly faults: readonly AuditFault[];
  readonly areMore: boolean;
}

/**
 * `<audit-trail client-id authorization-id api-base>`: every change of a client, or those of one authorization, and whether
 * somebody has touched what was written. Dispatches `authorization-chosen` with `{authorizationId}`, empty for all.
 */
export class AuditTrail extends DialogElement {
  static override properties = {
    ...DialogElement.properties,
    authorizationId: { attribute: "authorization-id" },
    trail: { state: true },
    isOldestFirst: { state: true },
  };
  static override styles = [baseStyles, controlStyles, auditStyles];

  declare authorizationId: string;
  declare private trail: Trail | undefined;
  declare private isOldestFirst: boolean;
  private pagesShown = 1;
  private client: AuditedClient | undefined;

  constructor() {
    super();
    this.authorizationId = "";
    this.isOldestFirst = false;
  }

  protected override get readAgainFor(): readonly string[] {
    return ["authorizationId"];
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("authorizationId")) this.begin();
    super.willUpdate(changed);
  }

  protected override forget(): void {
    super.forget();
    this.begin();
    this.client = undefined;
  }

  private begin(): void {
    this.trail = undefined;
    this.pagesShown = 1;
  }

  /** Reads all pages that are shown: an alteration has to show, however old the entry is. */
  protected override async read(signal: AbortSignal): Promise<void> {
    const { clientId, authorizationId, pagesShown } = this;
    const filter = authorizationId === "" ? {} : { authorizationId };
    const entries: AuditEntry[] = [];
    const faults: AuditFault[] = [];
    let areMore = false;
    let read = 0;
    for await (const { data } of this.api.listAudit.pages({ clientId, ...filter }, { signal })) {
      entries.push(...data.items);
      faults.push(...data.faults);
      areMore = data.nextCursor !== null;
      read += 1;
      if (read === pagesShown) break;
    }
    this.client = await auditedClient(this.api, clientId, signal);
    this.trail = { entries, faults, areMore };
  }

  protected override render(): TemplateResult {
    const { trail } = this;
    return html`<section class="root" aria-labelledby="heading" lang="en">
      <header>
        <h2 id="heading" tabindex="-1">Audit of ${this.client?.name ?? this.clientId}</h2>
        ${this.choices()}
      </header>
      ${trail === undefined ? this.waiting("Reading the audit …") : this.shown(trail)} ${this.notices()}
    </section>`;
  }

  private choices(): TemplateResult {
    const onAuthorization = ({ target }: Event) =>
      this.tell("authorization-chosen", { authorizationId: (target as HTMLSelectElement).value });
    const onOrder = ({ target }: Event) => {
      this.isOldestFirst = (target as HTMLSelectElement).value === "oldest";
    };
    const { authorizationId } = this;
    const authorizations = this.client?.authorizations ?? [];
    const isKnown = authorizationId === "" || authorizations.some((one) => one.authorizationId === authorizationId);
    const choices = isKnown ? authorizations : [{ authorizationId, name: authorizationId }, ...authorizations];
    return html`<div class="choices">
      <div class="field">
        <label for="authorization">Show</label>
        <select id="authorization" @change=${onAuthorization}>
          <option value="" .selected=${authorizationId === ""}>All changes of the client</option>
          ${choices.map((one) => html`<option value=${one.authorizationId} .selected=${one.authorizationId === authorizationId}>Authorization ${one.name}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="order">Order</label>
        <select id="order" @change=${onOrder}>
          <option value="newest" .selected=${!this.isOldestFirst}>Newest first</option>
          <option value="oldest" .selected=${this.isOldestFirst}>In sequence, oldest first</option>
        </select>
      </div>
    </div>`;
  }

  private shown(trail: Trail): TemplateResult {
    const { entries, faults, areMore } = trail;
    const names = new Map([
      ...numbersIn(entries),
      ...(this.client?.authorizations ?? []).map(({ authorizationId, name }) => [authorizationId, name] as const),
    ]);
    const rows = trailRows(entries, faults);
    const ordered = this.isOldestFirst ? rows.toReversed() : rows;
    const more = areMore
      ? html`<p class="more"><button type="button" id="more" @click=${this.onMore}>Show earlier entries</button></p>`
      : nothing;
    return html`${chainState(trail, this.goTo)} ${this.isOldestFirst ? more : nothing}
      ${
        rows.length === 0
          ? html`<p class="empty">No entry is left.</p>`
          : html`<ol class="entries" aria-label="Entries">
              ${repeat(
                ordered,
                ({ sequence }) => sequence,
                ({ sequence, entry }) =>
                  entry === undefined
                    ? missingEntry(sequence)
                    : auditEntry(
                        entry,
                        faults.filter((fault) => fault.sequence === sequence),
                        names.get(entry.subjectId),
                      ),
              )}
            </ol>`
      }
      ${this.isOldestFirst ? nothing : more}`;
  }

  private readonly goTo = (sequence: number) => void this.focusOn(`#entry-${sequence}`);

  /** Focuses the first new entry, since the button may be gone. */
  private readonly onMore = async () => {
    const last = this.trail?.entries.at(-1)?.sequence;
    this.pagesShown += 1;
    await this.reload();
    const next = this.trail?.entries.find(({ sequence }) => last !== undefined && sequence < last);
    if (next) this.goTo(next.sequence);
  };
}
