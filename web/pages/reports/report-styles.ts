import { css } from "lit";

export const reportStyles = css`
  a {
    color: var(--accent);
  }
  .filters {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(13em, 100%), 1fr));
    gap: 0.9em 1.25em;
    align-items: start;
    margin-block-end: 1.25em;
    padding: 1em 1.1em;
    background: var(--surface-raised);
    border: 1px solid var(--border);
    border-radius: var(--radius);
  }
  .filters .buttons {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: 0.6em;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.75em 1.25em;
    margin-block-end: 0.75em;
  }
  .toolbar .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.6em;
  }
  .toolbar .field {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25em 0.6em;
  }
  .toolbar > *,
  .toolbar .actions > * {
    min-width: 0;
    max-width: 100%;
  }
  .toolbar .field select {
    width: auto;
    max-width: 100%;
  }
  .toolbar .fault {
    display: none;
  }
  #count {
    font-weight: 600;
  }
  #count:focus {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .progress {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em 1em;
  }
  caption {
    padding-block-end: 0.5em;
    color: var(--text-muted);
    text-align: start;
  }
  th,
  td {
    min-width: 7em;
  }
  thead th:has(button) {
    padding-block: 0.1em;
    padding-inline: 0;
  }
  button.sort {
    display: inline-flex;
    align-items: center;
    gap: 0.35em;
    min-height: 2em;
    padding: 0.2em 0.85em;
    color: inherit;
    background: none;
    border-color: transparent;
    text-align: start;
  }
  [aria-sort="ascending"] button.sort,
  [aria-sort="descending"] button.sort {
    color: var(--text);
  }
  button.sort svg {
    flex: none;
    opacity: 0.45;
  }
  [aria-sort="ascending"] button.sort svg,
  [aria-sort="descending"] button.sort svg {
    opacity: 1;
  }
  .plain {
    display: none;
  }
  tbody tr {
    break-inside: avoid;
  }
  .below {
    overflow-wrap: anywhere;
  }
  .more {
    margin-block-start: 1em;
    text-align: center;
  }
  .differences {
    padding-inline-start: 1.2em;
    list-style: disc;
  }
  .todo {
    min-width: 14em;
  }
  @container (max-width: 60em) {
    caption {
      display: block;
    }
    /* Nobody can see what has the focus in a head that is not shown; "Sort by" does the same. */
    button.sort {
      display: none;
    }
    .plain {
      display: inline;
    }
    tbody th,
    td {
      min-width: 0;
    }
  }
  @media print {
    .filters,
    .toolbar .actions,
    .more,
    .notice,
    .sort svg {
      display: none;
    }
    thead {
      display: table-header-group;
    }
    table {
      font-size: 0.8em;
    }
    th,
    td {
      padding: 0.35em 0.4em;
    }
    a {
      color: inherit;
      text-decoration: none;
    }
    .bar {
      display: none;
    }
  }
`;
