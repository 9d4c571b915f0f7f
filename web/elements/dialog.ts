import { html, type TemplateResult } from "lit";
import type { PriorAuthClient } from "../../clients/typescript/src/index.ts";

/** What a dialog may do with the element it belongs to. */
export interface DialogHost {
  readonly api: PriorAuthClient;
  readonly clientId: string;
  requestUpdate(): void;
  closeDialog(): void;
  /** Moves the focus to what matches inside the element, once it is rendered. */
  focusOn(selector: string): Promise<void>;
}

/** What is shown in an element's modal dialog. It keeps what is typed, whatever is read meanwhile. */
export interface Dialog {
  readonly title: string;
  content(): TemplateResult;
}

/** The platform's own modal: it keeps the focus inside, closes by Escape and gives the focus back. */
export function modal(dialog: Dialog, closed: () => void): TemplateResult {
  return html`<dialog part="dialog" aria-labelledby="dialog-title" @close=${closed}>
    <h2 id="dialog-title" tabindex="-1">${dialog.title}</h2>
    ${dialog.content()}
  </dialog>`;
}
