import { html, nothing, type TemplateResult } from "lit";
import { type Difference, type FormField, type FormValues, fieldLabels } from "./authorization-form.ts";

/**
 * What somebody else saved meanwhile, field by field, beside what stands in the form.
 * @param take puts a value into the form
 */
export function differencesTable(
  found: readonly Difference[],
  values: FormValues,
  textOf: (field: FormField, value: string) => string,
  take: (field: FormField, value: string) => void,
): TemplateResult {
  return html`<section class="conflict" id="conflict" part="conflict" role="alert" tabindex="-1">
    <p><b>Somebody else changed this authorization while you were editing it.</b></p>
    <p>
      Nothing you typed is lost, and nothing was saved yet. Fields that you did not touch now show what they saved. Compare, then
      save on the new version.
    </p>
    <dl>
      ${found.map(
        ({ field, before, theirs }) => html`<div>
          <dt>${fieldLabels[field]}</dt>
          <dd>Was: ${textOf(field, before)}</dd>
          <dd>They saved: <b>${textOf(field, theirs)}</b></dd>
          <dd>
            In your form: <b>${textOf(field, values[field])}</b>
            ${
              values[field] === theirs
                ? nothing
                : html`<button type="button" part="button" @click=${() => take(field, theirs)}>
                    Take theirs<span class="visually-hidden">: ${fieldLabels[field]}</span>
                  </button>`
            }
          </dd>
        </div>`,
      )}
    </dl>
  </section>`;
}
