import { css } from "lit";

export const auditStyles = css`
  header .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75em;
    flex: 0 1 38em;
  }
  header .field {
    flex: 1 1 14em;
  }
  .chain {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.9em;
    align-items: start;
    margin-block-end: 1.5em;
    padding: 0.9em 1.1em;
    background: var(--accent-soft);
    border: 1px solid transparent;
    border-radius: var(--radius);
  }
  .chain svg {
    color: var(--accent);
  }
  .chain.broken {
    background: var(--danger-soft);
    border-color: var(--danger);
  }
  .chain.broken svg {
    color: var(--danger);
  }
  .chain ul {
    padding-inline-start: 1.2em;
    list-style: disc;
  }
  .chain a {
    color: inherit;
    font-weight: 600;
  }
  /* The entries hang on a line, as the chain links them. */
  .entries li {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.1em 1em;
    padding-block: 0 1.75em;
    padding-inline-start: 2.25em;
  }
  .entries li:focus {
    outline: none;
  }
  .entries li:focus .what {
    outline: 3px solid var(--accent);
    outline-offset: 3px;
  }
  .entries li::before,
  .entries li::after {
    content: "";
    position: absolute;
  }
  .entries li::before {
    inset-block: 0.4em -0.4em;
    inset-inline-start: 0.6em;
    border-inline-start: 2px solid var(--border-strong);
  }
  .entries li:last-child::before {
    display: none;
  }
  .entries li::after {
    inset-block-start: 0.3em;
    inset-inline-start: 0.1em;
    width: 1.1em;
    height: 1.1em;
    background: var(--surface);
    border: 3px solid var(--accent);
    border-radius: 50%;
  }
  .entries li.touched::before {
    border-inline-start-style: dashed;
    border-color: var(--danger);
  }
  .entries li.touched::after {
    background: var(--danger);
    border-color: var(--danger);
    border-radius: 0.2em;
  }
  .sequence {
    color: var(--text-muted);
    font-variant-numeric: tabular-nums;
  }
  .sequence::before {
    content: "#" / "";
  }
  .who,
  .entries .fault:not(.what),
  .entries dl,
  .hash {
    grid-column: 1 / -1;
  }
  .who {
    font-size: 0.9375em;
  }
  .entries dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(13em, 100%), 1fr));
    gap: 0.6em 1.5em;
    margin-block: 0.5em;
    padding: 0.75em 1em;
    background: var(--surface-raised);
    border-radius: var(--radius);
    font-size: 0.9375em;
  }
  dt {
    color: var(--text-muted);
    font-size: 0.9em;
  }
  del,
  ins {
    white-space: pre-line;
  }
  del {
    color: var(--text-muted);
  }
  ins {
    font-weight: 600;
    text-decoration: none;
  }
  .hash span {
    font-family: ui-monospace, monospace;
  }
  .more {
    margin-block-end: 1em;
    text-align: center;
  }
  @media (forced-colors: active) {
    .chain svg {
      color: CanvasText;
    }
    .chain,
    .entries dl {
      border: 1px solid;
    }
  }
`;
