import { html, nothing, type TemplateResult } from "lit";
import { type FormField, type FormValues, fieldLabels } from "./authorization-form.ts";

export interface Choice {
  readonly value: string;
  readonly text: string;
}

interface Fields {
  readonly values: FormValues;
  readonly faults: ReadonlyMap<FormField, string>;
  readonly insurances: readonly Choice[];
  /** Undefined until they were read. */
  readonly procedures: readonly Choice[] | undefined;
  readonly changed: (field: FormField, value: string) => void;
}

/** The eight fields of an authorization, each with its fault beside it. */
export function authorizationFields(fields: Fields): TemplateResult {
  return html`<div class="fields">
    ${choiceField(fields, "insuranceId", fields.insurances, "Choose an insurance")}
    ${inputField(fields, "authorizationNumber", { maxlength: 50 }, "The payer's number, or Pending while there is none")}
    ${choiceField(fields, "procedure", fields.procedures, fields.procedures ? "Choose a procedure" : "Reading the procedures …", "wide")}
    ${inputField(fields, "authUnits", { inputmode: "numeric" }, "Leave empty when units are not limited")}
    ${inputField(fields, "authVisits", { inputmode: "numeric" }, "Days of service; empty when not limited")}
    ${inputField(fields, "effectiveDate", { type: "date" }, "First day")}
    ${inputField(fields, "expirationDate", { type: "date" }, "Last day, included")}
    ${notesField(fields)}
  </div>`;
}

const optional: readonly FormField[] = ["authUnits", "authVisits", "notes"];

function choiceField(
  fields: Fields,
  field: FormField,
  choices: readonly Choice[] | undefined,
  prompt: string,
  extra = "",
): TemplateResult {
  const value = fields.values[field];
  const onChange = ({ target }: Event) => fields.changed(field, (target as HTMLSelectElement).value);
  return surrounded(
    fields,
    field,
    undefined,
    html`<select id=${field} part="input" aria-required="true" aria-invalid=${fields.faults.has(field)} aria-describedby="${field}-fault" @change=${onChange}>
      <option value="" .selected=${value === ""}>${prompt}</option>
      ${(choices ?? []).map((choice) => html`<option value=${choice.value} .selected=${choice.value === value}>${choice.text}</option>`)}
    </select>`,
    extra,
  );
}

interface InputKind {
  readonly type?: "date";
  readonly inputmode?: "numeric";
  readonly maxlength?: number;
}

function inputField(
  fields: Fields,
  field: FormField,
  { type, inputmode, maxlength }: InputKind,
  hint: string,
): TemplateResult {
  const onInput = ({ target }: Event) => fields.changed(field, (target as HTMLInputElement).value);
  return surrounded(
    fields,
    field,
    hint,
    html`<input
      id=${field}
      part="input"
      type=${type ?? "text"}
      inputmode=${inputmode ?? nothing}
      maxlength=${maxlength ?? nothing}
      autocomplete="off"
      aria-required=${!optional.includes(field)}
      aria-invalid=${fields.faults.has(field)}
      aria-describedby="${field}-hint ${field}-fault"
      .value=${fields.values[field]}
      @input=${onInput}
    />`,
  );
}

function notesField(fields: Fields): TemplateResult {
  const onInput = ({ target }: Event) => fields.changed("notes", (target as HTMLTextAreaElement).value);
  return surrounded(
    fields,
    "notes",
    undefined,
    html`<textarea id="notes" part="input" rows="3" maxlength="2000" aria-invalid=${fields.faults.has("notes")} aria-describedby="notes-fault" .value=${fields.values.notes} @input=${onInput}></textarea>`,
    "wide",
  );
}

function surrounded(
  { faults }: Fields,
  field: FormField,
  hint: string | undefined,
  input: TemplateResult,
  extra = "",
): TemplateResult {
  const fault = faults.get(field);
  return html`<div class="field ${extra} ${fault === undefined ? "" : "faulty"}" part="field">
    <label for=${field}>${fieldLabels[field]} ${optional.includes(field) ? html`<span class="muted">(optional)</span>` : nothing}</label>
    ${input}
    ${hint === undefined ? nothing : html`<p class="hint" id="${field}-hint">${hint}</p>`}
    <p class="fault" id="${field}-fault">${fault ?? nothing}</p>
  </div>`;
}
