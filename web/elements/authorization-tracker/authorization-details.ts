import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Authorization, Ledger, Movement } from "../../../clients/typescript/src/index.ts";
import { counted, formatDay, formatInstant, wordsOf } from "../format.ts";
import { tableHead } from "../table-head.ts";
import type { OpenedLedger } from "./opened-ledgers.ts";
import { leftText, movementTexts, signed, usedText } from "./wording.ts";

export interface DetailActions {
  readonly showOlder: (authorization: Authorization) => void;
  readonly edit: (authorization: Authorization) => void;
  readonly discontinue: (authorization: Authorization) => void;
  readonly copy: (authorization: Authorization) => void;
}

/** Notes, who did what, what can be done, and every movement of the balance. */
export function authorizationDetails(
  authorization: Authorization,
  { ledger, failure }: OpenedLedger,
  actions: DetailActions,
): TemplateResult {
  const { notes, allowedActions, authorizationNumber, createdAt, createdBy, confirmation } = authorization;
  const { confirmedAt, confirmedBy } = confirmation;
  const action = (name: "edit" | "discontinue" | "copy", text: string) =>
    allowedActions.includes(name)
      ? html`<button type="button" part="button" aria-label="${text} ${authorizationNumber}" @click=${() => actions[name](authorization)}>${text}</button>`
      : nothing;
  return html`<div class="detail" part="details">
    <div class="facts">
      <dl>
        <dt>Notes</dt>
        <dd class="notes">${notes ?? html`<span class="muted">None</span>`}</dd>
        <dt>Entered</dt>
        <dd>${formatInstant(createdAt)} by ${createdBy}</dd>
        ${
          confirmedAt === undefined
            ? nothing
            : html`<dt>Confirmed</dt><dd>${formatInstant(confirmedAt)} by ${confirmedBy}</dd>`
        }
      </dl>
      <div class="actions">${action("edit", "Edit")} ${action("copy", "Copy")} ${action("discontinue", "Discontinue")}</div>
    </div>
    <div>
      <h3>Ledger ${ledger && html`<span class="muted small">${counted(ledger.items.length, "movement")}${ledger.nextCursor === null ? "" : ", newest first"}</span>`}</h3>
      ${failure === undefined ? nothing : html`<p class="notice alert" part="notice" role="alert">The ledger can't be read. ${failure}</p>`}
      ${ledger === undefined && failure === undefined ? html`<p class="muted">Reading the ledger …</p>` : nothing}
      ${ledger === undefined ? nothing : ledgerTable(ledger, authorization, actions)}
    </div>
  </div>`;
}

function ledgerTable(ledger: Ledger, authorization: Authorization, actions: DetailActions): TemplateResult {
  const { items, nextCursor, balance, balanceBefore } = ledger;
  const { authorizationId, authorizationNumber } = authorization;
  if (items.length === 0) return html`<p class="muted">No service has used it yet.</p>`;
  return html`<div class="scroll" id="ledger-${authorizationId}" role="region" tabindex="0" aria-label="Movements of ${authorizationNumber}">
      <table role="table" class="ledger" aria-label="Movements of ${authorizationNumber}">
        ${tableHead(["Service date", "Activity code", "What", "Units", "Visits", "When, by whom"])}
        <tbody role="rowgroup">
          ${repeat(items, ({ movementId }) => movementId, movementRow)}
        </tbody>
      </table>
    </div>
    ${
      nextCursor === null
        ? nothing
        : html`<p class="small muted">
            Before these: units ${usedText(balanceBefore.units)}; visits ${usedText(balanceBefore.visits)}.
            <button type="button" part="button" aria-label="Show older movements of ${authorizationNumber}" @click=${() => actions.showOlder(authorization)}>Show older</button>
          </p>`
    }
    <p class="small muted">Units: ${leftText(balance.units)}. Visits: ${leftText(balance.visits)}.</p>`;
}

function movementRow(movement: Movement): TemplateResult {
  const isScheduled = movement.unitsScheduled !== 0;
  return html`<tr role="row">
    <td role="cell" data-column="Service date"><span class="day">${formatDay(movement.serviceDate)}</span></td>
    <td role="cell" data-column="Activity code">${movement.activityCode}</td>
    <td role="cell" data-column="What">${wordsOf(movementTexts, movement.reason)}${isScheduled ? ", scheduled" : ""}</td>
    <td role="cell" data-column="Units">${signed(movement.unitsUsed + movement.unitsScheduled)}</td>
    <td role="cell" data-column="Visits">${signed(movement.visitsUsed + movement.visitsScheduled)}</td>
    <td role="cell" data-column="When, by whom">
      ${formatInstant(movement.at)} by ${movement.source === "BILLING_ENGINE" ? "the billing engine" : movement.by}
    </td>
  </tr>`;
}
