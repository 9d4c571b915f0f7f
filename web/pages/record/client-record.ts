import { html, type TemplateResult } from "lit";
import type { Handling } from "../../../clients/typescript/src/index.ts";
import { DialogElement } from "../../elements/dialog-element.ts";
import { baseStyles } from "../../elements/styles/base.ts";
import { controlStyles } from "../../elements/styles/controls.ts";
import { dialogStyles } from "../../elements/styles/dialog.ts";
import { CsvDownload } from "../reports/csv-download.ts";
import { HandlingDialog } from "./handling-dialog.ts";

/** `<client-record client-id api-base>`: a client's record as a whole, for who manages records: how it is handled, and all of it as a file. */
export class ClientRecord extends DialogElement {
  static override properties = { ...DialogElement.properties, handling: { state: true } };
  static override styles = [baseStyles, controlStyles, dialogStyles];

  declare private handling: Handling | undefined;
  private readonly csv = new CsvDownload({
    name: "record",
    read: (cursor, options) =>
      this.api.readRecordAsCsv({ clientId: this.clientId, ...(cursor !== undefined && { cursor }) }, options),
    requestUpdate: () => this.requestUpdate(),
    say: (sentence) => this.say(sentence),
    alert: (sentence) => this.alert(sentence),
    focusButton: () => void this.focusOn("#csv"),
  });

  protected override async read(signal: AbortSignal): Promise<void> {
    this.handling = (await this.api.readHandling({ clientId: this.clientId }, { signal })).data;
  }

  protected override forget(): void {
    super.forget();
    this.handling = undefined;
    this.csv.drop();
  }

  protected override render(): TemplateResult {
    return html`<section class="root" aria-labelledby="heading" lang="en">
      <header><h2 id="heading" tabindex="-1">Record as a whole</h2></header>
      ${this.handling === undefined ? this.waiting("Reading the record …") : this.shown(this.handling)}
      ${this.notices()} ${this.dialogs()}
    </section>`;
  }

  private shown(handling: Handling): TemplateResult {
    const { restriction, legalHold } = handling;
    return html`<dl>
        <dt>Restriction</dt>
        <dd>${restriction?.note ?? "none"}</dd>
        <dt>Legal hold</dt>
        <dd>${legalHold?.reason ?? "none"}</dd>
      </dl>
      <p><button type="button" @click=${() => this.openForm(handling)}>Change restriction or hold</button></p>
      <p class="muted">The file has all that is stored of the client, who changed it and who saw it.</p>
      <p>${this.csv.button()}</p>
      ${this.csv.progress()}`;
  }

  private openForm(handling: Handling): void {
    this.open(new HandlingDialog({ host: this, handling, saved: this.onSaved }));
  }

  private readonly onSaved = (handling: Handling) => {
    this.closeDialog();
    this.handling = handling;
    this.say("Restriction and legal hold are saved.");
    void this.changed();
  };
}
