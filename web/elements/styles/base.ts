import { css } from "lit";

/**
 * What every element begins with. A host page reaches the element itself and everything that is inherited, so all of it is
 * set back on the first element inside; `all` leaves out direction and custom properties, which are named for that reason.
 * Sizes are in em of the browser's own text size: a host's `html { font-size: 62.5% }` shrinks nothing.
 */
export const baseStyles = css`
  :host {
    display: block;
  }
  :host([hidden]) {
    display: none;
  }
  .root {
    all: initial;
    direction: ltr;
    unicode-bidi: isolate;
    color-scheme: inherit;
    display: block;
    /* What is placed by itself inside, such as texts for screen readers alone, is placed from here and not from the page. */
    position: relative;
    /* Not on the host: em in container queries are those of the container, and the host's are the page's. */
    container-type: inline-size;
    --font: var(--pat-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
    --surface: var(--pat-surface, light-dark(#ffffff, #182125));
    --surface-raised: var(--pat-surface-raised, light-dark(#f7fafb, #1e292e));
    --text: var(--pat-text, light-dark(#17262d, #e6eef1));
    --text-muted: var(--pat-text-muted, light-dark(#4d626c, #a3b6be));
    --border: var(--pat-border, light-dark(#d5dfe3, #34434a));
    --border-strong: var(--pat-border-strong, light-dark(#7b909a, #8299a4));
    --accent: var(--pat-accent, light-dark(#1c5d79, #7cc4de));
    --accent-text: var(--pat-accent-text, light-dark(#ffffff, #0b1c24));
    --accent-soft: var(--pat-accent-soft, light-dark(#e3f0f5, #1d3a47));
    --danger: var(--pat-danger, light-dark(#a3262b, #ff9d97));
    --danger-soft: var(--pat-danger-soft, light-dark(#fdeceb, #40201f));
    --warning-soft: var(--pat-warning-soft, light-dark(#fdf3d8, #3a3016));
    --radius: var(--pat-radius, 0.5em);
    font-family: var(--font);
    font-size: medium;
    line-height: 1.5;
    color: var(--text);
    overflow-wrap: anywhere;
  }
  .root *,
  .root *::before,
  .root *::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: 1.2em;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  h3 {
    margin-block: 1em 0.25em;
    font-size: 1em;
  }
  ul,
  ol {
    list-style: none;
  }
  .muted {
    color: var(--text-muted);
  }
  .small {
    font-size: 0.875em;
  }
  /* A date's focus is in one of its parts, which browsers do not count as its own. */
  :focus-visible,
  input[type="date"]:focus-within {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: no-preference) {
    button {
      transition: background-color 120ms;
    }
  }
`;
