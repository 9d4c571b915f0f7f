import { css } from "lit";

export const billingStyles = css`
  .root {
    display: grid;
    gap: 1.5em;
    grid-template-columns: minmax(0, 1fr);
  }
  .card {
    padding: clamp(1em, 2.5cqi, 1.5em);
    background: var(--surface);
    border: 1px solid var(--border);
    border-radius: calc(var(--radius) * 1.5);
  }
  a {
    color: var(--accent);
  }
  .tags {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
  }
  .tag {
    padding: 0.05em 0.7em;
    background: var(--accent-soft);
    border-radius: 1em;
    font-size: 0.9em;
  }
  .tag.off {
    background: none;
    border: 1px dashed var(--border-strong);
    color: var(--text-muted);
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(13em, 100%), 1fr));
    gap: 0.75em 1.5em;
    margin-block-end: 1.5em;
    padding: 0.9em 1.1em;
    background: var(--surface-raised);
    border-radius: var(--radius);
  }
  dt {
    color: var(--text-muted);
    font-size: 0.9em;
  }
  .drift {
    padding: 1em 1.25em;
    background: var(--danger-soft);
    border: 1px solid var(--danger);
    border-inline-start-width: 4px;
    border-radius: var(--radius);
  }
  .drift > ul {
    display: grid;
    gap: 0.9em;
    margin-block: 0.6em 0.9em;
  }
  .differences {
    margin-block: 0.25em;
    padding-inline-start: 1.2em;
    list-style: disc;
  }
  .drift a {
    color: inherit;
    font-weight: 600;
  }
  @container (max-width: 34em) {
    dl > div {
      display: grid;
      grid-template-columns: minmax(7em, 1fr) minmax(0, 2fr);
      gap: 0.75em;
    }
  }
  @media (forced-colors: active) {
    .tag,
    dl {
      border: 1px solid;
    }
  }
  @media print {
    .card,
    .drift {
      break-inside: avoid;
    }
  }
`;
