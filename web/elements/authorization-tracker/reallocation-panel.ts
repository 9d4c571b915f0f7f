import { html, nothing, type TemplateResult } from "lit";
import { isProblem, type ReallocationPlan } from "../../../clients/typescript/src/index.ts";
import type { DialogHost } from "../dialog.ts";
import { failureSentence } from "../failure-sentence.ts";
import { counted, formatAmount, formatDay, wordsOf } from "../format.ts";
import { tableHead } from "../table-head.ts";
import { warningSentences } from "../warnings.ts";
import { moveReasons } from "./wording.ts";

interface Options {
  readonly host: DialogHost;
  /** What an authorization is called here. */
  readonly nameOf: (authorizationId: string) => string;
  /** Services were moved: everything else is to be read anew. */
  readonly moved: (sentence: string) => void;
}

type Planned = ReallocationPlan["moves"][number] | ReallocationPlan["unplaced"][number];

const columns = ["Service", "Day", "Code", "Units", "From", "To", "Reason"];

/** After a change that left services behind: where each would go by the rules of today, and the button that moves them. */
export class ReallocationPanel {
  private readonly options: Options;
  private readonly clientId: string;
  private plan: ReallocationPlan | undefined;
  private includeNamed = false;
  /** Why the plan could not be read or carried out. */
  private failure = "";
  /** How many are moved so far; undefined: none is being moved. */
  private movedSoFar: number | undefined;
  private isClosed = false;

  constructor(options: Options) {
    this.options = options;
    this.clientId = options.host.clientId;
    void this.read().then(() => options.host.focusOn("#reallocation"));
  }

  content(): TemplateResult | typeof nothing {
    const { plan } = this;
    if (this.isClosed) return nothing;
    return html`<section class="reallocation" part="reallocation" aria-labelledby="reallocation">
      <h3 id="reallocation" tabindex="-1">Services to move</h3>
      <div role="alert">${this.failure === "" ? nothing : html`<p class="notice alert" part="notice">${this.failure}</p>`}</div>
      ${plan === undefined ? (this.failure === "" ? html`<p class="muted">Reading the plan …</p>` : nothing) : this.planned(plan)}
      <label class="check">
        <input type="checkbox" .checked=${this.includeNamed} @change=${this.onIncludeNamed} />
        Also services for which an authorization was chosen
      </label>
      <p role="status">${this.movedSoFar ? `${counted(this.movedSoFar, "service")} moved so far.` : nothing}</p>
      <div class="buttons">
        <button type="button" part="button" @click=${() => this.close()}>Close</button>
        ${plan?.allowedActions.includes("apply") ? this.moveButton(plan) : nothing}
      </div>
    </section>`;
  }

  private planned({ moves, unplaced, more, warnings, allowedActions }: ReallocationPlan): TemplateResult {
    if (moves.length + unplaced.length === 0) return html`<p>There is no service to move.</p>`;
    const sentences = [
      moves.length === 0
        ? "No authorization takes any of these services; they stay as they are."
        : "By the rules of today these services would go from one authorization to another:",
      ...warningSentences(warnings),
      ...(more > 0 ? [`${counted(more, "more service")} will follow once these are moved.`] : []),
      ...(moves.length > 0 && !allowedActions.includes("apply")
        ? ["Moving them needs the permission services:write."]
        : []),
    ];
    return html`${sentences.map((sentence) => html`<p>${sentence}</p>`)}
      <div class="scroll" role="region" tabindex="0" aria-label="Planned moves">
        <table role="table" class="ledger" aria-labelledby="reallocation">
          ${tableHead(columns)}
          <tbody role="rowgroup">
            ${[...moves, ...unplaced].map((each) => this.row(each))}
          </tbody>
        </table>
      </div>`;
  }

  private row(planned: Planned): TemplateResult {
    const { serviceId, serviceDate, activityCode, units, from, reason } = planned;
    const { nameOf } = this.options;
    const to = "to" in planned ? nameOf(planned.to) : html`<span class="muted">None takes it</span>`;
    return html`<tr role="row">
      <th role="rowheader" scope="row" data-column="Service">${serviceId}</th>
      <td role="cell" data-column="Day"><span class="day">${formatDay(serviceDate)}</span></td>
      <td role="cell" data-column="Code">${activityCode}</td>
      <td role="cell" data-column="Units">${formatAmount(units)}</td>
      <td role="cell" data-column="From">${from === null ? html`<span class="muted">None</span>` : nameOf(from)}</td>
      <td role="cell" data-column="To">${to}</td>
      <td role="cell" data-column="Reason">${wordsOf(moveReasons, reason)}</td>
    </tr>`;
  }

  private moveButton(plan: ReallocationPlan): TemplateResult {
    const isMoving = this.movedSoFar !== undefined;
    return html`<button type="button" class="primary" part="button primary" aria-disabled=${isMoving} @click=${() => void this.move(plan)}>
      ${isMoving ? "Moving …" : `Move ${counted(plan.moves.length, "service")}`}
    </button>`;
  }

  private async read(): Promise<void> {
    const { clientId, includeNamed } = this;
    await this.attempt(async ({ api }) => {
      this.plan = (await api.readReallocation({ clientId, includeNamed })).data;
    });
  }

  private async move({ planHash }: ReallocationPlan): Promise<void> {
    if (this.movedSoFar !== undefined) return;
    const request = { clientId: this.clientId, body: { planHash, includeNamed: this.includeNamed } };
    let moved = 0;
    this.movedSoFar = moved;
    await this.attempt(async (host) => {
      // A call moves what it has time for; sent again, it goes on.
      for (let left = 1; left > 0; host.requestUpdate()) {
        const { data } = await host.api.applyReallocation(request);
        left = data.moved === 0 ? 0 : data.left;
        moved += data.moved;
        this.movedSoFar = moved;
      }
    });
    this.movedSoFar = undefined;
    if (moved > 0) this.options.moved(`${counted(moved, "service")} ${moved === 1 ? "is" : "are"} moved.`);
    if (this.failure === "") await this.read();
    if (this.plan?.moves.length === 0 && this.plan.unplaced.length === 0) this.close();
  }

  private async attempt(work: (host: DialogHost) => Promise<void>): Promise<void> {
    const { host } = this.options;
    this.failure = "";
    host.requestUpdate();
    try {
      await work(host);
    } catch (error) {
      const changed = isProblem(error, "PLAN_CHANGED") ? error.problem.plan : undefined;
      this.plan = changed ?? this.plan;
      this.failure = changed
        ? "Something has changed since this plan was made. Look at the new one."
        : failureSentence(error);
    }
    host.requestUpdate();
  }

  private close(): void {
    this.isClosed = true;
    this.options.host.requestUpdate();
  }

  private readonly onIncludeNamed = ({ target }: Event) => {
    this.includeNamed = (target as HTMLInputElement).checked;
    void this.read();
  };
}
