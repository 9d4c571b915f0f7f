import { css } from "lit";

/** Steps one after the other, with an arrow between two; below each other where there is no room. */
export const flowStyles = css`
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
  }
`;
