import { html, nothing, type TemplateResult } from "lit";
import { isProblem, type Status, type TrackerSettings } from "../../../clients/typescript/src/index.ts";
import { statusNames } from "../../elements/authorization-tracker/wording.ts";
import type { DialogHost } from "../../elements/dialog.ts";
import { differencesId, differencesTable, type ShownDifference } from "../../elements/differences.ts";
import { inputField, textField } from "../../elements/field.ts";
import { FormDialog } from "../../elements/form-dialog.ts";
import { contrastToWhite } from "./contrast.ts";
import {
  changedSettings,
  meaningOf,
  policyTexts,
  rebasedSettings,
  type SettingsValues,
  settingLabel,
  settingsBodyOf,
  settingsFaultsOf,
  settingsValuesOf,
  settingText,
  statuses,
  valueLabels,
} from "./settings-form.ts";
import { statusLabel } from "./status-preview.ts";

/** The settings with the version that they are. */
export interface ReadSettings {
  readonly settings: TrackerSettings;
  readonly etag: string;
}

interface Options {
  readonly host: DialogHost;
  readonly read: ReadSettings;
  readonly saved: () => void;
}

/** Changes how the tracker looks and decides. */
export class SettingsDialog extends FormDialog<string> {
  protected override readonly faultsOf = settingsFaultsOf;
  readonly title = "Edit the tracker's settings";
  private readonly options: Options;
  private read: ReadSettings;
  private values: SettingsValues;
  /** As the form was before anything was typed. */
  private untouched: SettingsValues;
  /** What the settings were before somebody else saved others. */
  private outdated: SettingsValues | undefined;

  constructor(options: Options) {
    super(options.host);
    this.options = options;
    this.read = options.read;
    this.values = settingsValuesOf(options.read.settings);
    this.untouched = this.values;
  }

  get isTouched(): boolean {
    return changedSettings(this.untouched, this.values).length > 0;
  }

  protected override get fieldOrder(): readonly string[] {
    return [...this.faults.fields.keys()];
  }

  content(): TemplateResult {
    const fields = html`${this.outdated === undefined ? nothing : differencesTable("the settings", this.differences(this.outdated))}
      ${this.policy()} ${this.billingEngine()} ${this.numbersThatAreNone()}
      <div class="statuses">${statuses.map((status) => this.status(status))}</div>`;
    const save = this.outdated === undefined ? "Save" : "Save on the new version";
    return this.form(fields, { save, saving: "Saving …" });
  }

  private policy(): TemplateResult {
    const chosen = this.values["overCapPolicy"];
    return html`<fieldset id="overCapPolicy" tabindex="-1">
      <legend>${settingLabel("overCapPolicy")}</legend>
      ${Object.entries(policyTexts).map(
        ([policy, text]) => html`<label class="check option">
          <input
            type="radio"
            name="overCapPolicy"
            value=${policy}
            .checked=${policy === chosen}
            @change=${() => this.set("overCapPolicy", policy)}
          />
          <span>${text}</span>
        </label>`,
      )}
      ${this.fault("overCapPolicy")}
    </fieldset>`;
  }

  private billingEngine(): TemplateResult {
    return html`<div>
      <label class="check">
        <input
          id="billingEngine"
          type="checkbox"
          aria-describedby="billingEngine-hint"
          .checked=${this.values["billingEngine"] === "true"}
          @change=${({ target }: Event) => this.set("billingEngine", String((target as HTMLInputElement).checked))}
        />
        The agency has a billing engine
      </label>
      <p class="hint" id="billingEngine-hint">Without one nothing can be confirmed to billing.</p>
      ${this.fault("billingEngine")}
    </div>`;
  }

  private numbersThatAreNone(): TemplateResult {
    const id = "numbersThatAreNone";
    return textField(
      {
        id,
        label: settingLabel(id),
        hint: "One a line. They may be saved and not confirmed, as Pending always is.",
        value: this.values[id] ?? "",
        fault: this.faults.fields.get(id),
        isOptional: true,
        isWide: true,
        changed: (value) => this.set(id, value),
      },
      2600,
    );
  }

  private status(status: Status): TemplateResult {
    const color = this.values[`${status}-color`] ?? "";
    const valueLabel = valueLabels[status];
    const isVariable = valueLabel !== undefined;
    return html`<fieldset>
      <legend>${statusNames[status]}</legend>
      <p class="hint wide">${isVariable ? "Leave the value empty not to use it." : `${meaningOf(status, undefined)}.`}</p>
      ${this.colorField(status, color)}
      ${
        isVariable
          ? inputField(
              {
                id: `${status}-value`,
                label: valueLabel,
                value: this.values[`${status}-value`] ?? "",
                fault: this.faults.fields.get(`${status}-value`),
                isOptional: true,
                changed: (value) => this.set(`${status}-value`, value),
              },
              { inputmode: "numeric" },
            )
          : nothing
      }
      <div>${statusLabel(status, color.trim())}</div>
    </fieldset>`;
  }

  private colorField(status: Status, color: string): TemplateResult {
    const id = `${status}-color`;
    const fault = this.faults.fields.get(id);
    const changed = ({ target }: Event) => this.set(id, (target as HTMLInputElement).value);
    const picked = contrastToWhite(color.trim()) === undefined ? "#000000" : color.trim().toLowerCase();
    return html`<div class="field ${fault === undefined ? "" : "faulty"}">
      <label for=${id}>Colour<span class="visually-hidden"> of ${statusNames[status]}</span></label>
      <div class="color">
        <input
          id=${id}
          type="text"
          autocomplete="off"
          spellcheck="false"
          aria-invalid=${fault !== undefined}
          aria-describedby="${id}-fault"
          .value=${color}
          @input=${changed}
        />
        <input type="color" aria-label="Pick the colour of ${statusNames[status]}" .value=${picked} @input=${changed} />
      </div>
      ${this.fault(id)}
    </div>`;
  }

  private fault(field: string): TemplateResult {
    return html`<p class="fault" id="${field}-fault">${this.faults.fields.get(field) ?? nothing}</p>`;
  }

  private set(field: string, value: string): void {
    this.values = { ...this.values, [field]: value };
    this.host.requestUpdate();
  }

  private differences(outdated: SettingsValues): ShownDifference[] {
    const theirs = settingsValuesOf(this.read.settings);
    return changedSettings(outdated, theirs).map((field) => ({
      label: settingLabel(field),
      before: settingText(field, outdated[field]),
      theirs: settingText(field, theirs[field]),
      mine: settingText(field, this.values[field]),
      take: () => {
        this.set(field, theirs[field] ?? "");
        void this.host.focusOn(`#${field}`);
      },
    }));
  }

  protected override async save(): Promise<void> {
    const { host } = this;
    const before = settingsValuesOf(this.read.settings);
    if (changedSettings(before, this.values).length === 0) {
      host.closeDialog();
      return;
    }
    try {
      await host.api.putTrackerSettings({ ifMatch: this.read.etag, body: settingsBodyOf(this.values) });
      this.options.saved();
    } catch (error) {
      if (!isProblem(error, "VERSION_CONFLICT")) throw error;
      await this.meet(before);
    }
  }

  /** After somebody else's change: shows what they saved, and keeps what was typed here. */
  private async meet(before: SettingsValues): Promise<void> {
    const { host } = this;
    this.read = await readSettings(host.api);
    const theirs = settingsValuesOf(this.read.settings);
    this.untouched = theirs;
    this.values = rebasedSettings(before, theirs, this.values);
    // The answer to our own first attempt was lost: what is stored is what was typed.
    if (changedSettings(theirs, this.values).length === 0) {
      this.options.saved();
      return;
    }
    this.outdated = before;
    void host.focusOn(`#${differencesId}`);
  }
}

export async function readSettings(api: DialogHost["api"], signal?: AbortSignal): Promise<ReadSettings> {
  const { data, etag } = await api.readTrackerSettings({}, signal && { signal });
  return { settings: data, etag: etag ?? "" };
}
