import { html, noChange, nothing, type TemplateResult } from "lit";
import { Directive, directive, type PropertyPart } from "lit/directive.js";
import { typedDay } from "./typed-day.ts";

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** One input with its label, hint and fault. The id is its address: faults lead to it. */
export interface Field {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly fault?: string | undefined;
  readonly hint?: string;
  readonly isOptional?: boolean;
  /** Takes the form's whole width. */
  readonly isWide?: boolean;
  readonly changed: (value: string) => void;
}

interface InputKind {
  readonly type?: "text" | "date";
  readonly inputmode?: "numeric";
  readonly maxlength?: number;
}

/** Without one, years may have six digits. */
const lastDay = "9999-12-31";

type Read = (input: HTMLInputElement) => string;

/** Writes a value only if the input has another one: writing would remove digits that make no day yet. */
const said = directive(
  class extends Directive {
    render(value: string, _read: Read): unknown {
      return value;
    }

    override update({ element }: PropertyPart, [value, read]: [string, Read]): unknown {
      const input = element as HTMLInputElement;
      if (read(input) !== value) input.value = value;
      return noChange;
    }
  },
);

export function inputField(field: Field, { type = "text", inputmode, maxlength }: InputKind = {}): TemplateResult {
  const isDate = type === "date";
  const read: Read = isDate ? typedDay : ({ value }) => value;
  const changed = ({ target }: Event) => field.changed(read(target as HTMLInputElement));
  return surrounded(
    field,
    html`<input
      id=${field.id}
      part="input"
      type=${type}
      inputmode=${inputmode ?? nothing}
      maxlength=${maxlength ?? nothing}
      max=${isDate ? lastDay : nothing}
      autocomplete="off"
      aria-required=${!field.isOptional}
      aria-invalid=${field.fault !== undefined}
      aria-describedby=${descriptions(field)}
      @input=${changed}
      @keyup=${isDate ? changed : nothing}
      @blur=${isDate ? showDay : nothing}
      .value=${said(field.value, read)}
    />`,
  );
}

export function textField(field: Field, maxlength: number): TemplateResult {
  return surrounded(
    field,
    html`<textarea
      id=${field.id}
      part="input"
      rows="3"
      maxlength=${maxlength}
      aria-invalid=${field.fault !== undefined}
      aria-describedby=${descriptions(field)}
      .value=${field.value}
      @input=${onChange(field)}
    ></textarea>`,
  );
}

/** @param prompt the text of no choice; undefined: there is always one */
export function choiceField(field: Field, choices: readonly Choice[], prompt?: string): TemplateResult {
  return surrounded(
    field,
    html`<select
      id=${field.id}
      part="input"
      aria-required=${!field.isOptional}
      aria-invalid=${field.fault !== undefined}
      aria-describedby=${descriptions(field)}
      @change=${onChange(field)}
    >
      ${prompt === undefined ? nothing : html`<option value="" .selected=${field.value === ""}>${prompt}</option>`}
      ${choices.map(({ value, text }) => html`<option value=${value} .selected=${value === field.value}>${text}</option>`)}
    </select>`,
  );
}

/** Shows the year in full, as it was understood. */
function showDay({ target }: Event): void {
  const input = target as HTMLInputElement;
  if (!input.validity.badInput) input.value = typedDay(input);
}

function onChange({ changed }: Field) {
  return ({ target }: Event) => changed((target as HTMLInputElement).value);
}

function descriptions({ id, hint }: Field): string {
  return hint === undefined ? `${id}-fault` : `${id}-hint ${id}-fault`;
}

function surrounded({ id, label, hint, fault, isOptional, isWide }: Field, input: TemplateResult): TemplateResult {
  return html`<div class="field ${isWide ? "wide" : ""} ${fault === undefined ? "" : "faulty"}" part="field">
    <label for=${id}>${label} ${isOptional ? html`<span class="muted">(optional)</span>` : nothing}</label>
    ${input} ${hint === undefined ? nothing : html`<p class="hint" id="${id}-hint">${hint}</p>`}
    <p class="fault" id="${id}-fault">${fault ?? nothing}</p>
  </div>`;
}
