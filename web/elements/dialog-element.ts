import { html, nothing, type TemplateResult } from "lit";
import { ApiElement } from "./api-element.ts";
import { type Dialog, type DialogHost, keepEditingId, modal } from "./dialog.ts";
import { readingFailureSentence } from "./failure-sentence.ts";
import { watchLeaving } from "./leaving.ts";

interface Notice {
  readonly text: string;
  readonly kind: "done" | "warning" | "alert";
}

/** An element in which people change things: it opens dialogs, says what was done, and never lets go of the focus. */
export abstract class DialogElement extends ApiElement implements DialogHost {
  private dialog: Dialog | undefined;
  /** What had the focus when the user was asked whether to lose what was typed; undefined: nobody is being asked. */
  private asked: { readonly from: HTMLElement | null } | undefined;
  /** Ends the watch over whether the page is left while a dialog is open. */
  private leaving: AbortController | undefined;
  private notice: Notice | undefined;
  /** What had the focus before the button that dismisses a notice. */
  private focusBefore: EventTarget | null = null;
  private hadFocus = false;

  /** Shows a dialog; closing it gives the focus back to what opened it. */
  protected open(dialog: Dialog): void {
    this.dialog = dialog;
    this.watch();
    this.asked = undefined;
    this.notice = undefined;
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.dialog !== undefined) this.watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leaving?.abort();
  }

  private watch(): void {
    this.leaving?.abort();
    this.leaving = watchLeaving(this);
  }

  closeDialog(): void {
    this.leaving?.abort();
    // Gives the focus back before the element goes.
    this.modalElement?.close();
    this.dialog = undefined;
    this.asked = undefined;
    this.requestUpdate();
  }

  get wouldLoseTyped(): boolean {
    return this.dialog?.isTouched ?? false;
  }

  dismissDialog(): void {
    if (this.asked) this.keepEditing();
    else if (this.dialog?.isTouched) this.ask();
    else this.closeDialog();
  }

  private ask(): void {
    const { activeElement } = this.renderRoot as ShadowRoot;
    this.asked = { from: activeElement as HTMLElement | null };
    void this.focusOn(`#${keepEditingId}`);
  }

  private keepEditing(): void {
    const from = this.asked?.from;
    this.asked = undefined;
    this.requestUpdate();
    void this.updateComplete.then(() => from?.focus());
  }

  async focusOn(selector: string): Promise<void> {
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  /** What was done: shown, and told to screen readers when they are ready. */
  protected say(text: string, isWarning = false): void {
    this.notice = { text, kind: isWarning ? "warning" : "done" };
    this.requestUpdate();
  }

  /** What went wrong: told to screen readers at once. */
  protected alert(text: string): void {
    this.notice = { text, kind: "alert" };
    this.requestUpdate();
  }

  protected override forget(): void {
    this.closeDialog();
    this.notice = undefined;
  }

  protected override sentenceOf(error: unknown): string {
    return readingFailureSentence(error);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed);
    this.hadFocus = this.shadowRoot?.activeElement != null;
  }

  protected override updated(): void {
    const element = this.modalElement;
    if (element && !element.open) element.showModal();
    // The focused button may be gone, since its action can't be done any more.
    if (this.hadFocus && this.shadowRoot?.activeElement == null) {
      this.renderRoot.querySelector<HTMLElement>("#heading")?.focus();
    }
  }

  protected dialogs(): TemplateResult | typeof nothing {
    return this.dialog === undefined ? nothing : modal(this.dialog, this.asked !== undefined, this.modalEvents);
  }

  /**
   * The notices, last in an element: there they stay in the window while any part of the element does. Both live regions always
   * exist, since text that comes together with its region is not read out.
   */
  protected notices(): TemplateResult {
    const { text = "", kind } = this.notice ?? {};
    const shown = html`<p>${text}</p>
      <button type="button" class="icon" part="button" aria-label="Dismiss" @focus=${this.onDismissFocus} @click=${this.onDismiss}>
        <svg aria-hidden="true" viewBox="0 0 16 16" width="14" height="14"><path d="M3 3l10 10M13 3L3 13" stroke="currentColor" stroke-width="2" stroke-linecap="round" /></svg>
      </button>`;
    return html`<div class="notices">
      ${this.failure === undefined ? nothing : html`<p class="notice alert" part="notice" role="alert">${this.failure}</p>`}
      <div role="status" part="notice" class="notice ${kind ?? ""}" ?data-empty=${text === "" || kind === "alert"}>${kind !== "alert" && text !== "" ? shown : nothing}</div>
      <div role="alert" part="notice" class="notice alert" ?data-empty=${kind !== "alert"}>${kind === "alert" ? shown : nothing}</div>
    </div>`;
  }

  protected waiting(sentence: string): TemplateResult | typeof nothing {
    return this.failure === undefined ? html`<p class="muted">${sentence}</p>` : nothing;
  }

  private get modalElement(): HTMLDialogElement | null {
    return this.renderRoot?.querySelector("dialog") ?? null;
  }

  private readonly modalEvents = {
    cancelled: (event: Event) => {
      event.preventDefault();
      this.dismissDialog();
    },
    /** Escape twice in a row closes any modal: it is opened again if something would be lost. */
    closed: () => {
      if (this.modalElement?.open || this.dialog === undefined) return;
      this.dismissDialog();
    },
    keep: () => this.keepEditing(),
    discard: () => this.closeDialog(),
  };

  private readonly onDismissFocus = ({ relatedTarget }: FocusEvent) => {
    this.focusBefore = relatedTarget;
  };

  private readonly onDismiss = () => {
    this.notice = undefined;
    if (this.focusBefore instanceof HTMLElement && this.focusBefore.isConnected) this.focusBefore.focus();
    this.requestUpdate();
  };
}
