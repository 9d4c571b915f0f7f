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
    /* In line with the cells below, whose text is larger. */
    padding: 0.4em 0.865em;
    color: var(--text-muted);
    font-size: 0.8667em;
    font-weight: 600;
    border-block-end: 1px solid var(--border-strong);
    vertical-align: bottom;
  }
  .day {
    white-space: nowrap;
  }
  .code {
    display: inline-block;
    margin-block: 0.1em;
    padding: 0 0.5em;
    background: var(--accent-soft);
    border-radius: 1em;
    font-size: 0.9em;
  }
  [data-column="Auth #"] {
    min-width: 9.5em;
  }
  [data-column="State"] {
    min-width: 9em;
  }
  tbody tr {
    border-block-end: 1px solid var(--border);
  }
  @container (max-width: 60em) {
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
    tbody th,
    [data-column] {
      min-width: 0;
    }
    td,
    tbody th {
      display: grid;
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
