import { DialogElement } from "../../elements/dialog-element.ts";
import { baseStyles } from "../../elements/styles/base.ts";
import { controlStyles } from "../../elements/styles/controls.ts";
import { dialogStyles } from "../../elements/styles/dialog.ts";
import { tableStyles } from "../../elements/styles/table.ts";
import { warningSentences } from "../../elements/warnings.ts";
import { setupStyles } from "./setup-styles.ts";

/** A part of the Setup page. All of them read anew when one of them, here or in another tab, was changed. */
export abstract class SetupElement extends DialogElement {
  static override properties = { ...DialogElement.properties, readonly: { type: Boolean } };
  static override styles = [baseStyles, controlStyles, tableStyles, dialogStyles, setupStyles];

  /** Offers no change. */
  declare readonly: boolean;

  constructor() {
    super();
    this.readonly = false;
  }

  /** No client has this id: ids have no #. */
  protected override get subject(): string {
    return "#setup";
  }

  /** A change was stored. */
  protected done(sentence: string, warnings: readonly string[] = []): void {
    this.closeDialog();
    this.say([sentence, ...warningSentences(warnings)].join(" "), warnings.length > 0);
    void this.changed();
  }
}
