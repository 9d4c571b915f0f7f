import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ReportedAuthorization } from "../../../clients/typescript/src/index.ts";
import { billingTexts } from "../../elements/authorization-tracker/wording.ts";
import { amountCell, markOf, statusCell } from "../../elements/cells.ts";
import { formatDay, formatDaysLeft } from "../../elements/format.ts";

type Row = ReportedAuthorization;

export interface Column<Shown> {
  readonly name: string;
  readonly cell: (row: Shown) => TemplateResult | string | typeof nothing;
  /** What it is ordered by, and how it is now; without it, it can't be. */
  readonly sort?: { readonly choose: () => void; readonly now: "ascending" | "descending" | undefined } | undefined;
  readonly isWide?: boolean;
}

interface ShownTable<Shown> {
  readonly caption: string;
  readonly columns: readonly Column<Shown>[];
  readonly rows: readonly Shown[];
  readonly keyOf: (row: Shown) => string;
}

/** A table whose first column names the row, named by the heading of the element around it. */
export function reportTable<Shown>({ caption, columns, rows, keyOf }: ShownTable<Shown>): TemplateResult {
  return html`<table role="table" aria-labelledby="heading" aria-describedby="caption">
    <caption id="caption">${caption}</caption>
    <thead role="rowgroup">
      <tr role="row">${columns.map(columnHeader)}</tr>
    </thead>
    <tbody role="rowgroup">
      ${repeat(
        rows,
        keyOf,
        (row) => html`<tr role="row" data-key=${keyOf(row)}>
          ${columns.map(({ name, cell, isWide }, index) =>
            index === 0
              ? html`<th role="rowheader" scope="row" data-column=${name}>${cell(row)}</th>`
              : html`<td role="cell" data-column=${name} class=${isWide ? "todo" : nothing}>${cell(row)}</td>`,
          )}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function columnHeader<Shown>({ name, sort }: Column<Shown>): TemplateResult {
  if (sort === undefined) return html`<th role="columnheader" scope="col">${name}</th>`;
  const arrows = { ascending: "m4.5 9.5 3.5-4 3.5 4", descending: "m4.5 6.5 3.5 4 3.5-4" } as const;
  return html`<th role="columnheader" scope="col" aria-sort=${sort.now ?? nothing}>
    <button type="button" class="sort" @click=${sort.choose}>
      ${name}
      <svg aria-hidden="true" viewBox="0 0 16 16" width="12" height="12" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round">
        <path d=${sort.now === undefined ? "m4.5 6 3.5-4 3.5 4M4.5 10l3.5 4 3.5-4" : arrows[sort.now]} />
      </svg>
    </button>
    <span class="plain">${name}</span>
  </th>`;
}

export function clientCell({ client }: Row): TemplateResult {
  const { clientId, lastName, firstName, program, location, status } = client;
  const below = [clientId, program, location, status === "INACTIVE" ? "inactive" : undefined];
  return html`<span>
    <a href="/?client=${encodeURIComponent(clientId)}"><b>${lastName}, ${firstName}</b></a>
    <span class="below">${below.filter((part) => part !== undefined).join(" · ")}</span>
  </span>`;
}

/** @param below what stands under the number */
export function numberCell(row: Row, below: string): TemplateResult {
  return html`<span><b class="number">${row.authorizationNumber}</b> ${markOf(row)}<span class="below">${below}</span></span>`;
}

export function procedureCell({ procedure }: Row): TemplateResult {
  const codes =
    procedure.type === "GROUP" ? html`<span class="below">${procedure.activityCodes.join(", ")}</span>` : nothing;
  return html`<span>${procedure.label} ${codes}</span>`;
}

export function datesCell({ effectiveDate, expirationDate, daysLeft }: Row): TemplateResult {
  return html`<span>
    <span class="day">${formatDay(effectiveDate)} to</span> <span class="day">${formatDay(expirationDate)}</span>
    <span class="below">${formatDaysLeft(daysLeft)}</span>
  </span>`;
}

export const unitsCell = (row: Row) => amountCell(row.units, row.statusColor);
export const visitsCell = (row: Row) => amountCell(row.visits, row.statusColor);
export const statusOf = (row: Row) => statusCell(row);

export function confirmationText({ confirmation }: Row): string {
  return billingTexts[confirmation.state];
}
