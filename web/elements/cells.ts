import { html, nothing, type TemplateResult } from "lit";
import type { Amounts, Authorization } from "../../clients/typescript/src/index.ts";
import { barParts, billingTexts, leftText, statusText, usedText } from "./authorization-tracker/wording.ts";

/** The status by colour and text, and below it what else is pressing. */
export function statusCell(authorization: Authorization): TemplateResult | typeof nothing {
  const { status, statusColor, flags } = authorization;
  if (status === null) return nothing;
  return html`<span>
    <span class="status" part="status status-${status.toLowerCase()}">
      <svg aria-hidden="true" viewBox="0 0 14 14" width="14" height="14"><circle class="dot" cx="7" cy="7" r="6" fill=${statusColor ?? "gray"} /></svg>
      <b>${statusText(status, authorization)}</b>
    </span>
    ${flags.map((flag) => html`<span class="below">${statusText(flag, authorization)}</span>`)}
  </span>`;
}

/** The C. */
export function markOf({ confirmedMark }: Pick<Authorization, "confirmedMark">): TemplateResult | typeof nothing {
  return confirmedMark === null
    ? nothing
    : html`<span class="mark" part="confirmed-mark"><span aria-hidden="true">C</span><span class="visually-hidden">confirmed to billing</span></span>`;
}

/** Where the confirmation stands; it can be given the focus by scripts. */
export function billingState(state: Authorization["confirmation"]["state"]): TemplateResult {
  return html`<span class="billing ${state.toLowerCase()}" part="billing" tabindex="-1">${billingTexts[state]}</span>`;
}

/**
 * What is left of a quantity, in words and as a bar.
 * @param color of the status; null: it has none
 */
export function amountCell(amount: Amounts, color: string | null): TemplateResult {
  if (amount.authorized === null) {
    return html`<span><span class="muted">Not limited</span> <span class="below">${usedText(amount)}</span></span>`;
  }
  const parts = barParts(amount);
  return html`<span>
    <b>${leftText(amount)}</b>
    <svg class="bar" part="bar" aria-hidden="true" width="100%" height="8">
      <rect class="track" width="100%" height="8" rx="4" />
      <rect class="used" width="${parts.used}%" height="8" rx="4" fill=${color ?? "currentColor"} />
      <rect class="scheduled" x="${parts.used}%" width="${parts.scheduled}%" height="8" fill=${color ?? "currentColor"} />
    </svg>
    <span class="below">${usedText(amount)}</span>
  </span>`;
}
