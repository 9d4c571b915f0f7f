import { css } from "lit";

export const eventsStyles = css`
  .whole {
    margin-block: 0.75em 1.5em;
  }
  .columns {
    display: grid;
    grid-template-columns: 22em minmax(0, 1fr);
    gap: 1.5em 2em;
    align-items: start;
  }
  .side {
    display: grid;
    gap: 1em;
    position: sticky;
    inset-block-start: 1em;
    max-height: calc(100vh - 2em);
    overflow: auto;
    /* Room for the outline of what has the focus at the edge. */
    margin: -0.3em;
    padding: 0.3em;
  }
  .panel {
    padding: 0.9em 1.1em 1.1em;
    background: var(--surface);
    border: 1px solid var(--border);
    border-radius: calc(var(--radius) * 1.5);
  }
  .panel h3,
  .list h3 {
    margin-block: 0 0.4em;
    font-size: 1.05em;
  }
  .list header {
    margin-block-end: 0.5em;
  }
  .list header h3 {
    margin: 0;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    margin-block-start: 0.75em;
  }
  .event {
    margin-block-end: 1em;
    padding: 0.9em 1.1em;
    background: var(--surface);
    border: 1px solid var(--border);
    border-radius: calc(var(--radius) * 1.5);
  }
  .event.chosen {
    border-color: var(--accent);
    box-shadow: inset 4px 0 0 var(--accent);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.3em 0.75em;
    margin-block-end: 0.75em;
  }
  .head > p:not(.actions) {
    flex: 1 1 10em;
  }
  .head .actions {
    margin: 0;
  }
  .head .actions button {
    min-height: 2em;
    padding-block: 0.2em;
  }
  .again {
    display: inline-block;
    padding: 0 0.6em;
    background: var(--warning-soft);
    border-radius: 1em;
    font-size: 0.875em;
  }
  details {
    margin-block-start: 0.6em;
  }
  summary {
    margin: 0;
    font-size: 0.875em;
  }
  pre {
    margin: 0.5em 0 0;
    padding: 0.75em;
    max-height: 24em;
    overflow: auto;
    background: var(--surface-raised);
    border: 1px solid var(--border);
    border-radius: var(--radius);
    font: 0.8125em / 1.5 ui-monospace, monospace;
    white-space: pre-wrap;
  }
  .order {
    counter-reset: place;
    margin-block-start: 0.5em;
  }
  .order li {
    display: grid;
    grid-template-columns: 1.5em minmax(0, 1fr) auto;
    gap: 0.25em;
    align-items: center;
    padding-block: 0.4em;
    border-block-end: 1px solid var(--border);
    counter-increment: place;
    font-size: 0.9375em;
  }
  .order li::before {
    content: counter(place);
    color: var(--text-muted);
  }
  .moves {
    display: flex;
    gap: 0.2em;
  }
  .moves button.icon {
    width: 2em;
    min-height: 2em;
  }
  .moves button[aria-disabled="true"],
  .actions button[aria-disabled="true"] {
    cursor: default;
  }
  .check.option {
    margin-block-start: 0.75em;
    align-items: start;
  }
  .check.option input {
    align-self: start;
    margin-block-start: 0.2em;
  }
  .result:not([data-empty]) {
    margin-block-start: 0.9em;
    padding: 0.75em;
    background: var(--accent-soft);
    border-radius: var(--radius);
  }
  table {
    width: 100%;
    margin-block-start: 0.6em;
    border-collapse: collapse;
    font-size: 0.875em;
  }
  th,
  td {
    padding: 0.25em 0.4em 0.25em 0;
    text-align: start;
    vertical-align: top;
    font-weight: inherit;
    overflow-wrap: break-word;
  }
  thead th {
    font-weight: 600;
    border-block-end: 1px solid var(--border-strong);
  }
  tr.changed td {
    font-weight: 700;
  }
  .letters li,
  .jobs li {
    display: grid;
    gap: 0.15em;
    margin-block-start: 0.6em;
    justify-items: start;
  }
  .error {
    color: var(--danger);
    font-size: 0.875em;
  }
  .said:not(:empty) {
    margin-block-start: 0.75em;
  }
  .more {
    text-align: center;
  }
  form textarea {
    min-height: 20em;
    font: 0.875em / 1.5 ui-monospace, monospace;
  }
  @container (max-width: 62em) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .side {
      position: static;
      max-height: none;
    }
  }
  @media (forced-colors: active) {
    .event.chosen,
    .result:not([data-empty]) {
      border: 2px solid Highlight;
    }
    .again {
      border: 1px solid;
    }
  }
`;
