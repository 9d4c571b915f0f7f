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
  .flow {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    grid-auto-columns: minmax(0, 1fr);
    grid-auto-flow: column;
    gap: 1.75em;
  }
  .stage {
    position: relative;
    padding: 0.6em 0.75em;
    background: var(--surface-raised);
    border: 1px solid var(--border-strong);
    border-radius: var(--radius);
    line-height: 1.35;
  }
  .stage svg {
    position: absolute;
    inset-block-start: 0.5em;
    inset-inline-end: 0.6em;
    color: var(--text-muted);
  }
  .stage.done svg {
    color: var(--accent);
  }
  .stage .name {
    padding-inline-end: 2.25em;
    font-size: 0.875em;
    color: var(--text-muted);
  }
  .stage .text {
    overflow-wrap: break-word;
    font-weight: 600;
  }
  .stage.waiting {
    border-style: dashed;
  }
  .stage.failing,
  .stage.dead {
    background: var(--danger-soft);
    border: 2px solid var(--danger);
  }
  .stage.failing .text::before,
  .stage.dead .text::before {
    content: "\\26a0\\00a0" / "";
  }
  .stage.waiting .text::before {
    content: "\\2026\\00a0" / "";
  }
  /* The arrow to the next step, in the gap between two. */
  .stage:not(:last-child)::before,
  .stage:not(:last-child)::after {
    content: "";
    position: absolute;
    inset-block-start: 50%;
  }
  .stage:not(:last-child)::before {
    inset-inline-start: calc(100% + 0.25em);
    width: 1.1em;
    border-block-start: 2px solid var(--border-strong);
  }
  .stage:not(:last-child)::after {
    inset-inline-start: calc(100% + 0.85em);
    width: 0.5em;
    height: 0.5em;
    margin-block-start: calc(1px - 0.25em);
    border: solid var(--border-strong);
    border-width: 2px 2px 0 0;
    rotate: 45deg;
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
  @container (max-width: 46em) {
    .flow {
      grid-template-columns: minmax(0, 1fr);
      grid-auto-flow: row;
      gap: 1.5em;
    }
    .stage:not(:last-child)::before,
    .stage:not(:last-child)::after {
      inset-inline-start: 1.5em;
      inset-block-start: 100%;
    }
    .stage:not(:last-child)::before {
      width: 0;
      height: 1.4em;
      border: 0;
      border-inline-start: 2px solid var(--border-strong);
    }
    .stage:not(:last-child)::after {
      margin-block-start: 0.75em;
      margin-inline-start: calc(1px - 0.25em);
      rotate: 135deg;
    }
  }
  @media (forced-colors: active) {
    .stage svg {
      color: CanvasText;
    }
    .event.chosen,
    .result:not([data-empty]) {
      border: 2px solid Highlight;
    }
    .again {
      border: 1px solid;
    }
  }
`;
