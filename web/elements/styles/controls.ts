import { css } from "lit";

/** Buttons, fields, notices. */
export const controlStyles = css`
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  /* What gets the focus never lies below a notice at the lower edge of the window. */
  button,
  input,
  select,
  textarea,
  summary,
  a,
  [tabindex] {
    scroll-margin-block: 1em 6em;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5em 1.25em;
    margin-block-end: 1em;
  }
  .below {
    display: block;
    color: var(--text-muted);
    font-size: 0.9em;
    font-weight: 400;
  }
  .empty {
    padding: 1.5em;
    text-align: center;
    color: var(--text-muted);
    border: 1px dashed var(--border-strong);
    border-radius: var(--radius);
  }
  button {
    padding: 0.4em 0.9em;
    min-height: 2.25em;
    color: var(--accent);
    background: var(--surface);
    border: 1px solid var(--border-strong);
    border-radius: var(--radius);
    font-weight: 600;
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  button:hover {
    background: var(--accent-soft);
  }
  button.primary {
    color: var(--accent-text);
    background: var(--accent);
    border-color: transparent;
  }
  button.primary:hover {
    text-decoration: underline;
  }
  button.danger {
    color: var(--danger);
    border-color: currentColor;
  }
  button.danger:hover {
    background: var(--danger-soft);
  }
  button[aria-disabled="true"] {
    opacity: 0.65;
    cursor: progress;
  }
  button.icon {
    display: inline-grid;
    flex: none;
    place-items: center;
    width: 2.25em;
    padding: 0;
  }
  .check {
    display: inline-flex;
    align-items: baseline;
    gap: 0.45em;
  }
  input[type="checkbox"],
  input[type="radio"] {
    width: 1.1em;
    height: 1.1em;
    margin: 0;
    flex: none;
    align-self: center;
    accent-color: var(--accent);
  }
  .notice {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.75em;
    margin-block: 0.75em;
    padding: 0.55em 0.9em;
    background: var(--accent-soft);
    border-inline-start: 4px solid var(--accent);
    border-radius: var(--radius);
  }
  .notices:has(.notice:not([data-empty])) {
    position: sticky;
    inset-block-end: 0.5em;
    z-index: 1;
  }
  .notices .notice {
    box-shadow: 0 2px 12px rgb(0 0 0 / 0.18);
  }
  .notice.warning {
    background: var(--warning-soft);
    border-color: currentColor;
  }
  .notice.alert,
  .faults {
    background: var(--danger-soft);
    border-inline-start: 4px solid var(--danger);
    border-radius: var(--radius);
  }
  .notices .notice[data-empty] {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: 0;
    padding: 0;
    border: 0;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .faults {
    padding: 0.75em 1em;
    margin-block-end: 1em;
  }
  .faults ul {
    padding-inline-start: 1.2em;
    list-style: disc;
  }
  .faults a {
    color: inherit;
  }
  .field {
    display: grid;
    gap: 0.25em;
    align-content: start;
    min-width: 0;
  }
  .field label,
  legend {
    font-weight: 600;
  }
  .field label .muted {
    font-weight: 400;
  }
  .field input:not([type="checkbox"]),
  .field select,
  .field textarea {
    width: 100%;
    min-width: 0;
    min-height: 2.5em;
    padding: 0.4em 0.6em;
    background: var(--surface);
    border: 1px solid var(--border-strong);
    border-radius: var(--radius);
  }
  .field.faulty input,
  .field.faulty select,
  .field.faulty textarea {
    border: 2px solid var(--danger);
  }
  .hint {
    color: var(--text-muted);
    font-size: 0.875em;
  }
  .fault {
    color: var(--danger);
    font-weight: 600;
    font-size: 0.9375em;
  }
  .fault:empty {
    display: none;
  }
  fieldset {
    display: grid;
    gap: 0.35em;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-block-end: 0.35em;
  }
  summary {
    margin-block-end: 0.75em;
    color: var(--accent);
    cursor: pointer;
  }
  @media print {
    header button,
    header .check,
    td button,
    button.icon,
    .actions {
      display: none;
    }
    .notices:has(.notice:not([data-empty])) {
      position: static;
    }
  }
  @media (forced-colors: active) {
    button.primary,
    .notice,
    .faults {
      border: 2px solid;
    }
  }
`;
