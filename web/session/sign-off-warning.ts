import { html, LitElement, nothing } from "lit";
import { counted } from "../elements/format.ts";
import { noticeStyles } from "./notice-styles.ts";

/** Says over everything else that the user will be signed out, and when. Any input of the user's takes it away. */
export class SignOffWarning extends LitElement {
  static override styles = noticeStyles;
  /** The user wants to stay. */
  stay: () => void = () => {};
  private secondsLeft: number | undefined;

  /** @param secondsLeft undefined: takes the warning away */
  show(secondsLeft: number | undefined): void {
    if (secondsLeft === this.secondsLeft) return;
    this.secondsLeft = secondsLeft;
    // Gives the focus back to where it was.
    if (secondsLeft === undefined) this.renderRoot?.querySelector("dialog")?.close();
    this.requestUpdate();
  }

  protected override updated(): void {
    const dialog = this.renderRoot?.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  protected override render() {
    if (this.secondsLeft === undefined) return nothing;
    return html`<div class="root">
      <dialog role="alertdialog" aria-labelledby="title" aria-describedby="text">
        <h2 id="title" tabindex="-1">You will be signed out soon</h2>
        <p id="text">
          Nobody has used this page for a while. In <b>${timeLeft(this.secondsLeft)}</b> it closes, and what is not saved is lost.
        </p>
        <div class="buttons"><button type="button" class="primary" @click=${() => this.stay()}>Stay signed in</button></div>
      </dialog>
    </div>`;
  }
}

function timeLeft(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return [minutes && counted(minutes, "minute"), seconds % 60 && counted(seconds % 60, "second")]
    .filter(Boolean)
    .join(" ");
}
