import { html, svg, type TemplateResult } from "lit";
import type { Status } from "../../../clients/typescript/src/index.ts";
import { statusNames } from "../../elements/authorization-tracker/wording.ts";
import { contrastToWhite, contrastVerdict } from "./contrast.ts";

/** A status as in a row of the tracker: its colour never without its text. */
export function statusMark(status: Status, color: string): TemplateResult {
  return html`<span class="mark">
    <svg aria-hidden="true" viewBox="0 0 14 14" width="14" height="14"><circle class="dot" cx="7" cy="7" r="6" fill=${color} /></svg>
    <b>${statusNames[status]}</b>
  </span>`;
}

/** A status as a label of its colour, and whether that can be read. Colours are attributes: the policy forbids styles. */
export function statusLabel(status: Status, color: string): TemplateResult {
  const { isReadable, sentence } = contrastVerdict(color);
  const fill = contrastToWhite(color) === undefined ? "none" : color;
  return html`<svg class="swatch" aria-hidden="true" width="160" height="32" viewBox="0 0 160 32">
      ${svg`<rect width="160" height="32" rx="6" fill=${fill}></rect>
        <text x="80" y="21" text-anchor="middle" fill="#ffffff">${statusNames[status]}</text>`}
    </svg>
    <p class="verdict small ${isReadable ? "" : "poor"}">${sentence}</p>`;
}
