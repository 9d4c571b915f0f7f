import { html, nothing, type TemplateResult } from "lit";
import {
  type Authorization,
  type AuthorizationWithWarnings,
  type ClientInsurance,
  isProblem,
  type Procedure,
} from "../../../clients/typescript/src/index.ts";
import type { Dialog, DialogHost } from "../dialog.ts";
import { differencesId, differencesTable, type ShownDifference } from "../differences.ts";
import { faultsSummary, faultsSummaryId } from "../faults-summary.ts";
import type { Choice } from "../field.ts";
import { formatDay } from "../format.ts";
import { authorizationFields } from "./authorization-fields.ts";
import {
  changedFields,
  changeOf,
  type Difference,
  differences,
  emptyValues,
  type FormFaults,
  type FormField,
  type FormValues,
  faultsOf,
  fieldLabels,
  formFields,
  inputOf,
  noFaults,
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

/** Adds an authorization, or changes one. Only closing it loses what was typed. */
export class AuthorizationDialog implements Dialog {
  readonly title: string;
  private readonly options: Options;
  private readonly insurances: readonly Choice[];
  private procedures: readonly Procedure[] | undefined;
  /** The authorization as it was read last; what differs from it was typed here. */
  private read: Authorization | undefined;
  private values: FormValues;
  private faults: FormFaults = noFaults;
  /** What somebody else saved while it was edited here. */
  private conflict: readonly Difference[] = [];
  private isSaving = false;
  /** The body that was sent last, and its key: the same body again must not add a second one. */
  private sent = { body: "", key: "" };

  constructor(options: Options) {
    const { insurances, authorization } = options;
    this.options = options;
    this.read = authorization;
    this.title = authorization ? `Edit ${authorization.authorizationNumber}` : "Add a New Authorization";
    const fitting = insurances.filter(
      (one) => (one.status === "ACTIVE" && one.priorAuthsRequired) || one.insuranceId === authorization?.insuranceId,
    );
    this.insurances = fitting.map(({ insuranceId, payerName, priority }) => ({
      value: insuranceId,
      text: `${payerName} (priority ${priority})`,
    }));
    this.values = authorization ? valuesOf(authorization) : emptyValues(fitting.map(({ insuranceId }) => insuranceId));
    void this.readProcedures();
  }

  content(): TemplateResult {
    const { fields, others } = this.faults;
    return html`<form novalidate @submit=${this.onSubmit}>
      ${faultsSummary([
        ...others.map((sentence) => ({ inputId: undefined, sentence })),
        ...formFields.flatMap((field) => {
          const sentence = fields.get(field);
          return sentence === undefined ? [] : [{ inputId: field, sentence }];
        }),
      ])}
      ${this.conflict.length === 0 ? nothing : differencesTable("this authorization", this.shownConflict())}
      ${authorizationFields({
        values: this.values,
        faults: fields,
        insurances: this.insurances,
        procedures: this.procedureChoices(),
        changed: this.onInput,
      })}
      <div class="buttons">
        <button type="button" part="button" @click=${() => this.options.host.closeDialog()}>Cancel</button>
        <button type="submit" class="primary" part="button primary" aria-disabled=${this.isSaving}>
          ${this.isSaving ? "Saving …" : this.conflict.length > 0 ? "Save on the new version" : "Save"}
        </button>
      </div>
    </form>`;
  }

  private async readProcedures(): Promise<void> {
    const { host } = this.options;
    try {
      this.procedures = (await host.api.listProcedures()).data.items;
    } catch (error) {
      this.faults = faultsOf(error);
    }
    host.requestUpdate();
  }

  /** In the API's order. A procedure that was deleted from the setup stays what the authorization has. */
  private procedureChoices(): readonly Choice[] | undefined {
    const choices = this.procedures?.map((procedure) => ({ value: procedureValue(procedure), text: procedure.label }));
    const own = this.read && { value: procedureValue(this.read.procedure), text: this.read.procedure.label };
    return own && choices?.every(({ value }) => value !== own.value) ? [own, ...choices] : choices;
  }

  private readonly onInput = (field: FormField, value: string) => {
    this.values = { ...this.values, [field]: value };
    this.options.host.requestUpdate();
  };

  private shownConflict(): ShownDifference[] {
    return this.conflict.map(({ field, before, theirs }) => ({
      label: fieldLabels[field],
      before: this.textOf(field, before),
      theirs: this.textOf(field, theirs),
      mine: this.textOf(field, this.values[field]),
      take: () => {
        this.onInput(field, theirs);
        void this.options.host.focusOn(`#${field}`);
      },
    }));
  }

  private readonly onSubmit = async (event: Event) => {
    event.preventDefault();
    if (this.isSaving) return;
    const { host } = this.options;
    this.isSaving = true;
    this.faults = noFaults;
    host.requestUpdate();
    try {
      await (this.read ? this.change(this.read) : this.add());
    } catch (error) {
      this.faults = faultsOf(error);
      void host.focusOn(`#${faultsSummaryId}`);
    }
    this.isSaving = false;
    host.requestUpdate();
  };

  private async add(): Promise<void> {
    const { host, saved } = this.options;
    const body = inputOf(this.values);
    const text = JSON.stringify(body);
    if (this.sent.body !== text) this.sent = { body: text, key: crypto.randomUUID() };
    const { data } = await host.api.addAuthorization({ clientId: host.clientId, body, idempotencyKey: this.sent.key });
    saved(data, true);
  }

  private async change(read: Authorization): Promise<void> {
    const { host, saved } = this.options;
    const before = valuesOf(read);
    if (changedFields(before, this.values).length === 0) {
      host.closeDialog();
      return;
    }
    const { clientId, authorizationId, version } = read;
    const body = changeOf(before, this.values);
    try {
      saved((await host.api.changeAuthorization({ clientId, authorizationId, ifMatch: version, body })).data, false);
    } catch (error) {
      if (!isProblem(error, "VERSION_CONFLICT")) throw error;
      await this.meet(read);
    }
  }

  /** Somebody else was quicker: what they saved is shown, and what was typed here stays on top of it. */
  private async meet(read: Authorization): Promise<void> {
    const { host, saved } = this.options;
    const { clientId, authorizationId } = read;
    const { data: theirs } = await host.api.readAuthorization({ clientId, authorizationId });
    const mine = rebased(valuesOf(read), valuesOf(theirs), this.values);
    this.conflict = differences(valuesOf(read), valuesOf(theirs), mine);
    this.read = theirs;
    this.values = mine;
    // The answer to our own first attempt was lost: what is stored is what was typed.
    if (changedFields(valuesOf(theirs), mine).length === 0 && theirs.discontinuedAt === undefined) {
      saved({ ...theirs, warnings: [] }, false);
      return;
    }
    void host.focusOn(`#${differencesId}`);
  }

  private textOf(field: FormField, value: string): string {
    const choices = { insuranceId: this.insurances, procedure: this.procedureChoices() ?? [] };
    const found =
      field in choices ? choices[field as keyof typeof choices].find((one) => one.value === value) : undefined;
    const isDay = (field === "effectiveDate" || field === "expirationDate") && value !== "";
    return found?.text ?? (isDay ? formatDay(value) : value === "" ? "(empty)" : value);
  }
}
