import { html, nothing, type TemplateResult } from "lit";
import { type Choice, inputField } from "../../elements/field.ts";
import type { EntryField } from "./catalog-kind.ts";
import type { EntryValues } from "./entry-form.ts";

/** From how many choices on somebody may want to look for one. */
const manyChoices = 8;

interface Fields {
  readonly fields: readonly EntryField[];
  readonly values: EntryValues;
  readonly faults: ReadonlyMap<string, string>;
  /** Undefined until they were read. */
  readonly choices: readonly Choice[] | undefined;
  readonly filter: string;
  readonly changed: (name: string, value: EntryValues[string]) => void;
  readonly filtered: (text: string) => void;
}

/** The fields of an entry, each with its fault beside it. */
export function entryFields(shown: Fields): TemplateResult {
  return html`<div class="fields">
    ${shown.fields.map((field) => {
      if (field.type === "mark") return markField(field, shown);
      if (field.type === "choices") return choicesField(field, shown);
      return inputField(
        {
          id: field.name,
          label: field.label,
          value: String(shown.values[field.name]),
          fault: shown.faults.get(field.name),
          isOptional: field.type === "quantity",
          changed: (value) => shown.changed(field.name, value),
          ...(field.hint !== undefined && { hint: field.hint }),
          ...(field.isWide && { isWide: true }),
        },
        field.type === "quantity" ? { inputmode: "numeric" } : {},
      );
    })}
  </div>`;
}

function markField({ name, label, hint }: EntryField, { values, faults, changed }: Fields): TemplateResult {
  return html`<div class="wide">
    <label class="check">
      <input
        id=${name}
        type="checkbox"
        aria-describedby="${name}-hint ${name}-fault"
        .checked=${values[name] === true}
        @change=${({ target }: Event) => changed(name, (target as HTMLInputElement).checked)}
      />
      ${label}
    </label>
    <p class="hint" id="${name}-hint">${hint}</p>
    <p class="fault" id="${name}-fault">${faults.get(name) ?? nothing}</p>
  </div>`;
}

function choicesField({ name, label }: EntryField, shown: Fields): TemplateResult {
  const { choices = [], filter, faults, filtered } = shown;
  const chosen = shown.values[name] as readonly string[];
  const wanted = filter.trim().toLowerCase();
  const matching = choices.filter(({ value, text }) => `${value} ${text}`.toLowerCase().includes(wanted));
  const choose = (value: string) => {
    const all = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    shown.changed(name, all);
  };
  return html`<fieldset id=${name} class="wide" tabindex="-1" aria-describedby="${name}-fault">
    <legend>${label}</legend>
    <p class="hint" role="status">${chosen.length === 0 ? "None chosen yet" : `${chosen.length} chosen: ${chosen.join(", ")}`}</p>
    ${
      choices.length < manyChoices
        ? nothing
        : html`<div class="field">
            <label for="${name}-filter" class="visually-hidden">Show activity codes with</label>
            <input
              id="${name}-filter"
              type="search"
              part="input"
              autocomplete="off"
              placeholder="Show those with …"
              .value=${filter}
              @input=${({ target }: Event) => filtered((target as HTMLInputElement).value)}
            />
          </div>`
    }
    ${shown.choices === undefined ? html`<p class="muted">Reading the activity codes …</p>` : nothing}
    ${
      shown.choices !== undefined && matching.length === 0
        ? html`<p class="muted">${choices.length === 0 ? "There is no activity code yet: add one first." : "None has this text."}</p>`
        : html`<ul class="choices framed">
            ${matching.map(
              ({ value, text }) => html`<li>
                <label class="check">
                  <input type="checkbox" .checked=${chosen.includes(value)} @change=${() => choose(value)} />
                  <span><b>${value}</b> ${text}</span>
                </label>
              </li>`,
            )}
          </ul>`
    }
    <p class="fault" id="${name}-fault">${faults.get(name) ?? nothing}</p>
  </fieldset>`;
}
