import { css } from "lit";

export const capStyles = css`
  .title {
    margin-block: 0 0.5em;
  }
  .below {
    display: block;
    color: var(--text-muted);
    font-size: 0.9em;
    font-weight: 400;
  }
  .below.due {
    color: var(--text);
    font-weight: 600;
  }
  .state {
    display: inline-flex;
    align-items: baseline;
    gap: 0.4em;
    font-weight: 600;
  }
  .state svg {
    flex: none;
    align-self: center;
  }
  .state.open svg {
    color: var(--accent);
  }
  .state.closed {
    color: var(--text-muted);
  }
  .to-come {
    display: grid;
    gap: 0.5em;
    margin-block: 0.5em;
  }
  .to-come li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.6em;
    padding: 0.6em 0.9em;
    background: var(--accent-soft);
    border-inline-start: 4px solid var(--accent);
    border-radius: var(--radius);
  }
  .to-come svg {
    margin-block-start: 0.2em;
  }
  details {
    margin-block-start: 0.75em;
  }
  summary {
    padding-block: 0.25em;
    color: var(--accent);
    font-weight: 600;
    cursor: pointer;
  }
  td[data-column="Procedure"],
  td[data-column="Dates"] {
    min-width: 9em;
  }
  @container (max-width: 60em) {
    td[data-column] {
      min-width: 0;
    }
  }
  @media (forced-colors: active) {
    .code,
    .to-come li {
      border: 1px solid;
    }
  }
`;
