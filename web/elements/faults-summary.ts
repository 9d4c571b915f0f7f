import { html, nothing, type TemplateResult } from "lit";

/** One reason why nothing was saved. */
export interface NamedFault {
  /** The id of the input it is about; undefined: it is about none. */
  readonly inputId: string | undefined;
  readonly sentence: string;
}

export const faultsSummaryId = "faults";

/** All reasons at once, in one place that gets the focus; each leads to its field. */
export function faultsSummary(
  faults: readonly NamedFault[],
  heading = "Nothing was saved yet.",
): TemplateResult | typeof nothing {
  if (faults.length === 0) return nothing;
  return html`<div class="faults" id=${faultsSummaryId} part="faults" role="alert" tabindex="-1">
    <p><b>${heading}</b></p>
    <ul>
      ${faults.map(
        ({ inputId, sentence }) =>
          html`<li>${inputId === undefined ? sentence : html`<a href="#${inputId}" @click=${(event: Event) => goTo(event, inputId)}>${sentence}</a>`}</li>`,
      )}
    </ul>
  </div>`;
}

/** Links do not reach into a shadow root by themselves. */
function goTo(event: Event, inputId: string): void {
  event.preventDefault();
  const root = (event.currentTarget as Element).getRootNode() as ShadowRoot;
  root.getElementById(inputId)?.focus();
}
