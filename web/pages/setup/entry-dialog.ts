import { html, nothing, type TemplateResult } from "lit";
import { isProblem } from "../../../clients/typescript/src/index.ts";
import type { DialogHost } from "../../elements/dialog.ts";
import { differencesId, differencesTable, type ShownDifference } from "../../elements/differences.ts";
import type { Choice } from "../../elements/field.ts";
import { FormDialog } from "../../elements/form-dialog.ts";
import { faultOf } from "../../elements/form-faults.ts";
import { type CatalogKind, fieldOf } from "./catalog-kind.ts";
import { entryFields } from "./entry-fields.ts";
import {
  differingFields,
  type EntryValues,
  emptyEntry,
  entryBodyOf,
  entryFaultsOf,
  entryValuesOf,
  rebasedEntry,
  takenFault,
  valueText,
} from "./entry-form.ts";
import { proposedId } from "./proposed-id.ts";

interface Options<Entry extends { readonly version: number }> {
  readonly host: DialogHost;
  readonly kind: CatalogKind<Entry>;
  /** All that there are. */
  readonly entries: readonly Entry[];
  /** The one to change; without it a new one is added. */
  readonly entry?: Entry;
  readonly saved: (name: string, isNew: boolean, warnings: readonly string[]) => void;
}

/** Sent instead of an empty id, which could not be sent: the API refuses it together with all other faults. */
const noId = "-";

/**
 * Adds an entry to the setup, or changes one. The version that was read goes with it, 0 for an addition: what somebody else
 * saved meanwhile is shown beside what was typed, and never replaced unseen.
 */
export class EntryDialog<Entry extends { readonly version: number }> extends FormDialog<string> {
  readonly title: string;
  private readonly options: Options<Entry>;
  private readonly taken: readonly string[];
  private read: Entry | undefined;
  private values: EntryValues;
  /** As the form was before anything was typed. */
  private untouched: EntryValues;
  private isIdTyped = false;
  private choices: readonly Choice[] | undefined;
  private filter = "";
  /** What it was before somebody else saved something else. */
  private outdated: EntryValues | undefined;

  constructor(options: Options<Entry>) {
    super(options.host);
    const { kind, entry, entries } = options;
    this.options = options;
    this.read = entry;
    this.taken = entries.map((one) => String(fieldOf(one, kind.idField)));
    this.values = entry ? entryValuesOf(kind, entry) : emptyEntry(kind);
    this.title = entry ? `Edit ${String(fieldOf(entry, kind.nameField))}` : `Add ${kind.one}`;
    this.untouched = this.values;
    const reading = kind.choices?.(this.host.api);
    if (reading) {
      void this.offer(async () => {
        this.choices = await reading;
      });
    }
  }

  get isTouched(): boolean {
    return differingFields(this.options.kind, this.untouched, this.values).length > 0;
  }

  protected override get fieldOrder(): readonly string[] {
    return this.options.kind.fields.map(({ name }) => name);
  }

  protected override faultsOf(error: unknown) {
    return entryFaultsOf(this.options.kind, error);
  }

  content(): TemplateResult {
    const { kind, entry } = this.options;
    const idLabel = kind.fields.find(({ name }) => name === kind.idField)?.label ?? "";
    const fields = html`${this.outdated === undefined ? nothing : differencesTable(`this ${kind.noun}`, this.differences(this.outdated))}
      ${entry === undefined ? nothing : html`<p>${idLabel} <b>${this.id()}</b> stays as it is.</p>`}
      ${entryFields({
        fields: this.shownFields(),
        values: { ...this.values, [kind.idField]: this.id() },
        faults: this.faults.fields,
        choices: this.choices,
        filter: this.filter,
        changed: this.set,
        filtered: this.onFilter,
      })}`;
    const save = this.outdated === undefined ? "Save" : "Save on the new version";
    return this.form(fields, { save, saving: "Saving …" });
  }

  /** The id as it was typed; until then what is proposed. */
  private id(): string {
    const { idField, proposedFrom } = this.options.kind;
    if (this.options.entry || this.isIdTyped || proposedFrom === undefined) return String(this.values[idField]).trim();
    return proposedId(String(this.values[proposedFrom]), this.taken);
  }

  private shownFields() {
    const { kind, entry } = this.options;
    if (entry) return kind.fields.filter(({ name }) => name !== kind.idField);
    const proposed = kind.proposedFrom === undefined ? "" : ", proposed from the text beside it";
    const hint = `Letters, digits, . _ and -${proposed}. It can't be changed later.`;
    return kind.fields.map((field) => (field.name === kind.idField ? { ...field, hint } : field));
  }

  private readonly set = (name: string, value: EntryValues[string]) => {
    if (name === this.options.kind.idField) this.isIdTyped = value !== "";
    this.values = { ...this.values, [name]: value };
    this.host.requestUpdate();
  };

  private readonly onFilter = (text: string) => {
    this.filter = text;
    this.host.requestUpdate();
  };

  protected override async save(): Promise<void> {
    const { kind, saved } = this.options;
    const { host, read } = this;
    if (read && differingFields(kind, entryValuesOf(kind, read), this.values).length === 0) {
      host.closeDialog();
      return;
    }
    const id = this.id();
    const name = String(kind.nameField === kind.idField ? id : this.values[kind.nameField]).trim();
    let warnings: readonly string[] = [];
    try {
      warnings = await kind.put(host.api, id === "" ? noId : id, entryBodyOf(kind, this.values), read?.version ?? 0);
    } catch (error) {
      if (!isProblem(error, "VERSION_CONFLICT")) throw error;
      if (!(await this.isStored(id))) return;
    }
    saved(name, !read, warnings);
  }

  /** Whether another version is the user's own, since the answer to the first attempt was lost. */
  private async isStored(id: string): Promise<boolean> {
    const { kind } = this.options;
    const { read } = this;
    const there = (await kind.list(this.host.api)).find((one) => fieldOf(one, kind.idField) === id);
    if (there === undefined) {
      this.read = undefined;
      const sentence = `Somebody else deleted this ${kind.noun} meanwhile. Save again to have it back as it stands here.`;
      this.faults = faultOf(sentence);
      return false;
    }
    if (differingFields(kind, entryValuesOf(kind, there), { ...this.values, [kind.idField]: id }).length === 0)
      return true;
    if (read === undefined) this.faults = takenFault(kind, id, String(fieldOf(there, kind.nameField)));
    else this.meet(read, there);
    return false;
  }

  /** After somebody else's change: shows what they saved, and keeps what was typed here. */
  private meet(read: Entry, theirs: Entry): void {
    const { kind } = this.options;
    const before = entryValuesOf(kind, read);
    this.values = rebasedEntry(kind, before, entryValuesOf(kind, theirs), this.values);
    this.read = theirs;
    this.untouched = entryValuesOf(kind, theirs);
    this.outdated = before;
    void this.host.focusOn(`#${differencesId}`);
  }

  private differences(outdated: EntryValues): ShownDifference[] {
    const { kind } = this.options;
    const theirs = this.read === undefined ? outdated : entryValuesOf(kind, this.read);
    return differingFields(kind, outdated, theirs).map(({ name, label }) => ({
      label,
      before: valueText(outdated[name]),
      theirs: valueText(theirs[name]),
      mine: valueText(this.values[name]),
      take: () => {
        this.set(name, theirs[name] ?? "");
        void this.host.focusOn(`#${name}`);
      },
    }));
  }
}
