import { html, nothing, type TemplateResult } from "lit";
import type { CapDrift } from "../../../clients/typescript/src/index.ts";
import { formatInstant } from "../../elements/format.ts";
import { driftDifferences } from "../caps-drift/drift-differences.ts";
import { driftText, whatToDo } from "../caps-drift/drift-wording.ts";
import { ReportElement } from "./report-element.ts";
import { type Column, reportTable } from "./report-table.ts";

/** A cap that differs, and whose it is; undefined: the name could not be read. */
interface Row extends CapDrift {
  readonly clientName: string | undefined;
}

/** Few, since each has the name of its client read as well. */
const rowsOfPage = 20;

/** `<caps-drift-report>`: caps that are not as confirmed, and confirmations that billing has not acknowledged. */
export class CapsDriftReport extends ReportElement<Row> {
  protected override readonly heading = "Caps that Differ";
  protected override readonly noun = "cap";

  protected override async readPage(cursor: string | undefined, signal?: AbortSignal) {
    const options = signal && { signal };
    const request = { limit: rowsOfPage, ...(cursor !== undefined && { cursor }) };
    const { data } = await this.api.listCapsDrift(request, options);
    const names = await this.namesOf(new Set(data.items.map(({ clientId }) => clientId)), signal);
    const items = data.items.map((drift) => ({ ...drift, clientName: names.get(drift.clientId) }));
    return { ...data, items };
  }

  /** The report has ids alone. A name that can't be read keeps nobody from reading the report. */
  private async namesOf(clientIds: ReadonlySet<string>, signal?: AbortSignal): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    await Promise.all(
      [...clientIds].map(async (clientId) => {
        try {
          const { data } = await this.api.readClient({ clientId }, signal && { signal });
          names.set(clientId, `${data.lastName}, ${data.firstName}`);
        } catch (error) {
          if (signal?.aborted) throw error;
        }
      }),
    );
    return names;
  }

  protected override readonly keyOf = ({ clientId, authorizationId }: Row) => `${clientId}-${authorizationId}`;

  protected override render(): TemplateResult {
    return html`<section class="root" aria-labelledby="heading" lang="en">
      <header><h2 id="heading" tabindex="-1">${this.heading}</h2></header>
      <div class="toolbar">
        <p id="count" role="status" tabindex="-1">${this.countSentence()}</p>
        <div class="actions"><button type="button" @click=${() => window.print()}>Print</button></div>
      </div>
      ${this.list === undefined ? nothing : this.table(this.list.rows)} ${this.moreButton()} ${this.notices()}
    </section>`;
  }

  private table(rows: readonly Row[]): TemplateResult {
    if (rows.length === 0) return html`<p class="empty">Billing has what was confirmed: no cap differs.</p>`;
    return reportTable({
      caption: "Caps that are not as confirmed, and confirmations that billing has not acknowledged for 15 minutes",
      columns,
      rows,
      keyOf: this.keyOf,
    });
  }
}

const columns: readonly Column<Row>[] = [
  { name: "Client", cell: clientCell },
  { name: "Authorization", cell: ({ authorizationId }) => authorizationId },
  {
    name: "What differs",
    isWide: true,
    cell: (drift) => html`<span><b>${driftText(drift)}</b>${driftDifferences(drift)}</span>`,
  },
  { name: "Since", cell: ({ since }) => formatInstant(since) },
  { name: "What to do", isWide: true, cell: whatToDo },
];

/** Leads to Billing, where the cap is. */
function clientCell({ clientId, clientName }: Row): TemplateResult {
  return html`<span>
    <a href="/billing.html?client=${encodeURIComponent(clientId)}"><b>${clientName ?? clientId}</b></a>
    ${clientName === undefined ? nothing : html`<span class="below">${clientId}</span>`}
  </span>`;
}
