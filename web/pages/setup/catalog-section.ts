import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { tableHead } from "../../elements/table-head.ts";
import { type CatalogKind, fieldOf } from "./catalog-kind.ts";
import { DeleteDialog } from "./delete-dialog.ts";
import { EntryDialog } from "./entry-dialog.ts";
import { SetupElement } from "./setup-element.ts";

/** A list of the setup: everybody sees it, and whoever may change the setup adds, changes and deletes entries. */
export abstract class CatalogSection<Entry extends { readonly version: number }> extends SetupElement {
  static override properties = { ...SetupElement.properties, entries: { state: true } };

  declare private entries: readonly Entry[] | undefined;

  protected abstract readonly kind: CatalogKind<Entry>;

  protected override async read(signal: AbortSignal): Promise<void> {
    this.entries = await this.kind.list(this.api, signal);
  }

  protected override render(): TemplateResult {
    const { heading, about, one } = this.kind;
    return html`<section class="root" aria-labelledby="heading" lang="en">
      <header>
        <h2 id="heading" tabindex="-1">${heading}</h2>
        ${
          this.readonly || this.entries === undefined
            ? nothing
            : html`<button type="button" class="primary" @click=${() => this.openForm()}>Add ${one}</button>`
        }
      </header>
      <p class="about">${about}</p>
      ${this.entries === undefined ? this.waiting("Reading the setup …") : this.list(this.entries)} ${this.notices()} ${this.dialogs()}
    </section>`;
  }

  private list(entries: readonly Entry[]): TemplateResult {
    const { noun, idField, columns } = this.kind;
    if (entries.length === 0) return html`<p class="empty">There is no ${noun} yet.</p>`;
    return html`<table role="table" aria-labelledby="heading">
      ${tableHead(
        columns.map(({ heading }) => heading),
        this.readonly ? {} : { after: "Change" },
      )}
      <tbody role="rowgroup">
        ${repeat(
          entries,
          (entry) => fieldOf(entry, idField),
          (entry) => this.row(entry),
        )}
      </tbody>
    </table>`;
  }

  private row(entry: Entry): TemplateResult {
    const [first, ...others] = this.kind.columns;
    const name = String(fieldOf(entry, this.kind.nameField));
    return html`<tr role="row">
      ${first && html`<th role="rowheader" scope="row" data-column=${first.heading}><span>${first.cell(entry)}</span></th>`}
      ${others.map(({ heading, cell }) => html`<td role="cell" data-column=${heading}><span>${cell(entry)}</span></td>`)}
      ${
        this.readonly
          ? nothing
          : html`<td role="cell" class="actions">
              <span>
                <button type="button" aria-label="Edit ${name}" @click=${() => this.openForm(entry)}>Edit</button>
                <button type="button" aria-label="Delete ${name}" @click=${() => this.openDelete(entry, name)}>Delete</button>
              </span>
            </td>`
      }
    </tr>`;
  }

  private openForm(entry?: Entry): void {
    const saved = (name: string, isNew: boolean, warnings: readonly string[]) =>
      this.done(`${name} is ${isNew ? "added" : "saved"}.`, warnings);
    this.open(
      new EntryDialog({ host: this, kind: this.kind, entries: this.entries ?? [], saved, ...(entry && { entry }) }),
    );
  }

  private openDelete(entry: Entry, name: string): void {
    const { kind, api } = this;
    const { noun, usedBy } = kind;
    const remove = () => kind.remove(api, String(fieldOf(entry, kind.idField)));
    this.open(
      new DeleteDialog({ host: this, noun, name, usedBy, remove, removed: () => this.done(`${name} is deleted.`) }),
    );
  }
}
