import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import {
  type Authorization,
  type AuthorizationWithWarnings,
  isProblem,
  type Tracker,
} from "../../../clients/typescript/src/index.ts";
import { DialogElement } from "../dialog-element.ts";
import { failureSentence } from "../failure-sentence.ts";
import { formatDay } from "../format.ts";
import { handlingMark } from "../handling-marks.ts";
import { leftOut } from "../left-out.ts";
import { baseStyles } from "../styles/base.ts";
import { cellStyles } from "../styles/cells.ts";
import { controlStyles } from "../styles/controls.ts";
import { dialogStyles } from "../styles/dialog.ts";
import { tableStyles } from "../styles/table.ts";
import { tableHead } from "../table-head.ts";
import { strandsServices, warningSentences } from "../warnings.ts";
import { AuthorizationDialog } from "./authorization-dialog.ts";
import { CopyDialog } from "./copy-dialog.ts";
import { DiscontinueDialog } from "./discontinue-dialog.ts";
import { readHidden } from "./hidden-authorizations.ts";
import { OpenedLedgers } from "./opened-ledgers.ts";
import { ReallocationPanel } from "./reallocation-panel.ts";
import { columns, type RowActions, trackerRow } from "./tracker-row.ts";
import { trackerStyles } from "./tracker-styles.ts";
import { trackerTimeline } from "./tracker-timeline.ts";
import { countText } from "./wording.ts";

/** So many rows are rendered at once and the others in portions, so that a long tracker can be used as soon as a short one. */
const rowsAtOnce = 12;

/** Runs when the page is idle; in browsers without idle callbacks, after a moment. */
function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in window) window.requestIdleCallback(work);
  else setTimeout(work, 50);
}

/**
 * `<authorization-tracker client-id context api-base>`: what payers authorized for a client, what is left, until when.
 * Dispatches `authorization-added`, `-changed`, `-confirmed`, `-discontinued` and `-copied`.
 */
export class AuthorizationTracker extends DialogElement {
  static override properties = {
    ...DialogElement.properties,
    context: {},
    readonly: { type: Boolean },
    tracker: { state: true },
    hideExpired: { state: true },
    rowCount: { state: true },
    allLanes: { state: true },
  };
  static override styles = [baseStyles, controlStyles, tableStyles, dialogStyles, cellStyles, trackerStyles];

  /** Where the tracker is shown. */
  declare context: Tracker["context"];
  /** Leaves out the button to add. What can be done with a row is said by the API. */
  declare readonly: boolean;
  declare private tracker: Tracker | undefined;
  declare private hideExpired: boolean;
  declare private rowCount: number;
  declare private allLanes: boolean;
  private readonly ledgers = new OpenedLedgers(this);
  private readonly confirming = new Set<string>();
  private reallocation: ReallocationPanel | undefined;

  constructor() {
    super();
    this.context = "FACE_SHEET";
    this.readonly = false;
    this.hideExpired = false;
    this.rowCount = rowsAtOnce;
    this.allLanes = false;
  }

  protected override get readAgainFor(): readonly string[] {
    return ["context", "hideExpired"];
  }

  protected override async read(signal: AbortSignal): Promise<void> {
    const { clientId, context, hideExpired } = this;
    const query = { clientId, context, ...(hideExpired && { hideExpired }) };
    this.ledgers.refresh(signal);
    const { data } = await this.api.readTracker(query, { signal });
    const authorizations = data.visible ? data.authorizations : await readHidden(this.api, clientId, signal);
    this.announceAcknowledged(authorizations);
    this.tracker = { ...data, authorizations };
  }

  protected override get isAwaiting(): boolean {
    return this.tracker?.authorizations.some(({ confirmation }) => confirmation.state === "SENT") ?? false;
  }

  protected override forget(): void {
    super.forget();
    this.tracker = undefined;
    this.ledgers.forget();
    this.reallocation = undefined;
    this.confirming.clear();
    this.rowCount = rowsAtOnce;
    this.allLanes = false;
  }

  protected override updated(): void {
    super.updated();
    if ((this.tracker?.authorizations.length ?? 0) > this.rowCount) whenIdle(() => this.showMore());
  }

  private showMore(): void {
    this.rowCount += 2 * rowsAtOnce;
  }

  protected override render(): TemplateResult {
    return html`<section class="root" part="tracker" aria-labelledby="heading" lang="en">
      <header>
        <h2 id="heading" part="heading" tabindex="-1">Authorizations</h2>
        ${handlingMark(this.tracker)} ${this.tracker?.visible ? this.controls(this.tracker) : nothing}
      </header>
      ${leftOut(this.tracker?.unreadable)} ${this.reallocation?.content() ?? nothing}
      ${this.tracker === undefined ? this.waiting("Reading the authorizations …") : this.content(this.tracker)}
      ${this.notices()} ${this.dialogs()}
    </section>`;
  }

  private controls({ authorizations, asOf }: Tracker): TemplateResult {
    // Who may change no authorization may add none.
    const canAdd =
      !this.readonly &&
      (authorizations.length === 0 || authorizations.some(({ allowedActions }) => allowedActions.includes("edit")));
    const onChange = ({ target }: Event) => {
      this.hideExpired = (target as HTMLInputElement).checked;
    };
    return html`<p class="muted small summary">${countText(authorizations.length)}, as of ${formatDay(asOf)}</p>
      <label class="check"><input type="checkbox" .checked=${this.hideExpired} @change=${onChange} /> Hide expired</label>
      ${
        canAdd
          ? html`<button type="button" class="primary" part="button primary add" @click=${this.openAdd}>Add a New Authorization</button>`
          : nothing
      }`;
  }

  private content({ visible, authorizations, asOf }: Tracker): TemplateResult {
    if (!visible) {
      const hidden = html`<p class="muted" part="hidden">No insurance in force requires prior auths, so there is nothing to track.</p>`;
      return authorizations.length === 0
        ? hidden
        : html`${hidden}
            <p>What is still open can be discontinued here:</p>
            ${this.table(authorizations)}`;
    }
    if (authorizations.length === 0) {
      return html`<p class="empty" part="empty">${this.hideExpired ? "No authorization that has not expired." : "No authorization yet. Add what the payer approved."}</p>`;
    }
    return html`${trackerTimeline(authorizations, asOf, { areShown: this.allLanes, toggle: this.toggleLanes })}
      ${this.table(authorizations)}`;
  }

  private table(authorizations: readonly Authorization[]): TemplateResult {
    return html`<table role="table" aria-labelledby="heading" part="table">
        ${tableHead(columns, { before: "Details" })}
        <tbody role="rowgroup">
          ${repeat(
            authorizations.slice(0, this.rowCount),
            ({ authorizationId }) => authorizationId,
            (authorization) => trackerRow(authorization, this.stateOf(authorization), this.actions),
          )}
        </tbody>
      </table>`;
  }

  private stateOf({ authorizationId, insuranceId }: Authorization) {
    return {
      insurance: this.tracker?.insurances.find((one) => one.insuranceId === insuranceId),
      opened: this.ledgers.of(authorizationId),
      isConfirming: this.confirming.has(authorizationId),
    };
  }

  private readonly actions: RowActions = {
    toggle: ({ authorizationId }) => this.ledgers.toggle(authorizationId),
    showOlder: ({ authorizationId }) => void this.ledgers.showOlder(authorizationId),
    confirm: (authorization) => void this.confirm(authorization),
    edit: (authorization) => {
      const insurances = this.tracker?.insurances ?? [];
      this.open(new AuthorizationDialog({ host: this, insurances, authorization, saved: this.onSaved }));
    },
    discontinue: (authorization) =>
      this.open(new DiscontinueDialog({ host: this, authorization, discontinued: this.onDiscontinued })),
    copy: (authorization) =>
      this.open(
        new CopyDialog({
          host: this,
          authorization,
          copied: (copy) => {
            this.tell("authorization-copied", { clientId: this.clientId, authorization, copyId: copy.copyId });
            void this.changed();
          },
        }),
      ),
  };

  private readonly openAdd = () => {
    this.open(new AuthorizationDialog({ host: this, insurances: this.tracker?.insurances ?? [], saved: this.onSaved }));
  };

  private readonly toggleLanes = () => {
    this.allLanes = !this.allLanes;
  };

  private async confirm(authorization: Authorization): Promise<void> {
    const { clientId, authorizationId, authorizationNumber, version } = authorization;
    if (this.confirming.has(authorizationId)) return;
    this.confirming.add(authorizationId);
    this.requestUpdate();
    try {
      const { data } = await this.api.confirmAuthorization({ clientId, authorizationId, ifMatch: version });
      if (clientId !== this.clientId) return;
      this.put(data);
      this.say(`${authorizationNumber} is confirmed and sent to billing.`);
      this.tell("authorization-confirmed", { clientId, authorization: data });
      // The button is gone once the row shows it.
      void this.focusOn(`tr[data-id="${CSS.escape(authorizationId)}"] .billing`);
    } catch (error) {
      if (clientId !== this.clientId) return;
      const isStale = isProblem(error, "VERSION_CONFLICT");
      const changed = `Somebody else changed ${authorizationNumber} a moment ago. Look at it again, then confirm it.`;
      this.alert(isStale ? changed : failureSentence(error));
    } finally {
      this.confirming.delete(authorizationId);
      this.requestUpdate();
    }
    this.lookSoon();
    await this.changed();
  }

  private readonly onSaved = ({ warnings, ...authorization }: AuthorizationWithWarnings, isNew: boolean) => {
    const { clientId, authorizationNumber } = authorization;
    this.closeDialog();
    const sentences = this.told(authorization, warnings);
    this.say([`${authorizationNumber} is ${isNew ? "added" : "saved"}.`, ...sentences].join(" "), sentences.length > 0);
    this.put(authorization);
    this.tell(isNew ? "authorization-added" : "authorization-changed", { clientId, authorization });
    void this.changed();
  };

  private readonly onDiscontinued = ({ warnings, ...authorization }: AuthorizationWithWarnings) => {
    this.closeDialog();
    const sentences = this.told(authorization, warnings);
    this.say([`${authorization.authorizationNumber} is discontinued.`, ...sentences].join(" "), sentences.length > 0);
    this.tell("authorization-discontinued", { clientId: authorization.clientId, authorization });
    void this.changed();
  };

  /**
   * The warnings in sentences. Services that no longer have an authorization get a panel, which may name authorizations that left
   * the tracker.
   */
  private told({ clientId, authorizationId, authorizationNumber }: Authorization, warnings: readonly string[]) {
    const nameOf = (id: string) => (id === authorizationId ? authorizationNumber : (this.numberOf(id) ?? id));
    if (strandsServices(warnings)) {
      const moved = (sentence: string) => {
        if (clientId !== this.clientId) return;
        this.say(sentence);
        void this.changed();
      };
      this.reallocation = new ReallocationPanel({ host: this, nameOf, moved });
    }
    return warningSentences(warnings, nameOf);
  }

  /** Shows a reply's authorization at once, before everything is read again. */
  private put(authorization: Authorization): void {
    if (this.tracker === undefined) return;
    const { authorizations } = this.tracker;
    const isShown = authorizations.some((one) => one.authorizationId === authorization.authorizationId);
    const others = authorizations.map((one) =>
      one.authorizationId === authorization.authorizationId ? authorization : one,
    );
    this.tracker = { ...this.tracker, authorizations: isShown ? others : [...authorizations, authorization] };
  }

  private announceAcknowledged(read: readonly Authorization[]): void {
    for (const { authorizationId, authorizationNumber, confirmation } of read) {
      const before = this.tracker?.authorizations.find((one) => one.authorizationId === authorizationId);
      if (before?.confirmation.state === "SENT" && confirmation.state === "ACKNOWLEDGED") {
        this.say(`Billing has ${authorizationNumber}.`);
      }
    }
  }

  private numberOf(authorizationId: string): string | undefined {
    return this.tracker?.authorizations.find((one) => one.authorizationId === authorizationId)?.authorizationNumber;
  }
}
