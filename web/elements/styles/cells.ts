import { css } from "lit";

/** What the cells of authorizations and caps have in them: status, C, bars, where billing stands. */
export const cellStyles = css`
  .status {
    display: inline-flex;
    align-items: baseline;
    gap: 0.45em;
  }
  .status svg {
    flex: none;
    align-self: start;
    margin-block-start: 0.3em;
  }
  .dot {
    stroke: var(--text);
    stroke-opacity: 0.35;
  }
  .number {
    overflow-wrap: anywhere;
  }
  .mark {
    display: inline-grid;
    place-items: center;
    width: 1.45em;
    height: 1.45em;
    margin-inline-start: 0.25em;
    color: var(--accent-text);
    background: var(--accent);
    border-radius: 50%;
    font-size: 0.85em;
    font-weight: 700;
  }
  .bar {
    display: block;
    min-width: 6em;
    max-width: 12em;
    margin-block: 0.3em 0.15em;
    color: var(--accent);
    border-radius: 4px;
  }
  .bar .track {
    fill: var(--border);
  }
  .bar .scheduled {
    fill-opacity: 0.45;
  }
  .billing {
    text-wrap: balance;
    display: block;
  }
  .billing:focus {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .billing.sent::before {
    content: "\\2192\\00a0" / "";
  }
  .billing.acknowledged::before {
    content: "\\2713\\00a0" / "";
    font-weight: 700;
  }
  .billing.stale {
    font-weight: 600;
  }
  @media (forced-colors: active) {
    .mark {
      border: 1px solid;
    }
    .dot,
    .used {
      fill: Highlight;
    }
    .bar .track {
      fill: Canvas;
      fill-opacity: 1;
      stroke: CanvasText;
    }
    .bar .scheduled {
      fill: GrayText;
      fill-opacity: 1;
    }
  }
`;
