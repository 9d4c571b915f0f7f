import { html, type nothing, type TemplateResult } from "lit";
import type { Dialog, DialogHost } from "./dialog.ts";
import { faultsSummary, faultsSummaryId } from "./faults-summary.ts";
import { type FormFaults, namedFaults, noFaults } from "./form-faults.ts";

interface Buttons {
  /** Closes the form; asks first when something was typed. */
  readonly cancel?: string;
  readonly save: string;
  readonly saving: string;
  readonly isDangerous?: boolean;
  /** What stands above the faults. */
  readonly refused?: string;
}

/**
 * The base of all forms: one request at a time, all faults shown at once and focused, and nothing typed is lost unless the user
 * says so.
 */
export abstract class FormDialog<Field extends string = never> implements Dialog {
  protected readonly host: DialogHost;
  protected faults: FormFaults<Field> = noFaults;
  /** The body that was sent last, and its idempotency key: the same body again must not add a second one. */
  private sent = { body: "", key: "" };
  private isSaving = false;

  constructor(host: DialogHost) {
    this.host = host;
  }

  abstract readonly title: string;
  abstract readonly isTouched: boolean;
  /** The fields in the order of the form, which is that of the faults. */
  protected abstract readonly fieldOrder: readonly Field[];
  abstract content(): TemplateResult;

  /** Sends what was typed, and says so to the element when it is stored. */
  protected abstract save(): Promise<void>;

  protected abstract faultsOf(error: unknown): FormFaults<Field>;

  protected form(
    fields: TemplateResult,
    { cancel = "Cancel", save, saving, isDangerous, refused }: Buttons,
  ): TemplateResult {
    const kind = isDangerous ? "danger" : "primary";
    return html`<form novalidate @submit=${this.onSubmit}>
      ${this.faultsShown(refused)} ${fields}
      <div class="buttons">
        <button type="button" part="button" @click=${() => this.host.dismissDialog()}>${cancel}</button>
        <button type="submit" class=${kind} part="button ${kind}" aria-disabled=${this.isSaving}>
          ${this.isSaving ? saving : save}
        </button>
      </div>
    </form>`;
  }

  protected faultsShown(heading?: string): TemplateResult | typeof nothing {
    return faultsSummary(namedFaults(this.faults, this.fieldOrder), heading);
  }

  /** The key is the same for the same body, so that a double click or a lost answer adds nothing twice. */
  protected keyOf(body: object): string {
    const text = JSON.stringify(body);
    if (this.sent.body !== text) this.sent = { body: text, key: crypto.randomUUID() };
    return this.sent.key;
  }

  /** Reads what the form offers to choose from. */
  protected async offer(reading: () => Promise<void>): Promise<void> {
    try {
      await reading();
    } catch (error) {
      this.faults = this.faultsOf(error);
    }
    this.host.requestUpdate();
  }

  private readonly onSubmit = async (event: Event) => {
    event.preventDefault();
    if (this.isSaving) return;
    this.isSaving = true;
    this.faults = noFaults;
    this.host.requestUpdate();
    try {
      await this.save();
    } catch (error) {
      this.faults = this.faultsOf(error);
    }
    this.isSaving = false;
    if (this.faults === noFaults) this.host.requestUpdate();
    else void this.host.focusOn(`#${faultsSummaryId}`);
  };
}
