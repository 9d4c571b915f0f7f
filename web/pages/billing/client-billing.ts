import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type CapDrift, type ClientInsurance, isProblem, type Tracker } from "../../../clients/typescript/src/index.ts";
import { ApiElement } from "../../elements/api-element.ts";
import { insuranceStatus, isInForce } from "../../elements/client-insurance/insurance-status.ts";
import { readingFailureSentence } from "../../elements/failure-sentence.ts";
import { counted, formatInstant } from "../../elements/format.ts";
import { baseStyles } from "../../elements/styles/base.ts";
import { controlStyles } from "../../elements/styles/controls.ts";
import { driftDifferences } from "../caps-drift/drift-differences.ts";
import { driftText, whatToDo } from "../caps-drift/drift-wording.ts";
import { acknowledgementSummary, insuranceDetails, priorityText } from "./billing-facts.ts";
import { billingStyles } from "./billing-styles.ts";

interface BilledClient {
  readonly insurances: readonly ClientInsurance[];
  readonly tracker: Tracker;
  /** Empty for whoever may not know. */
  readonly drift: readonly CapDrift[];
}

/** `<client-billing client-id api-base>`: a client as billing sees it: every insurance in full, and in each its caps. */
export class ClientBilling extends ApiElement {
  static override properties = {
    ...ApiElement.properties,
    seesDrift: { attribute: false },
    billed: { state: true },
  };
  static override styles = [baseStyles, controlStyles, billingStyles];

  /** Whether the user may read reports, of which one tells where caps differ. */
  declare seesDrift: boolean;
  declare private billed: BilledClient | undefined;

  constructor() {
    super();
    this.seesDrift = false;
  }

  protected override get readAgainFor(): readonly string[] {
    return ["seesDrift"];
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const { clientId } = this;
    const [insurances, tracker, drift] = await Promise.all([
      this.api.listClientInsurances({ clientId }, { signal }),
      this.api.readTracker({ clientId, context: "FACE_SHEET" }, { signal }),
      this.seesDrift ? this.readDrift(signal) : [],
    ]);
    this.billed = { insurances: insurances.data.items, tracker: tracker.data, drift };
  }

  /** The report is about the whole agency, and short: it should be empty. */
  private async readDrift(signal: AbortSignal): Promise<CapDrift[]> {
    const drift: CapDrift[] = [];
    try {
      for await (const each of this.api.listCapsDrift.each({ limit: 100 }, { signal })) {
        if (each.clientId === this.clientId) drift.push(each);
      }
    } catch (error) {
      // Billing can be read without it; what a session believes to be allowed is not what decides.
      if (!isProblem(error, "FORBIDDEN")) throw error;
    }
    return drift;
  }

  protected override get isAwaiting(): boolean {
    return this.billed?.tracker.authorizations.some(({ confirmation }) => confirmation.state === "SENT") ?? false;
  }

  protected override forget(): void {
    this.billed = undefined;
  }

  protected override sentenceOf(error: unknown): string {
    return readingFailureSentence(error);
  }

  protected override render(): TemplateResult {
    return html`<div class="root" lang="en">
      ${this.failure === undefined ? nothing : html`<p class="notice alert" role="alert">${this.failure}</p>`}
      ${
        this.billed === undefined
          ? html`<p class="muted" role="status">${this.failure === undefined ? "Reading the client …" : nothing}</p>`
          : this.shown(this.billed)
      }
    </div>`;
  }

  private shown({ insurances, tracker, drift }: BilledClient): TemplateResult {
    return html`<p class="card" role="status">${summaryOf(tracker)}</p> ${this.driftWarnings(this.seesDrift ? drift : [])}
      ${
        insurances.length === 0
          ? html`<p class="empty">This client has no insurance yet, so there is nothing to bill.</p>`
          : repeat(
              insurances,
              ({ insuranceId }) => insuranceId,
              (insurance) => this.insuranceCard(insurance),
            )
      }`;
  }

  private insuranceCard(insurance: ClientInsurance): TemplateResult {
    const { insuranceId, payerName, priority } = insurance;
    return html`<section class="card" aria-labelledby="payer-${insuranceId}">
      <header>
        <h2 id="payer-${insuranceId}">${payerName}</h2>
        <p class="tags">
          <span class="tag">Priority ${priorityText(priority)}</span>
          <span class="tag ${isInForce(insurance) ? "" : "off"}">${insuranceStatus(insurance)}</span>
        </p>
      </header>
      <dl>
        ${insuranceDetails(insurance).map(
          ({ name, value }) =>
            html`<div><dt>${name}</dt><dd>${value ?? html`<span class="muted">Not entered</span>`}</dd></div>`,
        )}
      </dl>
      <client-caps
        .clientId=${this.clientId}
        .insuranceId=${insuranceId}
        .apiBase=${this.apiBase}
        .token=${this.token}
      ></client-caps>
    </section>`;
  }

  private driftWarnings(drift: readonly CapDrift[]): TemplateResult {
    return html`<div role="status" class=${drift.length === 0 ? "visually-hidden" : ""}>
      ${
        drift.length === 0
          ? nothing
          : html`<section class="drift" aria-labelledby="drift">
              <h2 id="drift">${drift.length === 1 ? "1 cap is" : `${drift.length} caps are`} not as confirmed</h2>
              <ul>
                ${drift.map((each) => this.driftWarning(each))}
              </ul>
              <p><a href="/reports.html?report=caps-drift">All caps that differ</a></p>
            </section>`
      }
    </div>`;
  }

  private driftWarning(drift: CapDrift): TemplateResult {
    const { authorizationId, insuranceId, since } = drift;
    const authorization = this.billed?.tracker.authorizations.find((one) => one.authorizationId === authorizationId);
    const insurance = this.billed?.insurances.find((one) => one.insuranceId === insuranceId);
    const place = insurance === undefined ? "" : ` on ${insurance.payerName}`;
    return html`<li>
      <p><b>${authorization?.authorizationNumber ?? authorizationId}</b>${place}: <b>${driftText(drift)}</b> since ${formatInstant(since)}.</p>
      ${driftDifferences(drift)}
      <p>${whatToDo(drift)}</p>
    </li>`;
  }
}

function summaryOf({ authorizations, visible }: Tracker): string {
  return visible
    ? `${counted(authorizations.length, "authorization")}. ${acknowledgementSummary(authorizations)}`
    : "No insurance in force requires prior auths.";
}
