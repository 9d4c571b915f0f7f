import { css } from "lit";

export const dialogStyles = css`
  dialog {
    --inset: 1.5em;
    width: min(44em, calc(100vw - 1.5em));
    max-width: none;
    max-height: calc(100dvh - 1.5em);
    padding: var(--inset);
    overflow: auto;
    color: var(--text);
    background: var(--surface);
    border: 1px solid var(--border);
    border-radius: calc(var(--radius) * 1.5);
    box-shadow: 0 12px 48px rgb(0 0 0 / 0.3);
  }
  dialog::backdrop {
    background: rgb(10 25 32 / 0.5);
  }
  dialog h2 {
    margin-block-end: 0.75em;
  }
  form,
  .fields {
    display: grid;
    gap: 1em;
  }
  .fields {
    grid-template-columns: repeat(auto-fit, minmax(min(16em, 100%), 1fr));
  }
  .wide {
    grid-column: 1 / -1;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.6em;
    margin-block-start: 0.5em;
  }
  .question {
    position: sticky;
    inset-block-end: calc(-1 * var(--inset));
    display: grid;
    gap: 0.5em;
    margin: var(--inset) calc(-1 * var(--inset)) calc(-1 * var(--inset));
    padding: 1em var(--inset);
    background: var(--warning-soft);
    border-block-start: 1px solid var(--border-strong);
  }
  .conflict {
    padding: 0.75em 1em;
    background: var(--warning-soft);
    border: 1px solid var(--border-strong);
    border-radius: var(--radius);
  }
  .conflict dl {
    display: grid;
    gap: 0.75em;
    margin-block-start: 0.75em;
  }
  .conflict dt {
    font-weight: 600;
  }
  .choices {
    display: grid;
    gap: 0.25em;
    max-height: 16em;
    overflow: auto;
  }
  progress {
    width: 100%;
    margin-block: 0.5em;
    accent-color: var(--accent);
  }
  @media (max-width: 30em) {
    dialog {
      --inset: 1em;
    }
  }
`;
