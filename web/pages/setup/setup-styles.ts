import { css } from "lit";

export const setupStyles = css`
  header {
    margin-block-end: 0.25em;
  }
  .about {
    max-width: 70ch;
    margin-block-end: 1em;
    color: var(--text-muted);
  }
  tbody td,
  tbody th {
    vertical-align: middle;
  }
  .actions {
    min-width: 11em;
  }
  .actions > span {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.4em;
  }
  .actions button {
    min-height: 2em;
    padding-block: 0.2em;
  }
  .choices.framed {
    padding: 0.6em 0.75em;
    border: 1px solid var(--border-strong);
    border-radius: var(--radius);
  }
  fieldset:focus {
    outline: 3px solid var(--accent);
    outline-offset: 4px;
  }
  .order {
    counter-reset: place;
    columns: 22em 3;
    column-gap: 2em;
  }
  .order li {
    display: grid;
    grid-template-columns: 2.25em minmax(0, 1fr);
    break-inside: avoid;
    padding-block: 0.35em;
    border-block-end: 1px solid var(--border);
    counter-increment: place;
  }
  .order li::before {
    content: counter(place);
    color: var(--text-muted);
    font-variant-numeric: tabular-nums;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(20em, 100%), 1fr));
    gap: 0.75em 2em;
    margin-block-end: 1.25em;
  }
  .facts dt {
    color: var(--text-muted);
    font-size: 0.9em;
  }
  .facts dd {
    font-weight: 600;
  }
  .facts dd p {
    font-weight: 400;
  }
  .mark {
    display: inline-flex;
    align-items: baseline;
    gap: 0.45em;
  }
  .mark svg {
    flex: none;
    align-self: start;
    margin-block-start: 0.3em;
  }
  .dot {
    stroke: var(--text);
  }
  .swatch {
    display: block;
    max-width: 100%;
    border-radius: var(--radius);
    /* The colour itself is what is looked at. */
    forced-color-adjust: none;
  }
  .swatch text {
    font-size: 14px;
    font-weight: 600;
  }
  .check.option {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: start;
  }
  .check.option input {
    align-self: start;
    margin-block-start: 0.2em;
  }
  .statuses {
    display: grid;
    gap: 1em;
  }
  .statuses fieldset {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(11em, 100%), 1fr));
    gap: 0.5em 1em;
    align-items: start;
    padding-block-start: 0.9em;
    border-block-start: 1px solid var(--border);
  }
  .statuses legend {
    float: inline-start;
    grid-column: 1 / -1;
    margin: 0;
    padding-inline-end: 0.6em;
  }
  .color {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 3.25em;
    gap: 0.4em;
  }
  .field .color input[type="color"] {
    padding: 0.2em;
    cursor: pointer;
  }
  .verdict::before {
    content: "\\2713\\00a0" / "";
  }
  .verdict.poor {
    color: var(--danger);
    font-weight: 600;
  }
  .verdict.poor::before {
    content: "\\26a0\\00a0" / "";
  }
  @container (max-width: 60em) {
    .actions {
      min-width: 0;
      grid-template-columns: minmax(0, 1fr);
    }
    .actions > span {
      justify-content: flex-start;
    }
  }
  @media (forced-colors: active) {
    .code,
    .swatch {
      border: 1px solid;
    }
  }
`;
