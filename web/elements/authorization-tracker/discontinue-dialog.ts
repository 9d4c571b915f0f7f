import { html, type TemplateResult } from "lit";
import { type Authorization, isProblem } from "../../../clients/typescript/src/index.ts";
import type { Dialog, DialogHost } from "../dialog.ts";
import { failureSentence } from "../failure-sentence.ts";
import { faultsSummary, faultsSummaryId } from "../faults-summary.ts";

interface Options {
  readonly host: DialogHost;
  readonly authorization: Authorization;
  readonly discontinued: (authorization: Authorization) => void;
}

/** Asks before an authorization leaves the tracker, and why. */
export class DiscontinueDialog implements Dialog {
  private readonly options: Options;
  private authorization: Authorization;
  private reason = "";
  private fault: string | undefined;
  private isSaving = false;

  constructor(options: Options) {
    this.options = options;
    this.authorization = options.authorization;
  }

  get title(): string {
    return `Discontinue ${this.authorization.authorizationNumber}?`;
  }

  content(): TemplateResult {
    const { confirmation } = this.authorization;
    const isKnownToBilling = confirmation.confirmedAt !== undefined;
    return html`<form novalidate @submit=${this.onSubmit}>
      ${faultsSummary(this.fault === undefined ? [] : [{ inputId: undefined, sentence: this.fault }])}
      <p>
        It leaves the tracker and stays in the client's history.
        ${isKnownToBilling ? "Billing is told, and its cap closes." : ""}
      </p>
      <div class="field">
        <label for="reason">Reason <span class="muted">(optional)</span></label>
        <textarea id="reason" part="input" rows="3" maxlength="500" .value=${this.reason} @input=${this.onInput}></textarea>
      </div>
      <div class="buttons">
        <button type="button" part="button" @click=${() => this.options.host.closeDialog()}>Keep it</button>
        <button type="submit" class="danger" part="button danger" aria-disabled=${this.isSaving}>
          ${this.isSaving ? "Discontinuing …" : "Discontinue"}
        </button>
      </div>
    </form>`;
  }

  private readonly onInput = ({ target }: Event) => {
    this.reason = (target as HTMLTextAreaElement).value;
  };

  private readonly onSubmit = async (event: Event) => {
    event.preventDefault();
    if (this.isSaving) return;
    const { host, discontinued } = this.options;
    this.isSaving = true;
    this.fault = undefined;
    host.requestUpdate();
    try {
      const { clientId, authorizationId, version } = this.authorization;
      const reason = this.reason.trim();
      const body = reason === "" ? {} : { reason };
      discontinued(
        (await host.api.discontinueAuthorization({ clientId, authorizationId, ifMatch: version, body })).data,
      );
    } catch (error) {
      this.fault = isProblem(error, "VERSION_CONFLICT") ? await this.changedMeanwhile() : failureSentence(error);
      void host.focusOn(`#${faultsSummaryId}`);
    }
    this.isSaving = false;
    host.requestUpdate();
  };

  private async changedMeanwhile(): Promise<string> {
    const { clientId, authorizationId } = this.authorization;
    try {
      this.authorization = (await this.options.host.api.readAuthorization({ clientId, authorizationId })).data;
      return "Somebody else changed this authorization a moment ago. Look at it again before you discontinue it.";
    } catch (error) {
      return failureSentence(error);
    }
  }
}
