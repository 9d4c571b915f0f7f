import { html, nothing, type TemplateResult } from "lit";

/** The head of a table. Columns that have nothing but buttons, before and after the others, are named to screen readers alone. */
export function tableHead(columns: readonly string[], { before = "", after = "" } = {}): TemplateResult {
  return html`<thead role="rowgroup">
    <tr role="row">
      ${before === "" ? nothing : html`<th role="columnheader" scope="col" class="toggle"><span class="visually-hidden">${before}</span></th>`}
      ${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}
      ${after === "" ? nothing : html`<th role="columnheader" scope="col"><span class="visually-hidden">${after}</span></th>`}
    </tr>
  </thead>`;
}
