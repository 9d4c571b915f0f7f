import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ClientInsurance } from "../../../clients/typescript/src/index.ts";
import { ApiElement } from "../api-element.ts";
import { failureSentence } from "../failure-sentence.ts";
import { baseStyles } from "../styles/base.ts";
import { tableStyles } from "../styles/table.ts";

/** `<client-insurance client-id api-base>`: the insurances of a client by priority, and which require prior auths. */
export class ClientInsurances extends ApiElement {
  static override properties = { ...ApiElement.properties, insurances: { state: true } };
  static override styles = [baseStyles, tableStyles];

  declare private insurances: readonly ClientInsurance[] | undefined;

  protected override async read(signal: AbortSignal): Promise<void> {
    const { data } = await this.api.listClientInsurances({ clientId: this.clientId }, { signal });
    this.insurances = data.items;
  }

  protected override sentenceOf(error: unknown): string {
    return failureSentence(error);
  }

  protected override forget(): void {
    this.insurances = undefined;
  }

  protected override render(): TemplateResult {
    return html`<section class="root" part="insurances" aria-labelledby="heading">
      <h2 id="heading" part="heading">Client Insurance</h2>
      ${this.failure === undefined ? nothing : html`<p role="alert">${this.failure}</p>`}
      ${
        this.insurances === undefined
          ? html`<p class="muted">${this.failure === undefined ? "Reading the insurances …" : nothing}</p>`
          : this.insurances.length === 0
            ? html`<p class="muted">This client has no insurance yet.</p>`
            : html`<table role="table" aria-labelledby="heading">
                <thead role="rowgroup">
                  <tr role="row">
                    ${["Priority", "Payer", "Subscriber #", "Prior auths required", "Status"].map(
                      (column) => html`<th role="columnheader" scope="col">${column}</th>`,
                    )}
                  </tr>
                </thead>
                <tbody role="rowgroup">
                  ${repeat(this.insurances, ({ insuranceId }) => insuranceId, insuranceRow)}
                </tbody>
              </table>`
      }
    </section>`;
  }
}

function insuranceRow(insurance: ClientInsurance): TemplateResult {
  const source = insurance.source === "PAYER_DEFAULT" ? "payer's default" : "set for this client";
  return html`<tr role="row" part="insurance">
    <td role="cell" data-column="Priority">${insurance.priority}</td>
    <th role="rowheader" scope="row" data-column="Payer">${insurance.payerName}</th>
    <td role="cell" data-column="Subscriber #">${insurance.subscriberNumber}</td>
    <td role="cell" data-column="Prior auths required">
      <span>${insurance.priorAuthsRequired ? "Yes" : "No"} <span class="muted">(${source})</span></span>
    </td>
    <td role="cell" data-column="Status">${insurance.status === "ACTIVE" ? "Active" : "Inactive"}</td>
  </tr>`;
}
