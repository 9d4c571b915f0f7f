import { html, type TemplateResult } from "lit";
import { isProblem } from "../../../clients/typescript/src/index.ts";
import type { Dialog, DialogHost } from "../../elements/dialog.ts";
import { failureSentence } from "../../elements/failure-sentence.ts";
import { faultsSummary, faultsSummaryId } from "../../elements/faults-summary.ts";

interface Options {
  readonly host: DialogHost;
  readonly noun: string;
  readonly name: string;
  /** What keeps one from being deleted, as a sentence. */
  readonly usedBy: string;
  readonly remove: () => Promise<unknown>;
  readonly removed: () => void;
}

/** Asks before an entry of the setup is deleted, and says why one can't be. */
export class DeleteDialog implements Dialog {
  readonly title: string;
  private readonly options: Options;
  private fault: string | undefined;
  private isDeleting = false;

  constructor(options: Options) {
    this.options = options;
    this.title = `Delete ${options.name}?`;
  }

  content(): TemplateResult {
    const { host, noun } = this.options;
    return html`<form novalidate @submit=${this.onSubmit}>
      ${faultsSummary(this.fault === undefined ? [] : [{ inputId: undefined, sentence: this.fault }], "Nothing was deleted.")}
      <p>A deleted ${noun} can't be chosen any more. Where it was named before it keeps its text.</p>
      <div class="buttons">
        <button type="button" part="button" @click=${() => host.closeDialog()}>Keep it</button>
        <button type="submit" class="danger" part="button danger" aria-disabled=${this.isDeleting}>
          ${this.isDeleting ? "Deleting …" : "Delete"}
        </button>
      </div>
    </form>`;
  }

  private readonly onSubmit = async (event: Event) => {
    event.preventDefault();
    if (this.isDeleting) return;
    const { host, remove, removed } = this.options;
    this.isDeleting = true;
    this.fault = undefined;
    host.requestUpdate();
    try {
      await remove();
      removed();
    } catch (error) {
      // Somebody else was quicker, or the answer to our own first attempt was lost.
      if (isProblem(error, "NOT_FOUND")) removed();
      else this.refuse(error);
    }
    this.isDeleting = false;
    host.requestUpdate();
  };

  private refuse(error: unknown): void {
    const { host, name, usedBy } = this.options;
    this.fault = isProblem(error, "IN_USE")
      ? `${name} is in use and can't be deleted. ${usedBy}`
      : failureSentence(error);
    void host.focusOn(`#${faultsSummaryId}`);
  }
}
