import { css, html, LitElement, nothing } from "lit";
import { noticeStyles } from "../notice-styles.ts";
import type { SignInNotice, SignInScreen } from "./surroundings.ts";

interface Wording {
  readonly title: string;
  readonly text: string;
  /** Absent: there is nothing to press. */
  readonly button?: string;
}

const wordings: Readonly<Record<SignInNotice["kind"], Wording>> = {
  "signed-out": {
    title: "You are signed out",
    text: "Nothing of your work is left in this browser.",
    button: "Sign in",
  },
  "signed-off": {
    title: "You were signed out",
    text: "Nobody used this page for a while. Nothing of your work is left in this browser.",
    button: "Sign in",
  },
  leaving: { title: "Signing out …", text: "" },
  failed: { title: "Signing in did not work", text: "", button: "Try again" },
  ended: {
    title: "Your sign-in has ended",
    text: "Sign in again to go on. What you typed is still there.",
    button: "Sign in again",
  },
  elsewhere: {
    title: "Sign in in the other window",
    text: "This page goes on by itself. What you typed is still there.",
    button: "Open another window",
  },
  done: { title: "This window is done", text: "Close it and go on where you were." },
};

/** Covers the whole page until the user has signed in: what is below may not be for whoever sits there. */
export class SignInCover extends LitElement implements SignInScreen {
  static override styles = [
    noticeStyles,
    css`
      dialog::backdrop {
        background: var(--pat-background, Canvas);
      }
      p:not(:empty) {
        margin-block-end: 1em;
      }
    `,
  ];
  private notice: SignInNotice | undefined;
  private pressed: (() => void) | undefined;

  ask(notice: SignInNotice): Promise<void> {
    this.notice = notice;
    this.requestUpdate();
    return new Promise((resolve) => {
      this.pressed = resolve;
    });
  }

  hide(): void {
    this.notice = undefined;
    // Gives the focus back to where it was.
    this.dialog?.close();
    this.requestUpdate();
  }

  protected override updated(): void {
    if (this.dialog && !this.dialog.open) this.dialog.showModal();
  }

  protected override render() {
    if (this.notice === undefined) return nothing;
    const { title, text, button } = wordings[this.notice.kind];
    const reason = "reason" in this.notice ? this.notice.reason : undefined;
    return html`<div class="root">
      <dialog aria-labelledby="title" @cancel=${this.onCancel} @close=${this.onClose}>
        <h2 id="title" tabindex="-1">${title}</h2>
        <p role="alert">${reason}</p>
        <p>${text}</p>
        ${
          button === undefined
            ? nothing
            : html`<div class="buttons"><button type="button" class="primary" @click=${this.onPress}>${button}</button></div>`
        }
      </dialog>
    </div>`;
  }

  private get dialog(): HTMLDialogElement | null {
    return this.renderRoot?.querySelector("dialog") ?? null;
  }

  private readonly onPress = () => this.pressed?.();

  private readonly onCancel = (event: Event) => event.preventDefault();

  /** Escape twice in a row closes a modal whatever the page says. */
  private readonly onClose = () => {
    if (this.notice !== undefined) this.dialog?.showModal();
  };
}
