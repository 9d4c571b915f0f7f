import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type {
  ClientInsurance,
  ClientInsuranceWithWarnings,
  Unreadable,
} from "../../../clients/typescript/src/index.ts";
import { DialogElement } from "../dialog-element.ts";
import { leftOut } from "../left-out.ts";
import { baseStyles } from "../styles/base.ts";
import { controlStyles } from "../styles/controls.ts";
import { dialogStyles } from "../styles/dialog.ts";
import { tableStyles } from "../styles/table.ts";
import { tableHead } from "../table-head.ts";
import { warningSentences } from "../warnings.ts";
import { InsuranceDialog } from "./insurance-dialog.ts";
import { insuranceStatus } from "./insurance-status.ts";

const columns = ["Priority", "Payer", "Subscriber #", "Prior auths required", "Status"] as const;

/**
 * `<client-insurance client-id api-base>`: the insurances of a client by priority, and which require prior auths.
 * Dispatches `insurance-added` and `insurance-changed`.
 */
export class ClientInsurances extends DialogElement {
  static override properties = {
    ...DialogElement.properties,
    readonly: { type: Boolean },
    insurances: { state: true },
  };
  static override styles = [baseStyles, controlStyles, tableStyles, dialogStyles];

  /** Offers no change. */
  declare readonly: boolean;
  declare private insurances: readonly ClientInsurance[] | undefined;
  private unreadable: readonly Unreadable[] | undefined;

  constructor() {
    super();
    this.readonly = false;
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const { data } = await this.api.listClientInsurances({ clientId: this.clientId }, { signal });
    this.unreadable = data.unreadable;
    this.insurances = data.items;
  }

  protected override forget(): void {
    super.forget();
    this.insurances = undefined;
    this.unreadable = undefined;
  }

  protected override render(): TemplateResult {
    return html`<section class="root" part="insurances" aria-labelledby="heading" lang="en">
      <header>
        <h2 id="heading" part="heading" tabindex="-1">Client Insurance</h2>
        ${
          this.readonly || this.insurances === undefined
            ? nothing
            : html`<button type="button" class="primary" part="button primary add" @click=${() => this.openForm()}>
                Add an Insurance
              </button>`
        }
      </header>
      ${leftOut(this.unreadable)}
      ${this.insurances === undefined ? this.waiting("Reading the insurances …") : this.list(this.insurances)}
      ${this.notices()} ${this.dialogs()}
    </section>`;
  }

  private list(insurances: readonly ClientInsurance[]): TemplateResult {
    if (insurances.length === 0) return html`<p class="empty" part="empty">This client has no insurance yet.</p>`;
    return html`<table role="table" aria-labelledby="heading">
      ${tableHead(columns, this.readonly ? {} : { after: "Change" })}
      <tbody role="rowgroup">
        ${repeat(
          insurances,
          ({ insuranceId }) => insuranceId,
          (insurance) => this.row(insurance),
        )}
      </tbody>
    </table>`;
  }

  private row(insurance: ClientInsurance): TemplateResult {
    const { priority, payerName, subscriberNumber, priorAuthsRequired, source } = insurance;
    return html`<tr role="row" part="insurance">
      <td role="cell" data-column="Priority">${priority}</td>
      <th role="rowheader" scope="row" data-column="Payer"><b>${payerName}</b></th>
      <td role="cell" data-column="Subscriber #">${subscriberNumber}</td>
      <td role="cell" data-column="Prior auths required">
        <span
          >${priorAuthsRequired ? "Yes" : "No"}
          <span class="below">${source === "PAYER_DEFAULT" ? "payer's default" : "set for this client"}</span></span
        >
      </td>
      <td role="cell" data-column="Status">${insuranceStatus(insurance)}</td>
      ${
        this.readonly
          ? nothing
          : html`<td role="cell">
              <button type="button" part="button" aria-label="Edit ${payerName}" @click=${() => this.openForm(insurance)}>Edit</button>
            </td>`
      }
    </tr>`;
  }

  private openForm(insurance?: ClientInsurance): void {
    const insurances = this.insurances ?? [];
    this.open(new InsuranceDialog({ host: this, insurances, saved: this.onSaved, ...(insurance && { insurance }) }));
  }

  private readonly onSaved = ({ warnings = [], ...insurance }: ClientInsuranceWithWarnings, isNew: boolean) => {
    this.closeDialog();
    const required = insurance.priorAuthsRequired ? "It requires prior auths." : "It does not require prior auths.";
    const sentences = warningSentences(warnings);
    const done = [`${insurance.payerName} is ${isNew ? "added" : "saved"}. ${required}`, ...sentences].join(" ");
    this.say(done, sentences.length > 0);
    this.tell(isNew ? "insurance-added" : "insurance-changed", { clientId: insurance.clientId, insurance });
    void this.changed();
  };
}
