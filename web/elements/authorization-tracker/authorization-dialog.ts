import { html, nothing, type TemplateResult } from "lit";
import {
  type Authorization,
  type AuthorizationWithWarnings,
  type ClientInsurance,
  isProblem,
  type Procedure,
} from "../../../clients/typescript/src/index.ts";
import { isInForce } from "../client-insurance/insurance-status.ts";
import type { DialogHost } from "../dialog.ts";
import { differencesId, differencesTable, type ShownDifference } from "../differences.ts";
import type { Choice } from "../field.ts";
import { FormDialog } from "../form-dialog.ts";
import { faultOf } from "../form-faults.ts";
import { formatDay } from "../format.ts";
import { authorizationFields } from "./authorization-fields.ts";
import {
  changedFields,
  changeOf,
  type Difference,
  differences,
  emptyValues,
  type FormField,
  type FormValues,
  faultsOf,
  fieldLabels,
  formFields,
  inputOf,
  longDaysOf,
  procedureValue,
  rebased,
  valuesOf,
} from "./authorization-form.ts";

interface Options {
  readonly host: DialogHost;
  /** The client's insurances, of which the form offers those that fit. */
  readonly insurances: readonly ClientInsurance[];
  /** The one to change; without it a new one is added. */
  readonly authorization?: Authorization;
  readonly saved: (authorization: AuthorizationWithWarnings, isNew: boolean) => void;
}

/** Adds an authorization, or changes one. */
export class AuthorizationDialog extends FormDialog<FormField> {
  readonly title: string;
  protected override readonly fieldOrder = formFields;
  protected override readonly faultsOf = faultsOf;
  private readonly options: Options;
  private readonly insurances: readonly Choice[];
  private procedures: readonly Procedure[] | undefined;
  /** The authorization as it was read last: fields that differ from it were typed here. */
  private read: Authorization | undefined;
  private values: FormValues;
  /** As the form was before anything was typed. */
  private untouched: FormValues;
  /** The dates that the user was asked to confirm because they are far apart. */
  private askedDays: string | undefined;
  /** What somebody else saved while it was edited here. */
  private conflict: readonly Difference[] = [];

  constructor(options: Options) {
    super(options.host);
    const { insurances, authorization } = options;
    this.options = options;
    this.read = authorization;
    this.title = authorization ? `Edit ${authorization.authorizationNumber}` : "Add a New Authorization";
    const fitting = insurances.filter(
      (one) => (one.status === "ACTIVE" && one.priorAuthsRequired) || one.insuranceId === authorization?.insuranceId,
    );
    this.insurances = fitting.map((one) => ({
      value: one.insuranceId,
      text: `${one.payerName} (priority ${one.priority}${isInForce(one) ? "" : ", not in force"})`,
    }));
    const inForce = fitting.filter(isInForce).map(({ insuranceId }) => insuranceId);
    this.values = authorization ? valuesOf(authorization) : emptyValues(inForce);
    this.untouched = this.values;
    void this.offer(async () => {
      this.procedures = (await this.host.api.listProcedures()).data.items;
    });
  }

  get isTouched(): boolean {
    return changedFields(this.untouched, this.values).length > 0;
  }

  content(): TemplateResult {
    const fields = html`${
      this.conflict.length === 0 ? nothing : differencesTable("this authorization", this.shownConflict())
    }
    ${authorizationFields({
      values: this.values,
      faults: this.faults.fields,
      insurances: this.insurances,
      procedures: this.procedureChoices(),
      changed: this.onInput,
    })}`;
    const isAsked = this.askedDays !== undefined && this.askedDays === this.longDays();
    const save = isAsked ? "Save it all the same" : this.conflict.length > 0 ? "Save on the new version" : "Save";
    return this.form(fields, { save, saving: "Saving …" });
  }

  /** In the API's order. A procedure that was deleted from the setup stays what the authorization has. */
  private procedureChoices(): readonly Choice[] | undefined {
    const choices = this.procedures?.map((procedure) => ({ value: procedureValue(procedure), text: procedure.label }));
    const own = this.read && { value: procedureValue(this.read.procedure), text: this.read.procedure.label };
    return own && choices?.every(({ value }) => value !== own.value) ? [own, ...choices] : choices;
  }

  private readonly onInput = (field: FormField, value: string) => {
    this.values = { ...this.values, [field]: value };
    this.host.requestUpdate();
  };

  private shownConflict(): ShownDifference[] {
    return this.conflict.map(({ field, before, theirs }) => ({
      label: fieldLabels[field],
      before: this.textOf(field, before),
      theirs: this.textOf(field, theirs),
      mine: this.textOf(field, this.values[field]),
      take: () => {
        this.onInput(field, theirs);
        void this.host.focusOn(`#${field}`);
      },
    }));
  }

  private longDays(): string | undefined {
    return longDaysOf(this.values, this.read && valuesOf(this.read));
  }

  protected override async save(): Promise<void> {
    const days = this.longDays();
    if (days !== undefined && days !== this.askedDays) {
      this.faults = faultOf(`${days} is more than three years. Save it all the same if the payer approved that.`);
      this.askedDays = days;
      return;
    }
    if (this.read) return this.change(this.read);
    const { clientId, api } = this.host;
    const body = inputOf(this.values);
    const { data } = await api.addAuthorization({ clientId, body, idempotencyKey: this.keyOf(body) });
    this.options.saved(data, true);
  }

  private async change(read: Authorization): Promise<void> {
    const before = valuesOf(read);
    if (changedFields(before, this.values).length === 0) {
      this.host.closeDialog();
      return;
    }
    const { clientId, authorizationId, version } = read;
    const body = changeOf(before, this.values);
    try {
      const change = await this.host.api.changeAuthorization({ clientId, authorizationId, ifMatch: version, body });
      this.options.saved(change.data, false);
    } catch (error) {
      if (!isProblem(error, "VERSION_CONFLICT")) throw error;
      await this.meet(read);
    }
  }

  /** After somebody else's change: shows what they saved, and keeps what was typed here. */
  private async meet(read: Authorization): Promise<void> {
    const { clientId, authorizationId } = read;
    const { data: theirs } = await this.host.api.readAuthorization({ clientId, authorizationId });
    const mine = rebased(valuesOf(read), valuesOf(theirs), this.values);
    this.conflict = differences(valuesOf(read), valuesOf(theirs), mine);
    this.read = theirs;
    this.untouched = valuesOf(theirs);
    this.values = mine;
    // The answer to our own first attempt was lost: what is stored is what was typed.
    if (changedFields(valuesOf(theirs), mine).length === 0 && theirs.discontinuedAt === undefined) {
      this.options.saved({ ...theirs, warnings: [] }, false);
      return;
    }
    void this.host.focusOn(`#${differencesId}`);
  }

  private textOf(field: FormField, value: string): string {
    const choices = { insuranceId: this.insurances, procedure: this.procedureChoices() ?? [] };
    const found =
      field in choices ? choices[field as keyof typeof choices].find((one) => one.value === value) : undefined;
    const isDay = field === "effectiveDate" || field === "expirationDate";
    return (found?.text ?? (isDay ? formatDay(value) : value)) || "(empty)";
  }
}
