import { html, type TemplateResult } from "lit";
import type { Procedure } from "../../../clients/typescript/src/index.ts";
import { SetupElement } from "./setup-element.ts";

/** `<procedure-order>`: the choices of the procedure drop-down, in the order in which it has them. */
export class ProcedureOrder extends SetupElement {
  static override properties = { ...SetupElement.properties, procedures: { state: true } };

  declare private procedures: readonly Procedure[] | undefined;

  protected override async read(signal: AbortSignal): Promise<void> {
    this.procedures = (await this.api.listProcedures({}, { signal })).data.items;
  }

  protected override render(): TemplateResult {
    return html`<section class="root" aria-labelledby="heading" lang="en">
      <h2 id="heading" tabindex="-1">Procedure drop-down</h2>
      <p class="about">
        What can be chosen for an authorization, in this order: groups whose text starts with * come first, then groups and
        activity codes together by their text.
      </p>
      ${this.procedures === undefined ? this.waiting("Reading the procedures …") : list(this.procedures)} ${this.notices()}
    </section>`;
  }
}

function list(procedures: readonly Procedure[]): TemplateResult {
  if (procedures.length === 0) return html`<p class="empty">Nothing can be chosen yet.</p>`;
  return html`<ol class="order" aria-labelledby="heading">
    ${procedures.map(
      ({ type, label, activityCodes }) => html`<li>
        <span
          >${label} <span class="below">${type === "GROUP" ? "Group: " : ""}${activityCodes.join(", ")}</span></span
        >
      </li>`,
    )}
  </ol>`;
}
