import type { TemplateResult } from "lit";
import type { DialogHost } from "../../elements/dialog.ts";
import { textField } from "../../elements/field.ts";
import { FormDialog } from "../../elements/form-dialog.ts";
import type { FormFaults } from "../../elements/form-faults.ts";
import { consoleFailure } from "./console-failure.ts";
import { putEvent, type SentEvent } from "./local-console.ts";

interface Options {
  readonly host: DialogHost;
  readonly event: SentEvent;
  readonly sent: () => void;
}

const longestEvent = 100_000;

/** Puts an event on the bus as it is typed: also one that is older, that is of another client, or that billing can't read. */
export class PutEventDialog extends FormDialog<"event"> {
  readonly title = "Edit an event and send it";
  protected override readonly fieldOrder = ["event"] as const;
  private readonly options: Options;
  private readonly untouched: string;
  private text: string;

  constructor(options: Options) {
    super(options.host);
    const { source, detailType, detail } = options.event;
    this.options = options;
    this.text = JSON.stringify({ source, "detail-type": detailType, detail }, null, 2);
    this.untouched = this.text;
  }

  get isTouched(): boolean {
    return this.text !== this.untouched;
  }

  content(): TemplateResult {
    const field = {
      id: "event",
      label: "Event",
      value: this.text,
      fault: this.faults.fields.get("event"),
      hint: "JSON with source, detail-type and detail. One with an event id that billing has seen changes nothing.",
      changed: (text: string) => {
        this.text = text;
      },
    };
    const buttons = { save: "Put it on the bus", saving: "Sending …", refused: "Nothing was sent." };
    return this.form(textField(field, longestEvent), buttons);
  }

  protected override faultsOf(error: unknown): FormFaults<"event"> {
    const sentence = error instanceof SyntaxError ? `This is not JSON: ${error.message}.` : consoleFailure(error);
    return { fields: new Map([["event", sentence]]), others: [] };
  }

  protected override async save(): Promise<void> {
    await putEvent(JSON.parse(this.text));
    this.options.sent();
  }
}
