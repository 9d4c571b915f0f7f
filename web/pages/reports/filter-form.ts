import { html, nothing, type TemplateResult } from "lit";
import { type Choice, choiceField, type Field, inputField } from "../../elements/field.ts";
import { clientStatusChoices, type FilterDraft, type FilterName } from "./report-filters.ts";

export interface FilterForm {
  readonly draft: FilterDraft;
  /** By the filter's name, what the API has against it. */
  readonly faults: ReadonlyMap<string, string>;
  /** What clients that are shown have: offered, and anything else may be typed. */
  readonly programs: readonly string[];
  readonly locations: readonly string[];
  readonly changed: (change: Partial<FilterDraft>) => void;
  readonly apply: () => void;
  readonly clear: () => void;
}

const expiresChoices: readonly Choice[] = [
  { value: "7", text: "Within 7 days" },
  { value: "14", text: "Within 14 days" },
  { value: "30", text: "Within 30 days" },
  { value: "ANY", text: "At any time, if it runs low" },
  { value: "DATES", text: "By dates that I give" },
];

const leftChoices: readonly Choice[] = [
  { value: "", text: "Any amount" },
  { value: "true", text: "Running low, by its status" },
  { value: "AT_MOST", text: "At most …" },
];

export function filterForm(form: FilterForm): TemplateResult {
  const { draft, faults } = form;
  const submit = (event: Event) => {
    event.preventDefault();
    form.apply();
  };
  const isKnown = expiresChoices.some(({ value }) => value === draft.expires);
  const unknown = { value: draft.expires, text: draft.expires };
  return html`<form class="filters" role="search" aria-label="Filters" novalidate @submit=${submit}>
    ${choiceField(field(form, "expires", "Expires", faults.get("expiresIn")), isKnown ? expiresChoices : [unknown, ...expiresChoices])}
    ${
      draft.expires === "DATES"
        ? html`${day(form, "effectiveOnOrAfter", "Effective on or after")}
            ${day(form, "expirationOnOrBefore", "Expires on or before")}`
        : nothing
    }
    ${input(form, "program", "Program", { offered: form.programs })}
    ${input(form, "location", "Location", { offered: form.locations })}
    ${choiceField(field(form, "clientStatus", "Clients", faults.get("clientStatus")), clientStatusChoices)}
    ${choiceField(field(form, "left", "Units or visits left", draft.left === "AT_MOST" ? undefined : faults.get("lowUnits")), leftChoices)}
    ${draft.left === "AT_MOST" ? input(form, "atMost", "At most so many left", { isNumber: true }, "lowUnits") : nothing}
    <p class="buttons">
      <button type="submit" class="primary">Show</button>
      <button type="button" @click=${form.clear}>Clear the filters</button>
    </p>
  </form>`;
}

function field({ draft, changed }: FilterForm, id: keyof FilterDraft, label: string, fault: string | undefined): Field {
  return { id, label, value: draft[id], fault, changed: (value) => changed({ [id]: value }) };
}

function day(form: FilterForm, id: "effectiveOnOrAfter" | "expirationOnOrBefore", label: string): TemplateResult {
  return inputField({ ...field(form, id, label, form.faults.get(id)), isOptional: true }, { type: "date" });
}

interface InputKind {
  readonly offered?: readonly string[];
  readonly isNumber?: boolean;
}

function input(
  { draft, faults, changed }: FilterForm,
  id: "program" | "location" | "atMost",
  label: string,
  { offered, isNumber }: InputKind,
  filter: FilterName = id as FilterName,
): TemplateResult {
  const fault = faults.get(filter);
  return html`<div class="field ${fault === undefined ? "" : "faulty"}">
    <label for=${id}>${label}</label>
    <input
      id=${id}
      inputmode=${isNumber ? "numeric" : nothing}
      list=${offered === undefined ? nothing : `${id}-offered`}
      autocomplete="off"
      aria-invalid=${fault !== undefined}
      aria-describedby="${id}-fault"
      .value=${draft[id]}
      @input=${({ target }: Event) => changed({ [id]: (target as HTMLInputElement).value })}
    />
    ${offered === undefined ? nothing : html`<datalist id="${id}-offered">${offered.map((text) => html`<option value=${text}></option>`)}</datalist>`}
    <p class="fault" id="${id}-fault">${fault ?? nothing}</p>
  </div>`;
}
