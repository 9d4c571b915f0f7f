import { html, nothing, type TemplateResult } from "lit";
import {
  type ClientInsurance,
  type ClientInsuranceWithWarnings,
  isProblem,
  type Payer,
} from "../../../clients/typescript/src/index.ts";
import type { DialogHost } from "../dialog.ts";
import { choiceField, type Field, inputField } from "../field.ts";
import { FormDialog } from "../form-dialog.ts";
import { faultOf } from "../form-faults.ts";
import {
  emptyInsurance,
  type InsuranceField,
  type InsuranceValues,
  insuranceChangeOf,
  insuranceFaultsOf,
  insuranceFields,
  insuranceInputOf,
  insuranceLabels,
  insuranceValuesOf,
  priorityHolder,
  rebasedInsurance,
  subscriberFields,
} from "./insurance-form.ts";

interface Options {
  readonly host: DialogHost;
  /** All of the client's. */
  readonly insurances: readonly ClientInsurance[];
  /** The one to change; without it a new one is added. */
  readonly insurance?: ClientInsurance;
  readonly saved: (insurance: ClientInsuranceWithWarnings, isNew: boolean) => void;
}

const required: readonly InsuranceField[] = [
  "priority",
  "payerId",
  "subscriberNumber",
  "relationship",
  "firstName",
  "lastName",
];
const dates: readonly InsuranceField[] = ["effectiveDate", "expirationDate", "dateOfBirth"];

/** Adds an insurance to a client, or changes one. */
export class InsuranceDialog extends FormDialog<InsuranceField> {
  protected override readonly fieldOrder = insuranceFields;
  protected override readonly faultsOf = insuranceFaultsOf;
  private readonly options: Options;
  private payers: readonly Payer[] = [];
  private read: ClientInsurance | undefined;
  private values: InsuranceValues;
  /** As the form was before anything was typed. */
  private untouched: InsuranceValues;

  constructor(options: Options) {
    super(options.host);
    const { insurances, insurance } = options;
    const taken = insurances.filter(({ status }) => status === "ACTIVE").map(({ priority }) => priority);
    this.options = options;
    this.read = insurance;
    this.values = insurance ? insuranceValuesOf(insurance) : emptyInsurance(taken);
    this.untouched = this.values;
    void this.offer(async () => {
      this.payers = (await this.host.api.listPayers()).data.items;
    });
  }

  get isTouched(): boolean {
    return Object.entries(this.values).some(([name, value]) => this.untouched[name as keyof InsuranceValues] !== value);
  }

  get title(): string {
    return this.read ? `Edit the insurance of ${this.read.payerName}` : "Add an Insurance";
  }

  content(): TemplateResult {
    const { fields } = this.faults;
    const { payerId, populateFromClient } = this.values;
    const input = (name: InsuranceField, more: Partial<Field> = {}) =>
      inputField(this.field(name, more), { type: dates.includes(name) ? "date" : "text" });
    const shown = html`<div class="fields">
        ${choiceField(this.field("payerId"), this.payerChoices(), "Choose a payer")}
        ${inputField(this.field("priority", { hint: "1 is primary" }), { inputmode: "numeric" })} ${this.swap()} ${input("subscriberNumber")}
        ${input("groupNumber")} ${input("effectiveDate")} ${input("expirationDate")}
        ${this.read ? choiceField(this.field("status", { isOptional: false }), statuses) : nothing}
        <div class="wide">
          <label class="check">
            <input id="priorAuthsRequired" type="checkbox" aria-describedby="prior-hint" .checked=${this.isMarked()} @change=${this.onMark} />
            Prior auths required
          </label>
          <p class="hint" id="prior-hint">${this.markHint(payerId)}</p>
        </div>
      </div>
      <fieldset>
        <legend>Subscriber</legend>
        <label class="check wide">
          <input id="populate" type="checkbox" .checked=${populateFromClient} @change=${this.onPopulate} /> Populate from client
        </label>
        ${
          populateFromClient
            ? html`<p class="hint">Name, birth date and address are copied from the client when you save.</p>`
            : html`<details ?open=${subscriberFields.some((name) => this.values[name] !== "" || fields.has(name))}>
                <summary>Somebody else, or other details</summary>
                <div class="fields">${subscriberFields.map((name) => input(name))}</div>
              </details>`
        }
      </fieldset>`;
    return this.form(shown, { save: "Save", saving: "Saving …" });
  }

  private swap(): TemplateResult | typeof nothing {
    const holder = priorityHolder(this.options.insurances, this.read, this.values);
    return holder === undefined
      ? nothing
      : html`<label class="check wide">
          <input id="swap" type="checkbox" .checked=${this.values.swapPriority} @change=${this.onSwap} />
          Change places with ${holder.payerName}, which has priority ${holder.priority}
        </label>`;
  }

  private field(name: InsuranceField, more: Partial<Field> = {}): Field {
    return {
      id: name,
      label: insuranceLabels[name],
      value: this.values[name],
      fault: this.faults.fields.get(name),
      isOptional: !required.includes(name),
      changed: (value) => this.set({ [name]: value }),
      ...more,
    };
  }

  private set(changed: Partial<InsuranceValues>): void {
    this.values = { ...this.values, ...changed };
    this.host.requestUpdate();
  }

  /** A mark that nobody touched shows what the payer's default will make it. */
  private isMarked(): boolean {
    return this.values.priorAuthsRequired ?? this.payer()?.priorAuthsRequired ?? false;
  }

  private markHint(payerId: string): string {
    if (this.values.priorAuthsRequired !== undefined) return "Set for this client.";
    return payerId === ""
      ? "The payer's default fills it in."
      : "The payer's default. Change it to set it for this client.";
  }

  private payer(): Payer | undefined {
    return this.payers.find(({ payerId }) => payerId === this.values.payerId);
  }

  /** A payer that was deleted from the setup stays what the insurance has. */
  private payerChoices() {
    const choices = this.payers.map(({ payerId, name }) => ({ value: payerId, text: name }));
    const { read } = this;
    return read && !choices.some(({ value }) => value === read.payerId)
      ? [{ value: read.payerId, text: read.payerName }, ...choices]
      : choices;
  }

  private readonly onMark = ({ target }: Event) =>
    this.set({ priorAuthsRequired: (target as HTMLInputElement).checked });

  private readonly onSwap = ({ target }: Event) => this.set({ swapPriority: (target as HTMLInputElement).checked });

  private readonly onPopulate = ({ target }: Event) =>
    this.set({ populateFromClient: (target as HTMLInputElement).checked });

  protected override async save(): Promise<void> {
    if (this.read) return this.change(this.read);
    const { clientId, api } = this.host;
    const body = insuranceInputOf(this.sentValues());
    const { data } = await api.addClientInsurance({ clientId, body, idempotencyKey: this.keyOf(body) });
    this.options.saved(data, true);
  }

  private async change(read: ClientInsurance): Promise<void> {
    const { api } = this.host;
    const { clientId, insuranceId, version } = read;
    const before = insuranceValuesOf(read);
    const body = insuranceChangeOf(before, this.values);
    if (Object.keys(body).length === 0) {
      this.host.closeDialog();
      return;
    }
    try {
      const change = await api.changeClientInsurance({ clientId, insuranceId, ifMatch: version, body });
      this.options.saved(change.data, false);
    } catch (error) {
      if (!isProblem(error, "VERSION_CONFLICT")) throw error;
      this.read = (await api.readClientInsurance({ clientId, insuranceId })).data;
      const theirs = insuranceValuesOf(this.read);
      const changed = insuranceFields
        .filter((name) => before[name] !== theirs[name])
        .map((name) => insuranceLabels[name]);
      this.untouched = theirs;
      this.values = rebasedInsurance(before, theirs, this.values);
      const what = changed.length === 0 ? "the prior auths required mark" : changed.join(", ");
      const sentence = `Somebody else changed ${what} meanwhile. What you typed is still here, the rest is what they saved. Look at it, then save again.`;
      this.faults = faultOf(sentence);
    }
  }

  /** Fields that are hidden, since the client's own data fill them, are not sent. */
  private sentValues(): InsuranceValues {
    const nobody = Object.fromEntries(subscriberFields.map((name) => [name, ""]));
    return this.values.populateFromClient ? { ...this.values, ...nobody } : this.values;
  }
}

const statuses = [
  { value: "ACTIVE", text: "Active" },
  { value: "INACTIVE", text: "Inactive" },
];
