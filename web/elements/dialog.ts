import { html, nothing, type TemplateResult } from "lit";
import type { PriorAuthClient } from "../../clients/typescript/src/index.ts";

/** What a dialog may do with the element it belongs to. */
export interface DialogHost {
  readonly api: PriorAuthClient;
  readonly clientId: string;
  requestUpdate(): void;
  closeDialog(): void;
  /** As Escape does: closes the dialog, unless something was typed and the user wants to keep it. */
  dismissDialog(): void;
  /** Moves the focus to what matches inside the element, once it is rendered. */
  focusOn(selector: string): Promise<void>;
}

/** What is shown in an element's modal dialog. It keeps what is typed, whatever is read meanwhile. */
export interface Dialog {
  readonly title: string;
  /** Whether closing it would lose what somebody typed or chose. */
  readonly isTouched: boolean;
  content(): TemplateResult;
}

export const keepEditingId = "keep-editing";

interface ModalEvents {
  /** Escape, before the browser closes it. */
  readonly cancelled: (event: Event) => void;
  /** The browser has closed it. */
  readonly closed: () => void;
  readonly keep: () => void;
  readonly discard: () => void;
}

/**
 * The platform's own modal: it keeps the focus inside, closes by Escape and gives the focus back.
 * @param asks whether the user is asked if what was typed may be lost
 */
export function modal(
  dialog: Dialog,
  asks: boolean,
  { cancelled, closed, keep, discard }: ModalEvents,
): TemplateResult {
  return html`<dialog part="dialog" aria-labelledby="dialog-title" @cancel=${cancelled} @close=${closed}>
    <h2 id="dialog-title" tabindex="-1">${dialog.title}</h2>
    <div ?inert=${asks}>${dialog.content()}</div>
    ${
      asks
        ? html`<div class="question" part="question" role="alertdialog" aria-labelledby="question">
            <p id="question"><b>Discard what you typed?</b> Nothing of it is saved.</p>
            <div class="buttons">
              <button type="button" class="danger" part="button danger" @click=${discard}>Discard</button>
              <button type="button" class="primary" part="button primary" id=${keepEditingId} @click=${keep}>Keep editing</button>
            </div>
          </div>`
        : nothing
    }
  </dialog>`;
}
