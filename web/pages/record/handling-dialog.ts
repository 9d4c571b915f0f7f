import { html, type TemplateResult } from "lit";
import { type Handling, isProblem } from "../../../clients/typescript/src/index.ts";
import type { DialogHost } from "../../elements/dialog.ts";
import { textField } from "../../elements/field.ts";
import { FormDialog } from "../../elements/form-dialog.ts";
import { type FormFaults, faultOf, formFaults } from "../../elements/form-faults.ts";

type Field = "restriction" | "legalHold";

const labels: Readonly<Record<Field, string>> = { restriction: "Restriction", legalHold: "Legal hold" };
const hints: Readonly<Record<Field, string>> = {
  restriction: "What the agency has agreed not to use or disclose. Empty: nothing.",
  legalHold: "Why nothing of the client may be deleted. Empty: it may.",
};
const pointers: Readonly<Record<string, Field>> = {
  "/restriction/note": "restriction",
  "/legalHold/reason": "legalHold",
};
const longest = 1000;

type Typed = Readonly<Record<Field, string>>;

const typedOf = ({ restriction, legalHold }: Handling): Typed => ({
  restriction: restriction?.note ?? "",
  legalHold: legalHold?.reason ?? "",
});

/** What the API is sent: an empty text ends a restriction or a hold. */
export function handlingInput({ restriction, legalHold }: Typed) {
  const [note, reason] = [restriction.trim(), legalHold.trim()];
  return { restriction: note === "" ? null : { note }, legalHold: reason === "" ? null : { reason } };
}

interface Options {
  readonly host: DialogHost;
  readonly handling: Handling;
  readonly saved: (handling: Handling) => void;
}

/** Restriction and legal hold of a client, with their reasons. */
export class HandlingDialog extends FormDialog<Field> {
  readonly title = "Restriction and legal hold";
  protected override readonly fieldOrder = ["restriction", "legalHold"] as const;
  private readonly options: Options;
  private handling: Handling;
  private typed: Typed;

  constructor(options: Options) {
    super(options.host);
    this.options = options;
    this.handling = options.handling;
    this.typed = typedOf(options.handling);
  }

  get isTouched(): boolean {
    return JSON.stringify(this.typed) !== JSON.stringify(typedOf(this.handling));
  }

  content(): TemplateResult {
    const fields = this.fieldOrder.map((id) =>
      textField(
        {
          id,
          label: labels[id],
          hint: hints[id],
          value: this.typed[id],
          fault: this.faults.fields.get(id),
          isOptional: true,
          changed: (value) => {
            this.typed = { ...this.typed, [id]: value };
          },
        },
        longest,
      ),
    );
    return this.form(html`${fields}`, { save: "Save", saving: "Saving …" });
  }

  protected override faultsOf(error: unknown): FormFaults<Field> {
    return formFaults<Field>(error, {
      labelOf: (field) => labels[field],
      fieldAt: (pointer) => pointers[pointer],
      fieldOfCode: {},
    });
  }

  protected override async save(): Promise<void> {
    const { api, clientId } = this.host;
    try {
      const body = handlingInput(this.typed);
      this.options.saved((await api.putHandling({ clientId, ifMatch: this.handling.version, body })).data);
    } catch (error) {
      if (!isProblem(error, "VERSION_CONFLICT")) throw error;
      this.handling = (await api.readHandling({ clientId })).data;
      const { restriction, legalHold } = typedOf(this.handling);
      this.faults = faultOf(
        `Somebody else saved meanwhile: restriction “${restriction || "none"}”, legal hold “${legalHold || "none"}”. Save again to replace that by what you typed.`,
      );
    }
  }
}
