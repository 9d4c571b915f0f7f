import { type FormFaults, formFaults } from "../../elements/form-faults.ts";
import { type CatalogKind, type EntryField, fieldOf } from "./catalog-kind.ts";

type FieldValue = string | boolean | readonly string[];

/** What stands in an entry's form, by the names of its fields. */
export type EntryValues = Readonly<Record<string, FieldValue>>;

type Kind = Pick<CatalogKind<never>, "fields" | "idField" | "nameField" | "noun">;

const emptyOf: Readonly<Record<EntryField["type"], FieldValue>> = { text: "", quantity: "", mark: false, choices: [] };

export function emptyEntry({ fields }: Pick<Kind, "fields">): EntryValues {
  return Object.fromEntries(fields.map(({ name, type }) => [name, emptyOf[type]]));
}

export function entryValuesOf({ fields }: Pick<Kind, "fields">, entry: object): EntryValues {
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      const value = fieldOf(entry, name);
      return [name, type === "quantity" ? String(value ?? "") : (value as FieldValue)];
    }),
  );
}

/** The body of a PUT: all but the id. What is no number goes as it was typed: the API names every fault at once. */
export function entryBodyOf({ fields, idField }: Pick<Kind, "fields" | "idField">, values: EntryValues): unknown {
  const sent = fields.filter(({ name, type }) => name !== idField && (type !== "quantity" || values[name] !== ""));
  return Object.fromEntries(sent.map(({ name, type }) => [name, sentValue(type, values[name] ?? "")]));
}

function sentValue(type: EntryField["type"], value: FieldValue): unknown {
  if (typeof value !== "string") return value;
  const text = value.trim();
  return type === "quantity" && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** The fields in which two forms differ. */
export function differingFields({ fields }: Pick<Kind, "fields">, a: EntryValues, b: EntryValues): EntryField[] {
  return fields.filter(({ name }) => String(a[name]) !== String(b[name]));
}

/** The form after somebody else's change: fields that nobody touched here take their values, all others keep what was typed. */
export function rebasedEntry(
  kind: Pick<Kind, "fields">,
  read: EntryValues,
  theirs: EntryValues,
  mine: EntryValues,
): EntryValues {
  const typed = differingFields(kind, read, mine).map(({ name }) => [name, mine[name] ?? ""] as const);
  return { ...theirs, ...Object.fromEntries(typed) };
}

/** A value as people read it. */
export function valueText(value: FieldValue | undefined): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  const text = typeof value === "string" ? value : (value ?? []).join(", ");
  return text === "" ? "(empty)" : text;
}

export function entryFaultsOf({ fields, idField, nameField }: Kind, error: unknown): FormFaults<string> {
  const fieldAt = (pointer: string) => {
    const name = pointer === `{${idField}}` ? idField : pointer.split("/")[1];
    return fields.find((one) => one.name === name)?.name;
  };
  const labelOf = (name: string) => fields.find((field) => field.name === name)?.label ?? name;
  return formFaults(error, { labelOf, fieldAt, fieldOfCode: { DUPLICATE_NAME: nameField } });
}

/** The fault of an addition whose id exists: it must not become a change. */
export function takenFault({ fields, idField, noun }: Kind, id: string, name: string): FormFaults<string> {
  const label = fields.find((field) => field.name === idField)?.label ?? idField;
  const whose = name === id ? "" : `: ${name}`;
  const sentence = `${label} ${id} is taken by another ${noun}${whose}. Nothing was changed. Choose another one.`;
  return { fields: new Map([[idField, sentence]]), others: [] };
}
