import { css } from "lit";

export const trackerStyles = css`
  .summary {
    flex: 1 1 12em;
  }
  th.toggle,
  td.toggle {
    width: 3.5em;
    min-width: 3.5em;
  }
  [data-column="Status"] {
    min-width: 8.5em;
  }
  [data-column="Procedure"],
  [data-column="Dates"] {
    min-width: 7.5em;
  }
  [data-column="Auth #"] {
    min-width: 10.5em;
  }
  [data-column="Visits"] {
    min-width: 7em;
  }
  [data-column="Billing"] {
    min-width: 11em;
  }
  button.confirm {
    margin-block-start: 0.4em;
    font-size: 0.9em;
  }
  tr.expanded {
    border-block-end-color: transparent;
  }
  .detail {
    display: grid;
    gap: 1em 2em;
    grid-template-columns: minmax(0, 1fr) minmax(0, 2fr);
    padding: 1em;
    background: var(--surface-raised);
    border-radius: var(--radius);
  }
  .facts {
    display: grid;
    gap: 1em;
    align-content: start;
  }
  .detail dl {
    display: grid;
    gap: 0.15em;
  }
  .detail dt {
    color: var(--text-muted);
    font-size: 0.9em;
  }
  .detail dd {
    margin-block-end: 0.5em;
  }
  .notes {
    white-space: pre-wrap;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .scroll {
    max-height: 20em;
    overflow: auto;
    background: var(--surface);
    border: 1px solid var(--border);
    border-radius: var(--radius);
  }
  .scroll th[scope="col"] {
    position: sticky;
    inset-block-start: 0;
    background: var(--surface);
    box-shadow: inset 0 -1px var(--border-strong);
  }
  .scroll + p {
    margin-block-start: 0.5em;
  }
  .detail h3 span {
    font-weight: normal;
  }
  .detail h3 {
    margin-block-start: 0;
  }
  .ledger {
    font-size: 0.9em;
  }
  .ledger th,
  .ledger td {
    padding-block: 0.3em;
  }
  .timeline,
  .reallocation {
    margin: 0 0 1.25em;
    padding: 0.9em 1em 0.25em;
    background: var(--surface-raised);
    border: 1px solid var(--border);
    border-radius: var(--radius);
  }
  .reallocation {
    display: grid;
    gap: 0.6em;
    padding-block-end: 0.9em;
  }
  .reallocation > h3 {
    margin: 0;
  }
  /* Regions that say something later. */
  .reallocation > :empty {
    position: absolute;
  }
  figcaption {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25em 1.5em;
    margin-block-end: 0.5em;
    color: var(--text-muted);
    font-size: 0.875em;
  }
  .legend {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
  }
  .legend rect {
    fill: var(--text-muted);
  }
  .timeline li,
  .axis {
    display: grid;
    grid-template-columns: 17em minmax(0, 1fr);
    gap: 0 1em;
    align-items: center;
  }
  .axis svg {
    grid-column: 2;
    overflow: visible;
  }
  .timeline li p {
    line-height: 1.25;
    padding-block: 0.3em;
    font-size: 0.9375em;
  }
  .timeline li .muted {
    display: block;
    font-size: 0.9em;
  }
  .lane {
    display: block;
    height: 100%;
    min-height: 30px;
  }
  .span {
    fill-opacity: 0.28;
  }
  .grid {
    stroke: var(--border);
  }
  .today {
    stroke: var(--text);
    stroke-width: 2;
    stroke-dasharray: 3 2;
  }
  .axis text {
    fill: var(--text-muted);
    font-size: 0.8em;
  }
  .more {
    margin-block: 0.25em 0.5em;
    font-size: 0.9em;
  }
  @container (max-width: 60em) {
    [data-column] {
      min-width: 0;
    }
    td.toggle {
      width: auto;
      grid-template-columns: auto;
      justify-content: start;
    }
    .details > td,
    .detail {
      display: block;
    }
    td.toggle,
    .details > td {
      padding-inline: 0.6em;
    }
    .details {
      margin-block-start: -0.75em;
    }
    .facts {
      margin-block-end: 1em;
    }
    .timeline li,
    .axis {
      grid-template-columns: minmax(0, 1fr);
    }
    .axis svg {
      grid-column: 1;
    }
    .axis text:nth-child(even) {
      display: none;
    }
    .lane {
      height: 30px;
    }
  }
  @media (forced-colors: active) {
    .timeline,
    .detail {
      border: 1px solid;
    }
    .span {
      fill: Canvas;
      fill-opacity: 1;
      stroke: CanvasText;
    }
    .axis text {
      fill: CanvasText;
    }
    .today {
      stroke: CanvasText;
    }
  }
`;
