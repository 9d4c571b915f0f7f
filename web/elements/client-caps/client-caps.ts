import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Cap, ClientInsurance } from "../../../clients/typescript/src/index.ts";
import { ApiElement } from "../api-element.ts";
import { readingFailureSentence } from "../failure-sentence.ts";
import { formatAmount, formatDay } from "../format.ts";
import { baseStyles } from "../styles/base.ts";
import { tableStyles } from "../styles/table.ts";

interface CappedInsurance {
  readonly insurance: ClientInsurance;
  readonly caps: readonly Cap[];
}

/**
 * `<client-caps client-id api-base insurance-id>`: what billing has on a client's insurances, a cap for each authorization
 * that was confirmed. With `insurance-id` those of one insurance.
 */
export class ClientCaps extends ApiElement {
  static override properties = {
    ...ApiElement.properties,
    insuranceId: { attribute: "insurance-id" },
    insurances: { state: true },
  };
  static override styles = [baseStyles, tableStyles];

  declare insuranceId: string;
  declare private insurances: readonly CappedInsurance[] | undefined;

  constructor() {
    super();
    this.insuranceId = "";
  }

  protected override get readAgainFor(): readonly string[] {
    return ["insuranceId"];
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const { clientId, insuranceId } = this;
    const { data } = await this.api.listClientInsurances({ clientId }, { signal });
    const shown = data.items.filter((one) => insuranceId === "" || one.insuranceId === insuranceId);
    this.insurances = await Promise.all(
      shown.map(async (insurance) => {
        const caps = await this.api.listCaps({ clientId, insuranceId: insurance.insuranceId }, { signal });
        return { insurance, caps: caps.data.items };
      }),
    );
  }

  protected override sentenceOf(error: unknown): string {
    return readingFailureSentence(error);
  }

  protected override forget(): void {
    this.insurances = undefined;
  }

  protected override render(): TemplateResult {
    return html`<section class="root" part="caps" aria-labelledby="heading">
      <h2 id="heading" part="heading">Caps</h2>
      ${this.failure === undefined ? nothing : html`<p role="alert">${this.failure}</p>`}
      ${
        this.insurances === undefined
          ? html`<p class="muted">${this.failure === undefined ? "Reading the caps …" : nothing}</p>`
          : this.insurances.length === 0
            ? html`<p class="muted">This client has no insurance.</p>`
            : repeat(this.insurances, ({ insurance }) => insurance.insuranceId, insuranceCaps)
      }
    </section>`;
  }
}

function insuranceCaps({ insurance, caps }: CappedInsurance): TemplateResult {
  const name = `${insurance.payerName}, priority ${insurance.priority}`;
  return html`<h3>${name}</h3>
    ${
      caps.length === 0
        ? html`<p class="muted">Nothing was confirmed to billing yet.</p>`
        : html`<table role="table" aria-label="Caps of ${name}">
            <thead role="rowgroup">
              <tr role="row">
                ${["Auth #", "Activity codes", "Dates", "Units", "Visits", "State"].map(
                  (column) => html`<th role="columnheader" scope="col">${column}</th>`,
                )}
              </tr>
            </thead>
            <tbody role="rowgroup">
              ${repeat(caps, ({ authorizationId }) => authorizationId, capRow)}
            </tbody>
          </table>`
    }`;
}

function capRow(cap: Cap): TemplateResult {
  return html`<tr role="row" part="cap">
    <th role="rowheader" scope="row" data-column="Auth #">${cap.authorizationNumber}</th>
    <td role="cell" data-column="Activity codes">${cap.activityCodes.join(", ")}</td>
    <td role="cell" data-column="Dates">${formatDay(cap.effectiveDate)} to ${formatDay(cap.expirationDate)}</td>
    <td role="cell" data-column="Units">${amounts(cap.unitsCap, cap.unitsUsed, cap.unitsRemaining)}</td>
    <td role="cell" data-column="Visits">${amounts(cap.visitsCap, cap.visitsUsed, cap.visitsRemaining)}</td>
    <td role="cell" data-column="State">${cap.state === "OPEN" ? "Open" : "Closed"}</td>
  </tr>`;
}

function amounts(cap: number | null, used: number, remaining: number | null): TemplateResult {
  return cap === null || remaining === null
    ? html`<span>Not limited <span class="muted">(${formatAmount(used)} used)</span></span>`
    : html`<span>${formatAmount(remaining)} of ${formatAmount(cap)} left
        <span class="muted">(${formatAmount(used)} used)</span></span>`;
}
