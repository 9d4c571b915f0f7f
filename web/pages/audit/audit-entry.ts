import { html, nothing, type TemplateResult } from "lit";
import type { AuditEntry, AuditFault } from "../../../clients/typescript/src/index.ts";
import { formatInstant, wordsOf } from "../../elements/format.ts";
import { actionTexts, changesOf, faultTexts, roleText, type ShownChange } from "./entry-changes.ts";

/** How many digits of a hash tell two of them apart at a glance. */
const shownDigits = 10;

/**
 * One entry: what was done, by whom, under what, when, and every field before and after.
 * @param name what the subject is called, where that is known
 */
export function auditEntry(entry: AuditEntry, faults: readonly AuditFault[], name: string | undefined): TemplateResult {
  const { sequence, action, subject, subjectId, by, role, at, hash } = entry;
  const changes = changesOf(entry);
  return html`<li id="entry-${sequence}" tabindex="-1" class=${faults.length === 0 ? "" : "touched"}>
    <p class="what">
      <b>${wordsOf(actionTexts, action)}</b>: ${subject} ${name === undefined ? subjectId : html`${name} <span class="muted">(${subjectId})</span>`}
    </p>
    <p class="sequence"><span class="visually-hidden">Entry </span>${sequence}</p>
    <p class="who">
      <time datetime=${at}>${formatInstant(at)}</time> by <b>${by}</b> <span class="muted">${roleText(role)}</span>
    </p>
    ${faults.map(({ fault }) => html`<p class="fault">This entry ${faultTexts[fault]}.</p>`)}
    ${
      changes.length === 0
        ? nothing
        : html`<dl>
            ${changes.map(change)}
          </dl>`
    }
    <p class="hash muted small">Hash <span>${hash.slice(0, shownDigits)}</span></p>
  </li>`;
}

/** The place of an entry that is gone. */
export function missingEntry(sequence: number): TemplateResult {
  return html`<li id="entry-${sequence}" tabindex="-1" class="touched">
    <p class="what fault">This entry ${faultTexts.MISSING}.</p>
    <p class="sequence"><span class="visually-hidden">Entry </span>${sequence}</p>
  </li>`;
}

function change({ label, before, after }: ShownChange): TemplateResult {
  return html`<div>
    <dt>${label}</dt>
    <dd>
      ${before === undefined ? nothing : html`<del><span class="visually-hidden">Before: </span>${before}</del>`}
      ${before === undefined || after === undefined ? nothing : html`<span aria-hidden="true">→</span>`}
      ${after === undefined ? html`<span class="muted">${before === undefined ? "" : "→ taken away"}</span>` : html`<ins>${before === undefined ? nothing : html`<span class="visually-hidden">After: </span>`}${after}</ins>`}
    </dd>
  </div>`;
}
