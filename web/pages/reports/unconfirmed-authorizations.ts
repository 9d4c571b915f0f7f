import { html, nothing, type TemplateResult } from "lit";
import type {
  ListUnconfirmedAuthorizationsRequest,
  ReportedAuthorization,
} from "../../../clients/typescript/src/index.ts";
import { leftText } from "../../elements/authorization-tracker/wording.ts";
import { choiceField } from "../../elements/field.ts";
import { formatInstant } from "../../elements/format.ts";
import { ReportElement } from "./report-element.ts";
import { type ClientStatus, clientStatusChoices, clientStatusText, usualClients } from "./report-filters.ts";
import {
  type Column,
  clientCell,
  confirmationText,
  datesCell,
  numberCell,
  procedureCell,
  reportTable,
  statusOf,
} from "./report-table.ts";

type Row = ReportedAuthorization;
type Sort = NonNullable<ListUnconfirmedAuthorizationsRequest["sort"]>;

/** The API puts all of it in order, not only what is shown. */
const sorts: Readonly<Record<Sort, string>> = {
  lastName: "Last name",
  firstName: "First name",
  authDate: "Date added, longest waiting first",
  addedBy: "Added by",
  insuranceName: "Insurance",
};

/** `<unconfirmed-authorizations-report>`: what waits for being confirmed to billing, or for being confirmed again. */
export class UnconfirmedAuthorizationsReport extends ReportElement<Row> {
  protected override readonly heading = "Unconfirmed Authorizations";
  protected override readonly noun = "authorization";
  private hasEngine = true;
  private readonly csv = this.csvOf("unconfirmed-authorizations", (cursor, options) =>
    this.api.listUnconfirmedAuthorizationsAsCsv(
      {
        sort: this.sort,
        clientStatus: this.clientStatus,
        for: "spreadsheet",
        ...(cursor !== undefined && { cursor }),
      },
      options,
    ),
  );

  /** What is no order is the usual one. */
  private get sort(): Sort {
    const given = new URLSearchParams(this.query).get("sort") ?? "";
    return Object.hasOwn(sorts, given) ? (given as Sort) : "lastName";
  }

  private get clientStatus(): ClientStatus {
    const given = new URLSearchParams(this.query).get("clientStatus");
    return clientStatusChoices.find(({ value }) => value === given)?.value ?? usualClients;
  }

  protected override async readPage(cursor: string | undefined, signal?: AbortSignal) {
    const request = { sort: this.sort, clientStatus: this.clientStatus, ...(cursor !== undefined && { cursor }) };
    const { data } = await this.api.listUnconfirmedAuthorizations(request, signal && { signal });
    this.hasEngine = data.billingEngine;
    return data;
  }

  protected override readonly keyOf = ({ clientId, authorizationId }: Row) => `${clientId}-${authorizationId}`;

  protected override forget(): void {
    super.forget();
    this.csv.drop();
  }

  protected override render(): TemplateResult {
    const choices = (Object.keys(sorts) as Sort[]).map((value) => ({ value, text: sorts[value] }));
    const order = {
      id: "sort",
      label: "Sort by",
      value: this.sort,
      changed: (value: string) => this.sortBy(value as Sort),
    };
    const clients = {
      id: "clientStatus",
      label: "Clients",
      value: this.clientStatus,
      changed: (value: string) => this.askWith(this.sort, value),
    };
    return html`<section class="root" aria-labelledby="heading" lang="en">
      <header><h2 id="heading" tabindex="-1">${this.heading}</h2></header>
      <div class="toolbar">
        <p id="count" role="status" tabindex="-1">${this.countSentence()}</p>
        <div class="actions">
          ${choiceField(clients, clientStatusChoices)} ${choiceField(order, choices)} ${this.csv.button()}
          <button type="button" @click=${() => window.print()}>Print</button>
        </div>
      </div>
      ${this.csv.progress()} ${this.list === undefined ? nothing : this.table(this.list.rows)} ${this.moreButton()} ${this.notices()}
    </section>`;
  }

  private table(rows: readonly Row[]): TemplateResult {
    if (rows.length === 0) {
      const sentence = this.hasEngine
        ? `Everything of ${clientStatusText(this.clientStatus).toLowerCase()} is confirmed to billing.`
        : "This agency has no billing engine: nothing is confirmed, and nothing waits for it.";
      return html`<p class="empty">${sentence}</p>`;
    }
    return reportTable({
      caption: `Not confirmed, or changed since confirmed · ${clientStatusText(this.clientStatus)} · Sorted by: ${sorts[this.sort]}`,
      columns: this.columns,
      rows,
      keyOf: this.keyOf,
    });
  }

  private get columns(): readonly Column<Row>[] {
    return [
      { name: "Client", cell: clientCell, sort: this.column("lastName", "firstName") },
      { name: "Insurance", cell: ({ payerName }) => payerName ?? "Unknown payer", sort: this.column("insuranceName") },
      { name: "Auth #", cell: (row) => numberCell(row, confirmationText(row)) },
      { name: "Procedure", cell: procedureCell },
      { name: "Dates", cell: datesCell },
      { name: "Left", cell: leftCell },
      { name: "Status", cell: statusOf },
      { name: "Added", cell: ({ createdAt }) => formatInstant(createdAt), sort: this.column("authDate") },
      { name: "Added by", cell: ({ createdBy }) => createdBy, sort: this.column("addedBy") },
    ];
  }

  /** @param others orders of which this column shows as well that it is what is sorted by */
  private column(sort: Sort, ...others: readonly Sort[]): Column<Row>["sort"] {
    const isNow = this.sort === sort || others.includes(this.sort);
    return { now: isNow ? "ascending" : undefined, choose: () => this.sortBy(sort) };
  }

  private sortBy(sort: Sort): void {
    this.askWith(sort, this.clientStatus);
  }

  private askWith(sort: Sort, clientStatus: string): void {
    this.askFor(
      new URLSearchParams({
        ...(sort !== "lastName" && { sort }),
        ...(clientStatus !== usualClients && { clientStatus }),
      }),
    );
  }
}

function leftCell({ units, visits }: Row): TemplateResult {
  if (units.authorized === null && visits.authorized === null) return html`<span class="muted">Not limited</span>`;
  return html`<span>
    ${units.authorized === null ? nothing : html`<b>Units:</b> ${leftText(units)}<br />`}
    ${visits.authorized === null ? nothing : html`<b>Visits:</b> ${leftText(visits)}`}
  </span>`;
}
