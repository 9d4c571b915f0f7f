import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Authorization, Cap, ClientInsurance } from "../../../clients/typescript/src/index.ts";
import { ApiElement } from "../api-element.ts";
import { amountCell } from "../cells.ts";
import { readingFailureSentence } from "../failure-sentence.ts";
import { formatDay, formatDaysLeft, formatInstant } from "../format.ts";
import { baseStyles } from "../styles/base.ts";
import { cellStyles } from "../styles/cells.ts";
import { tableStyles } from "../styles/table.ts";
import { tableHead } from "../table-head.ts";
import { capStyles } from "./cap-styles.ts";
import {
  acknowledgementText,
  type InsuranceCaps,
  insuranceCaps,
  isUpToDate,
  unitsOf,
  visitsOf,
} from "./insurance-caps.ts";

const columns = ["Auth #", "Procedure", "Dates", "Units", "Visits", "State"] as const;

/**
 * `<client-caps client-id api-base insurance-id>`: what billing has on a client's insurances, a cap for each authorization
 * that was confirmed, and what is on its way. With `insurance-id` those of one insurance, whose name the page has said.
 */
export class ClientCaps extends ApiElement {
  static override properties = {
    ...ApiElement.properties,
    insuranceId: { attribute: "insurance-id" },
    insurances: { state: true },
  };
  static override styles = [baseStyles, tableStyles, cellStyles, capStyles];

  declare insuranceId: string;
  declare private insurances: readonly InsuranceCaps[] | undefined;
  /** By id: what is known of the authorizations that have not left the tracker. */
  private authorizations = new Map<string, Authorization>();
  private arrived = "";

  constructor() {
    super();
    this.insuranceId = "";
  }

  protected override get readAgainFor(): readonly string[] {
    return ["insuranceId"];
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const { clientId } = this;
    const [tracker, insurances] = await Promise.all([
      this.api.readTracker({ clientId, context: "FACE_SHEET" }, { signal }),
      this.readInsurances(signal),
    ]);
    const { authorizations } = tracker.data;
    this.authorizations = new Map(authorizations.map((each) => [each.authorizationId, each]));
    const read = insurances.map(({ insurance, caps }) => insuranceCaps(insurance, caps, authorizations));
    this.announceArrived(read);
    this.insurances = read;
  }

  private async readInsurances(signal: AbortSignal): Promise<{ insurance: ClientInsurance; caps: readonly Cap[] }[]> {
    const { clientId, insuranceId } = this;
    if (insuranceId !== "") {
      const { data } = await this.api.readClientInsurance({ clientId, insuranceId }, { signal });
      return [{ insurance: data, caps: data.caps }];
    }
    const { data } = await this.api.listClientInsurances({ clientId }, { signal });
    return Promise.all(
      data.items.map(async (insurance) => {
        const caps = await this.api.listCaps({ clientId, insuranceId: insurance.insuranceId }, { signal });
        return { insurance, caps: caps.data.items };
      }),
    );
  }

  /** Billing is about to store what it was sent. */
  protected override get isAwaiting(): boolean {
    return (this.insurances ?? []).some(
      ({ toCome, open }) => toCome.length > 0 || open.some((cap) => this.isBehind(cap)),
    );
  }

  private isBehind(cap: Cap): boolean {
    const authorization = this.authorizations.get(cap.authorizationId);
    return authorization !== undefined && !isUpToDate(cap, authorization);
  }

  private announceArrived(read: readonly InsuranceCaps[]): void {
    const awaited = new Set(this.insurances?.flatMap(({ toCome }) => toCome.map((each) => each.authorizationId)));
    const arrived = read.flatMap(({ open }) => open).filter(({ authorizationId }) => awaited.has(authorizationId));
    if (arrived.length > 0) {
      this.arrived = `Billing has ${arrived.map(({ authorizationNumber }) => authorizationNumber).join(", ")}: a cap is there.`;
    }
  }

  protected override sentenceOf(error: unknown): string {
    return readingFailureSentence(error);
  }

  protected override forget(): void {
    this.insurances = undefined;
    this.authorizations.clear();
    this.arrived = "";
  }

  protected override render(): TemplateResult {
    const isOne = this.insuranceId !== "";
    // One of several on a page is no landmark: their headings tell them apart.
    return html`<section class="root" part="caps" role=${isOne ? "group" : nothing} aria-labelledby="heading" lang="en">
      ${isOne ? html`<h3 id="heading" class="title" part="heading">Caps${this.ofWhat()}</h3>` : html`<h2 id="heading" part="heading">Caps</h2>`}
      ${this.failure === undefined ? nothing : html`<p role="alert">${this.failure}</p>`}
      <p class="visually-hidden" role="status">${this.arrived}</p>
      ${
        this.insurances === undefined
          ? html`<p class="muted">${this.failure === undefined ? "Reading the caps …" : nothing}</p>`
          : this.insurances.length === 0
            ? html`<p class="muted">This client has no insurance.</p>`
            : repeat(
                this.insurances,
                ({ insurance }) => insurance.insuranceId,
                (each) => this.capsOf(each, isOne),
              )
      }
    </section>`;
  }

  private ofWhat(): TemplateResult | typeof nothing {
    const one = this.insurances?.[0];
    return one === undefined ? nothing : html`<span class="visually-hidden"> of ${nameOf(one)}</span>`;
  }

  private capsOf(caps: InsuranceCaps, isOne: boolean): TemplateResult {
    const { open, closed, toCome } = caps;
    const name = nameOf(caps);
    const isEmpty = open.length + closed.length + toCome.length === 0;
    return html`${isOne ? nothing : html`<h3>${name}</h3>`}
      ${isEmpty ? html`<p class="muted">Nothing was confirmed to billing yet.</p>` : nothing}
      ${toCome.length === 0 ? nothing : html`<ul class="to-come" aria-label="Caps to come of ${name}">${toCome.map(capToCome)}</ul>`}
      ${open.length === 0 ? nothing : this.table(`Caps of ${name}`, open)}
      ${
        closed.length === 0
          ? nothing
          : html`<details part="closed">
              <summary>Closed caps: ${closed.length}</summary>
              ${this.table(`Closed caps of ${name}`, closed)}
            </details>`
      }`;
  }

  private table(name: string, caps: readonly Cap[]): TemplateResult {
    return html`<table role="table" aria-label=${name}>
      ${tableHead(columns)}
      <tbody role="rowgroup">
        ${repeat(
          caps,
          ({ authorizationId }) => authorizationId,
          (cap) => capRow(cap, this.authorizations.get(cap.authorizationId)),
        )}
      </tbody>
    </table>`;
  }
}

function nameOf({ insurance }: InsuranceCaps): string {
  return `${insurance.payerName}, priority ${insurance.priority}`;
}

function capToCome({ authorizationNumber, procedure, confirmation }: Authorization): TemplateResult {
  const { confirmedAt } = confirmation;
  return html`<li part="to-come">
    ${clock()}
    <span
      ><b>A cap is to come: ${authorizationNumber}</b>, ${procedure.label}.
      <span class="below">Sent to billing${confirmedAt === undefined ? "" : ` ${formatInstant(confirmedAt)}`}, not acknowledged yet.</span></span
    >
  </li>`;
}

function capRow(cap: Cap, authorization: Authorization | undefined): TemplateResult {
  const acknowledgement = cap.state === "OPEN" ? acknowledgementText(cap, authorization) : undefined;
  const isDue = cap.state === "OPEN" && authorization?.confirmation.state === "STALE";
  return html`<tr role="row" part="cap">
    <th role="rowheader" scope="row" data-column="Auth #"><b class="number">${cap.authorizationNumber}</b></th>
    <td role="cell" data-column="Procedure">
      <span>
        ${authorization?.procedure.label ?? nothing}
        ${cap.activityCodes.map((code) => html`<span class="code">${code}</span> `)}
      </span>
    </td>
    <td role="cell" data-column="Dates">
      <span>
        <span class="day">${formatDay(cap.effectiveDate)} to</span> <span class="day">${formatDay(cap.expirationDate)}</span>
        ${authorization === undefined ? nothing : html`<span class="below">${formatDaysLeft(authorization.daysLeft)}</span>`}
      </span>
    </td>
    <td role="cell" data-column="Units">${amountCell(unitsOf(cap), null)}</td>
    <td role="cell" data-column="Visits">${amountCell(visitsOf(cap), null)}</td>
    <td role="cell" data-column="State">
      <span>
        <span class="state ${cap.state.toLowerCase()}" part="state">${stateMark(cap.state)} ${cap.state === "OPEN" ? "Open" : "Closed"}</span>
        <span class="below ${isDue ? "due" : ""}">${acknowledgement ?? `As of ${formatInstant(cap.updatedAt)}`}</span>
      </span>
    </td>
  </tr>`;
}

/** Open and closed differ in shape, not only in colour. */
function stateMark(state: Cap["state"]): TemplateResult {
  return html`<svg aria-hidden="true" viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round">
    <path d="M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8Z" />
    <path d=${state === "OPEN" ? "m5.2 8.2 2 2 3.6-4" : "M5 8h6"} />
  </svg>`;
}

function clock(): TemplateResult {
  return html`<svg aria-hidden="true" viewBox="0 0 16 16" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round">
    <path d="M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8ZM8 4.6V8l2.4 1.6" />
  </svg>`;
}
