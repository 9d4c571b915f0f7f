import { html, nothing, type TemplateResult } from "lit";
import type { Stage, StageState } from "./event-stages.ts";

const signs: Readonly<Record<Stage["sign"], string>> = {
  origin: "M4 12.5 9 17.5 20 6.5",
  bus: "M3 8h18M3 16h18M8 8v8M16 8v8",
  queue: "M4 5h16v4H4zM4 10.5h16v4H4zM4 16h16v4H4z",
  cap: "M12 3a9 9 0 1 0 9 9M12 3v9h9a9 9 0 0 0-9-9z",
};

const stateTexts: Readonly<Record<StageState, string>> = {
  done: "done",
  waiting: "waiting",
  failing: "failing",
  dead: "failed",
  still: "",
};

/** The way of an event as a picture, each step with its words: nothing is told by colour alone. */
export function flow(stages: readonly Stage[], label: string): TemplateResult {
  return html`<ol class="flow" aria-label=${label}>
    ${stages.map(
      ({ sign, name, state, text, more }) => html`<li class="stage ${state}">
        <svg aria-hidden="true" viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
          <path d=${signs[sign]} />
        </svg>
        <p class="name">
          ${name}${stateTexts[state] === "" ? nothing : html`<span class="visually-hidden">, ${stateTexts[state]}</span>`}
        </p>
        <p class="text">${text}</p>
        ${more === undefined ? nothing : html`<p class="muted small">${more}</p>`}
      </li>`,
    )}
  </ol>`;
}
