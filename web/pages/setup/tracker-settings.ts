import { html, nothing, type TemplateResult } from "lit";
import type { TrackerSettings as Settings, Status } from "../../../clients/typescript/src/index.ts";
import { tableHead } from "../../elements/table-head.ts";
import { contrastVerdict } from "./contrast.ts";
import { type ReadSettings, readSettings, SettingsDialog } from "./settings-dialog.ts";
import { meaningOf, policyTexts, settingLabel, statuses } from "./settings-form.ts";
import { SetupElement } from "./setup-element.ts";
import { statusMark } from "./status-preview.ts";

const columns = ["Status", "When", "Colour", "Readable"] as const;

/** `<tracker-settings>`: the statuses with their colours and values, the over-cap policy, the billing engine. */
export class TrackerSettings extends SetupElement {
  static override properties = { ...SetupElement.properties, current: { state: true } };

  declare private current: ReadSettings | undefined;

  protected override async read(signal: AbortSignal): Promise<void> {
    this.current = await readSettings(this.api, signal);
  }

  protected override render(): TemplateResult {
    const { current } = this;
    return html`<section class="root" aria-labelledby="heading" lang="en">
      <header>
        <h2 id="heading" tabindex="-1">Tracker</h2>
        ${
          this.readonly || current === undefined
            ? nothing
            : html`<button type="button" class="primary" @click=${() => this.openForm(current)}>Edit the Settings</button>`
        }
      </header>
      <p class="about">What each status looks like, and what happens when more is used than was authorized. A row has the first status that holds.</p>
      ${current === undefined ? this.waiting("Reading the settings …") : this.shown(current.settings)} ${this.notices()} ${this.dialogs()}
    </section>`;
  }

  private shown(settings: Settings): TemplateResult {
    return html`<dl class="facts">
        <div>
          <dt>${settingLabel("overCapPolicy")}</dt>
          <dd>${policyTexts[settings.overCapPolicy]}</dd>
        </div>
        <div>
          <dt>${settingLabel("billingEngine")}</dt>
          <dd>${settings.billingEngine ? "On" : "Off: nothing can be confirmed to billing"}</dd>
        </div>
        <div>
          <dt>${settingLabel("numbersThatAreNone")}</dt>
          <dd>${["Pending", ...settings.numbersThatAreNone].join(" · ")}</dd>
        </div>
      </dl>
      <table role="table" aria-label="Statuses, most pressing first">
        ${tableHead(columns)}
        <tbody role="rowgroup">
          ${statuses.map((status) => statusRow(status, settings))}
        </tbody>
      </table>`;
  }

  private openForm(read: ReadSettings): void {
    this.open(new SettingsDialog({ host: this, read, saved: () => this.done("The settings are saved.") }));
  }
}

function statusRow(status: Status, settings: Settings): TemplateResult {
  const { color, value } = settings.statuses[status];
  const { isReadable, sentence } = contrastVerdict(color);
  return html`<tr role="row">
    <th role="rowheader" scope="row" data-column="Status">${statusMark(status, color)}</th>
    <td role="cell" data-column="When">${meaningOf(status, value)}</td>
    <td role="cell" data-column="Colour">${color.toUpperCase()}</td>
    <td role="cell" data-column="Readable"><span class="verdict small ${isReadable ? "" : "poor"}">${sentence}</span></td>
  </tr>`;
}
