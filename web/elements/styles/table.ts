import { css } from "lit";

/** Tables that become cards where there is no room for columns. Each cell names its column in `data-column` for that. */
export const tableStyles = css`
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.9375em;
  }
  th,
  td {
    /* Words may break anywhere, so that long ones fit; short ones shall not. */
    min-width: 5.75em;
    padding: 0.7em 0.75em;
    text-align: start;
    vertical-align: top;
    font-weight: inherit;
  }
  thead th {
    padding-block: 0.4em;
    color: var(--text-muted);
    font-size: 0.8667em;
    font-weight: 600;
    border-block-end: 1px solid var(--border-strong);
    vertical-align: bottom;
  }
  tbody tr {
    border-block-end: 1px solid var(--border);
  }
  @container (max-width: 52em) {
    table,
    tbody,
    tr,
    td,
    tbody th {
      display: block;
    }
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    tbody tr {
      margin-block: 0.75em;
      padding: 0.5em 0.25em;
      border: 1px solid var(--border);
      border-radius: var(--radius);
    }
    td,
    tbody th {
      display: grid;
      min-width: 0;
      grid-template-columns: minmax(6em, 1fr) minmax(0, 2fr);
      gap: 0.75em;
      padding: 0.3em 0.6em;
    }
    td > button {
      justify-self: start;
    }
    [data-column]::before {
      content: attr(data-column);
      color: var(--text-muted);
      font-size: 0.9em;
      font-weight: 400;
    }
  }
`;
