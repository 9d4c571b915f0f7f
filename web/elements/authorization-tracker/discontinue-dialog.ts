import { html, type TemplateResult } from "lit";
import {
  type Authorization,
  type AuthorizationWithWarnings,
  isProblem,
} from "../../../clients/typescript/src/index.ts";
import type { DialogHost } from "../dialog.ts";
import { failureSentence } from "../failure-sentence.ts";
import { FormDialog } from "../form-dialog.ts";
import { type FormFaults, faultOf } from "../form-faults.ts";

interface Options {
  readonly host: DialogHost;
  readonly authorization: Authorization;
  readonly discontinued: (authorization: AuthorizationWithWarnings) => void;
}

const effects = {
  KEEP: "It was valid until now: its services keep it.",
  RELEASE: "It was never valid: its services look for another authorization.",
} as const;
type Effect = keyof typeof effects;

/** Asks before an authorization leaves the tracker, and why. */
export class DiscontinueDialog extends FormDialog {
  protected override readonly fieldOrder = [];
  private readonly options: Options;
  private authorization: Authorization;
  private reason = "";
  private effect: Effect = "KEEP";

  constructor(options: Options) {
    super(options.host);
    this.options = options;
    this.authorization = options.authorization;
  }

  get title(): string {
    return `Discontinue ${this.authorization.authorizationNumber}?`;
  }

  get isTouched(): boolean {
    return this.reason.trim() !== "" || this.effect !== "KEEP";
  }

  content(): TemplateResult {
    const { confirmation } = this.authorization;
    const isKnownToBilling = confirmation.confirmedAt !== undefined;
    const fields = html`<p>
        It leaves the tracker and stays in the client's history.
        ${isKnownToBilling ? "Billing is told, and its cap closes." : ""}
      </p>
      <fieldset>
        <legend>Was it valid?</legend>
        ${Object.entries(effects).map(
          ([effect, text]) => html`<label class="check">
            <input type="radio" name="effect" value=${effect} .checked=${effect === this.effect} @change=${this.onEffect} /> ${text}
          </label>`,
        )}
      </fieldset>
      <div class="field">
        <label for="reason">Reason <span class="muted">(optional)</span></label>
        <textarea id="reason" part="input" rows="3" maxlength="500" .value=${this.reason} @input=${this.onInput}></textarea>
      </div>`;
    return this.form(fields, {
      cancel: "Keep it",
      save: "Discontinue",
      saving: "Discontinuing …",
      isDangerous: true,
    });
  }

  protected override faultsOf(error: unknown): FormFaults {
    return faultOf(failureSentence(error));
  }

  protected override async save(): Promise<void> {
    const { clientId, authorizationId, version } = this.authorization;
    const reason = this.reason.trim();
    const body = { effect: this.effect, ...(reason !== "" && { reason }) };
    const { api } = this.host;
    try {
      this.options.discontinued(
        (await api.discontinueAuthorization({ clientId, authorizationId, ifMatch: version, body })).data,
      );
    } catch (error) {
      if (!isProblem(error, "VERSION_CONFLICT")) throw error;
      this.authorization = (await api.readAuthorization({ clientId, authorizationId })).data;
      const sentence =
        "Somebody else changed this authorization a moment ago. Look at it again before you discontinue it.";
      this.faults = faultOf(sentence);
    }
  }

  private readonly onEffect = ({ target }: Event) => {
    this.effect = (target as HTMLInputElement).value as Effect;
  };

  private readonly onInput = ({ target }: Event) => {
    this.reason = (target as HTMLTextAreaElement).value;
  };
}
