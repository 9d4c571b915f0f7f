import { html, nothing, type TemplateResult } from "lit";
import type { CapDrift } from "../../../clients/typescript/src/index.ts";
import { fieldName, valueText } from "./drift-wording.ts";

/** Field by field what the cap has, and what it should have by the authorization. */
export function driftDifferences({ differences }: Pick<CapDrift, "differences">): TemplateResult | typeof nothing {
  if (differences.length === 0) return nothing;
  return html`<ul class="differences">
    ${differences.map(
      ({ field, expected, stored }) =>
        html`<li><b>${fieldName(field)}:</b> the cap has ${valueText(field, stored)}, the authorization ${valueText(field, expected)}</li>`,
    )}
  </ul>`;
}
