import { html, type TemplateResult } from "lit";
import { type Choice, choiceField, type Field, inputField, textField } from "../field.ts";
import { type FormField, type FormValues, fieldLabels } from "./authorization-form.ts";

interface Fields {
  readonly values: FormValues;
  readonly faults: ReadonlyMap<FormField, string>;
  readonly insurances: readonly Choice[];
  /** Undefined until they were read. */
  readonly procedures: readonly Choice[] | undefined;
  readonly changed: (field: FormField, value: string) => void;
}

/** The eight fields of an authorization, each with its fault beside it. */
export function authorizationFields({ values, faults, insurances, procedures, changed }: Fields): TemplateResult {
  const field = (name: FormField, more: Partial<Field> = {}): Field => ({
    id: name,
    label: fieldLabels[name],
    value: values[name],
    fault: faults.get(name),
    changed: (value) => changed(name, value),
    ...more,
  });
  const optional = (name: FormField, hint: string) => field(name, { isOptional: true, hint });
  return html`<div class="fields">
    ${choiceField(field("insuranceId"), insurances, "Choose an insurance")}
    ${inputField(field("authorizationNumber", { hint: "The payer's number, or Pending while there is none" }), { maxlength: 50 })}
    ${choiceField(field("procedure", { isWide: true }), procedures ?? [], procedures ? "Choose a procedure" : "Reading the procedures …")}
    ${inputField(optional("authUnits", "Leave empty when units are not limited"), { inputmode: "numeric" })}
    ${inputField(optional("authVisits", "Days of service; empty when not limited"), { inputmode: "numeric" })}
    ${inputField(field("effectiveDate", { hint: "First day" }), { type: "date" })}
    ${inputField(field("expirationDate", { hint: "Last day, included" }), { type: "date" })}
    ${textField(field("notes", { isOptional: true, isWide: true }), 2000)}
  </div>`;
}
