import { html, type TemplateResult } from "lit";
import { isProblem } from "../../../clients/typescript/src/index.ts";
import type { DialogHost } from "../../elements/dialog.ts";
import { failureSentence } from "../../elements/failure-sentence.ts";
import { FormDialog } from "../../elements/form-dialog.ts";
import { type FormFaults, faultOf } from "../../elements/form-faults.ts";

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
export class DeleteDialog extends FormDialog {
  readonly title: string;
  readonly isTouched = false;
  protected override readonly fieldOrder = [];
  private readonly options: Options;

  constructor(options: Options) {
    super(options.host);
    this.options = options;
    this.title = `Delete ${options.name}?`;
  }

  content(): TemplateResult {
    const { noun } = this.options;
    return this.form(
      html`<p>A deleted ${noun} can't be chosen any more. Where it was named before it keeps its text.</p>`,
      { cancel: "Keep it", save: "Delete", saving: "Deleting …", isDangerous: true, refused: "Nothing was deleted." },
    );
  }

  protected override faultsOf(error: unknown): FormFaults {
    const { name, usedBy } = this.options;
    const inUse = `${name} is in use and can't be deleted. ${usedBy}`;
    return faultOf(isProblem(error, "IN_USE") ? inUse : failureSentence(error));
  }

  protected override async save(): Promise<void> {
    const { remove, removed } = this.options;
    try {
      await remove();
    } catch (error) {
      // Somebody else was quicker, or the answer to our own first attempt was lost.
      if (!isProblem(error, "NOT_FOUND")) throw error;
    }
    removed();
  }
}
