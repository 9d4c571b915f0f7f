import { html, type TemplateResult } from "lit";
import type { AuditEntry, AuditFault } from "../../../clients/typescript/src/index.ts";
import { counted, formatAmount } from "../../elements/format.ts";
import { faultTexts } from "./entry-changes.ts";

interface Checked {
  readonly entries: readonly AuditEntry[];
  readonly faults: readonly AuditFault[];
  readonly areMore: boolean;
}

/**
 * Whether anybody has touched the entries that are shown, as the API found by their hashes.
 * @param goTo leads to an entry by its place in the chain
 */
export function chainState(checked: Checked, goTo: (sequence: number) => void): TemplateResult {
  const { faults } = checked;
  if (faults.length === 0) {
    return html`<div class="chain whole" role="status">
      ${shield("m9 12.5 2.5 2.5 5-5.5")}
      <div>
        <p><b>No entry has been altered</b></p>
        <p class="small">${wholeSentence(checked)}</p>
      </div>
    </div>`;
  }
  return html`<div class="chain broken" role="alert">
    ${shield("M9.5 9.5l5 5M14.5 9.5l-5 5")}
    <div>
      <p><b>Somebody has touched this audit: ${counted(faults.length, "fault")}</b></p>
      <ul>
        ${faults.map(
          ({ sequence, fault }) =>
            html`<li>
              <a href="#entry-${sequence}" @click=${(event: Event) => followed(event, sequence, goTo)}>Entry ${sequence}</a>
              ${faultTexts[fault]}.
            </li>`,
        )}
      </ul>
    </div>
  </div>`;
}

function followed(event: Event, sequence: number, goTo: (sequence: number) => void): void {
  event.preventDefault();
  goTo(sequence);
}

/** Which entries the statement is about, since others were not read. */
export function wholeSentence({ entries, areMore }: Pick<Checked, "entries" | "areMore">): string {
  const count = entries.length;
  const which = areMore
    ? `The newest ${formatAmount(count)} entries were checked; earlier ones are when they are shown.`
    : count === 1
      ? "The only entry was checked."
      : `All ${formatAmount(count)} entries were checked.`;
  return `${which} Each holds the hash of the one before, so that none can be changed or taken out unseen.`;
}

interface Row {
  readonly sequence: number;
  /** Undefined: it is missing. */
  readonly entry: AuditEntry | undefined;
}

/** The entries, newest first, with the places of those that are missing between them. */
export function trailRows(entries: readonly AuditEntry[], faults: readonly AuditFault[]): Row[] {
  const missing = faults
    .filter(({ fault }) => fault === "MISSING")
    .map(({ sequence }) => ({ sequence, entry: undefined }));
  const there = entries.map((entry) => ({ sequence: entry.sequence, entry }));
  return [...there, ...missing].sort((a, b) => b.sequence - a.sequence);
}

function shield(sign: string): TemplateResult {
  return html`<svg aria-hidden="true" viewBox="0 0 24 24" width="32" height="32" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">
    <path d="M12 2.5 4.5 5.5v6c0 5 3.2 8.3 7.5 10 4.3-1.7 7.5-5 7.5-10v-6z" />
    <path d=${sign} />
  </svg>`;
}
