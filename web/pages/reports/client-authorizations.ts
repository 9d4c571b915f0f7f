import { html, nothing, type TemplateResult } from "lit";
import { isProblem, type ReportedAuthorization } from "../../../clients/typescript/src/index.ts";
import { billingState } from "../../elements/cells.ts";
import { choiceField } from "../../elements/field.ts";
import { inWords } from "../../elements/form-faults.ts";
import { filterForm } from "./filter-form.ts";
import { ReportElement } from "./report-element.ts";
import {
  draftOf,
  type FilterDraft,
  type Filters,
  filterNames,
  filterSentence,
  filtersOf,
  filtersOfDraft,
  requestOf,
} from "./report-filters.ts";
import {
  type Column,
  clientCell,
  datesCell,
  numberCell,
  procedureCell,
  reportTable,
  statusOf,
  unitsCell,
  visitsCell,
} from "./report-table.ts";
import {
  inOrder,
  type Order,
  type OrderName,
  orderAfter,
  orderNames,
  orderOf,
  orderText,
  usualOrder,
} from "./row-order.ts";

type Row = ReportedAuthorization;

/** `<client-authorizations-report>`: which authorizations run out soon, or are of some dates, over all clients. */
export class ClientAuthorizationsReport extends ReportElement<Row> {
  static override properties = { ...ReportElement.properties, draft: { state: true } };

  protected override readonly heading = "Client Authorizations";
  protected override readonly noun = "authorization";
  /** What was changed in the form and is not shown yet. */
  declare private draft: FilterDraft | undefined;
  private faults: ReadonlyMap<string, string> = new Map();
  private readonly csv = this.csvOf("client-authorizations", (cursor, options) =>
    this.api.listClientAuthorizationsAsCsv(
      { ...requestOf(this.filters), for: "spreadsheet", ...(cursor !== undefined && { cursor }) },
      options,
    ),
  );

  private get filters(): Filters {
    return filtersOf(this.query);
  }

  private get order(): Order {
    return orderOf(new URLSearchParams(this.query).get("sort"));
  }

  /** Rows are put in order here. */
  protected override readingOf(query: string): string {
    return JSON.stringify(filtersOf(query));
  }

  protected override async readPage(cursor: string | undefined, signal?: AbortSignal) {
    const request = { ...requestOf(this.filters), ...(cursor !== undefined && { cursor }) };
    const { data } = await this.api.listClientAuthorizations(request, signal && { signal });
    this.faults = new Map();
    return data;
  }

  protected override readonly keyOf = ({ clientId, authorizationId }: Row) => `${clientId}-${authorizationId}`;

  protected override forget(): void {
    super.forget();
    this.csv.drop();
    this.draft = undefined;
    this.faults = new Map();
  }

  protected override sentenceOf(error: unknown): string {
    if (!isProblem(error, "VALIDATION_FAILED")) return super.sentenceOf(error);
    this.list = undefined;
    this.faults = new Map(error.faults.map(({ pointer, message }) => [pointer.replace(/^\?/, ""), faultText(message)]));
    return "Nothing is listed: some filters can't be used.";
  }

  protected override render(): TemplateResult {
    const rows = this.list?.rows ?? [];
    const of = (what: "program" | "location") =>
      [...new Set(rows.map(({ client }) => client[what]).filter((text) => text !== undefined))].sort();
    return html`<section class="root" aria-labelledby="heading" lang="en">
      <header><h2 id="heading" tabindex="-1">${this.heading}</h2></header>
      ${filterForm({
        draft: this.draft ?? draftOf(this.filters),
        faults: this.faults,
        programs: of("program"),
        locations: of("location"),
        changed: (change) => {
          this.draft = { ...(this.draft ?? draftOf(this.filters)), ...change };
        },
        apply: () => this.apply(filtersOfDraft(this.draft ?? draftOf(this.filters))),
        clear: () => this.apply({}),
      })}
      <div class="toolbar">
        <div>
          <p id="count" role="status" tabindex="-1">${this.countSentence()}</p>
          ${this.isPartlySorted ? html`<p class="muted small">Only those shown are sorted: load the rest to sort all of them.</p>` : nothing}
        </div>
        <div class="actions">
          ${this.orderField()} ${this.csv.button()}
          <button type="button" @click=${() => window.print()}>Print</button>
        </div>
      </div>
      ${this.csv.progress()} ${this.list === undefined ? nothing : this.table(rows)} ${this.moreButton()} ${this.notices()}
    </section>`;
  }

  private get isPartlySorted(): boolean {
    return (this.list?.nextCursor ?? null) !== null && orderText(this.order) !== orderText(usualOrder);
  }

  private orderField(): TemplateResult {
    const choices = (Object.keys(orderNames) as OrderName[]).flatMap((by) => [
      { value: by, text: orderNames[by] },
      { value: `-${by}`, text: `${orderNames[by]}, reversed` },
    ]);
    return choiceField(
      {
        id: "sort",
        label: "Sort by",
        value: orderText(this.order),
        changed: (value) => this.putInOrder(orderOf(value)),
      },
      choices,
    );
  }

  private table(rows: readonly Row[]): TemplateResult {
    if (rows.length === 0) {
      return html`<p class="empty">No authorization is like this. ${filterSentence(this.filters)}.</p>`;
    }
    return reportTable({
      caption: filterSentence(this.filters),
      columns: this.columns,
      rows: inOrder(rows, this.order),
      keyOf: this.keyOf,
    });
  }

  private get columns(): readonly Column<Row>[] {
    return [
      { name: "Client", cell: clientCell, sort: this.sortBy("client") },
      { name: "Auth #", cell: (row) => numberCell(row, row.payerName ?? "Unknown payer") },
      { name: "Procedure", cell: procedureCell, sort: this.sortBy("procedure") },
      { name: "Dates", cell: datesCell, sort: this.sortBy("expiration") },
      { name: "Units", cell: unitsCell, sort: this.sortBy("units") },
      { name: "Visits", cell: visitsCell, sort: this.sortBy("visits") },
      { name: "Status", cell: statusOf, sort: this.sortBy("status") },
      { name: "Billing", cell: ({ confirmation }) => billingState(confirmation.state) },
    ];
  }

  private sortBy(by: OrderName): Column<Row>["sort"] {
    const { order } = this;
    const direction = order.isDescending ? "descending" : "ascending";
    return { now: order.by === by ? direction : undefined, choose: () => this.putInOrder(orderAfter(order, by)) };
  }

  private putInOrder(order: Order): void {
    this.askFor(this.queryOf(this.filters, order));
  }

  private apply(filters: Filters): void {
    // The same filters again read again, and drop what the form held.
    this.draft = undefined;
    if (JSON.stringify(filters) === JSON.stringify(this.filters)) void this.reload();
    this.askFor(this.queryOf(filters, this.order));
  }

  private queryOf(filters: Filters, order: Order): URLSearchParams {
    const given = filterNames.flatMap((name) => (filters[name] === undefined ? [] : [[name, filters[name]]]));
    const sort = orderText(order);
    return new URLSearchParams([...given, ...(sort === orderText(usualOrder) ? [] : [["sort", sort]])]);
  }
}

/** `true` is what the form's other choice sends: nobody types it. */
function faultText(message: string): string {
  const text = inWords(message.replace("true or ", ""));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
