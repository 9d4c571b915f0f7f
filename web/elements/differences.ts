import { html, nothing, type TemplateResult } from "lit";

/** A field that somebody else changed while it was being edited here; values as people read them. */
export interface ShownDifference {
  readonly label: string;
  /** As it was when editing began. */
  readonly before: string;
  /** As somebody else saved it. */
  readonly theirs: string;
  /** As it stands in the form. */
  readonly mine: string;
  /** Puts theirs into the form. */
  readonly take: () => void;
}

export const differencesId = "conflict";

/**
 * What somebody else saved meanwhile, field by field, beside what stands in the form.
 * @param what was changed, such as `this authorization`
 */
export function differencesTable(what: string, found: readonly ShownDifference[]): TemplateResult {
  return html`<section class="conflict" id=${differencesId} part="conflict" role="alert" tabindex="-1">
    <p><b>Somebody else changed ${what} while you were editing.</b></p>
    <p>
      Nothing you typed is lost, and nothing was saved yet. Fields that you did not touch now show what they saved. Compare, then
      save on the new version.
    </p>
    <dl>
      ${found.map(
        ({ label, before, theirs, mine, take }) => html`<div>
          <dt>${label}</dt>
          <dd>Was: ${before}</dd>
          <dd>They saved: <b>${theirs}</b></dd>
          <dd>
            In your form: <b>${mine}</b>
            ${
              mine === theirs
                ? nothing
                : html`<button type="button" part="button" @click=${take}>
                    Take theirs<span class="visually-hidden">: ${label}</span>
                  </button>`
            }
          </dd>
        </div>`,
      )}
    </dl>
  </section>`;
}
