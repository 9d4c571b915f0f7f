import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Authorization, Tracker } from "../../../clients/typescript/src/index.ts";
import { ApiElement } from "../api-element.ts";
import { failureSentence } from "../failure-sentence.ts";
import { formatDay, formatDaysLeft } from "../format.ts";
import { baseStyles } from "../styles/base.ts";
import { tableStyles } from "../styles/table.ts";

/** `<authorization-tracker client-id context api-base>`: what payers authorized for a client, what is left, until when. */
export class AuthorizationTracker extends ApiElement {
  static override properties = {
    ...ApiElement.properties,
    context: {},
    tracker: { state: true },
  };
  static override styles = [baseStyles, tableStyles];

  /** Where the tracker is shown. */
  declare context: Tracker["context"];
  declare private tracker: Tracker | undefined;

  constructor() {
    super();
    this.context = "FACE_SHEET";
  }

  protected override get readAgainFor(): readonly string[] {
    return ["context"];
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const { clientId, context } = this;
    this.tracker = (await this.api.readTracker({ clientId, context }, { signal })).data;
  }

  protected override sentenceOf(error: unknown): string {
    return failureSentence(error);
  }

  protected override forget(): void {
    this.tracker = undefined;
  }

  protected override render(): TemplateResult {
    return html`<section class="root" part="tracker" aria-labelledby="heading">
      <h2 id="heading" part="heading">Authorizations</h2>
      ${this.failure === undefined ? nothing : html`<p role="alert">${this.failure}</p>`}
      ${this.tracker === undefined ? nothing : rows(this.tracker)}
    </section>`;
  }
}

function rows({ visible, authorizations }: Tracker): TemplateResult {
  if (!visible) {
    return html`<p class="muted">None of this client's active insurances requires prior auths.</p>`;
  }
  return html`<table role="table" aria-labelledby="heading">
    <tbody role="rowgroup">
      ${repeat(authorizations, ({ authorizationId }) => authorizationId, row)}
    </tbody>
  </table>`;
}

function row(authorization: Authorization): TemplateResult {
  return html`<tr role="row" part="authorization">
    <th role="rowheader" scope="row" data-column="Auth #">${authorization.authorizationNumber} ${authorization.confirmedMark}</th>
    <td role="cell" data-column="Procedure">${authorization.procedure.label}</td>
    <td role="cell" data-column="Expires">
      ${formatDay(authorization.expirationDate)}, ${formatDaysLeft(authorization.daysLeft)}
    </td>
  </tr>`;
}
