import { html, nothing, type TemplateResult } from "lit";
import type { Authorization, ClientInsurance } from "../../../clients/typescript/src/index.ts";
import { amountCell, billingState, markOf, statusCell } from "../cells.ts";
import { formatDay, formatDaysLeft } from "../format.ts";
import { authorizationDetails, type DetailActions } from "./authorization-details.ts";
import type { OpenedLedger } from "./opened-ledgers.ts";
import { unconfirmable } from "./wording.ts";

/** What can be done with an authorization; the row offers what its `allowedActions` has. */
export interface RowActions extends DetailActions {
  readonly toggle: (authorization: Authorization) => void;
  readonly confirm: (authorization: Authorization) => void;
}

export interface RowState {
  readonly insurance: ClientInsurance | undefined;
  /** Undefined while its details are closed. */
  readonly opened: OpenedLedger | undefined;
  readonly isConfirming: boolean;
}

export const columns = ["Status", "Auth #", "Procedure", "Dates", "Units", "Visits", "Billing"] as const;

/** An authorization's row, and when expanded its details below. */
export function trackerRow(authorization: Authorization, state: RowState, actions: RowActions): TemplateResult {
  const { authorizationId, authorizationNumber, payerName, procedure } = authorization;
  const { opened } = state;
  const isExpanded = opened !== undefined;
  const name = `${authorizationNumber}, ${procedure.label}`;
  return html`<tr role="row" part="authorization" data-id=${authorizationId} class=${isExpanded ? "expanded" : ""}>
      <td role="cell" class="toggle">
        <button
          type="button"
          class="icon"
          part="button"
          aria-expanded=${isExpanded}
          aria-controls="details-${authorizationId}"
          aria-label="Details of ${name}"
          @click=${() => actions.toggle(authorization)}
        >
          ${plusSign(isExpanded)}
        </button>
      </td>
      <td role="cell" data-column="Status">${statusCell(authorization)}</td>
      <th role="rowheader" scope="row" data-column="Auth #">
        <span>
          <b class="number">${authorizationNumber}</b>
          ${markOf(authorization)}
          <span class="below">${payerName ?? "Unknown payer"}</span>
        </span>
      </th>
      <td role="cell" data-column="Procedure">
        <span
          >${procedure.label}
          ${procedure.type === "GROUP" ? html`<span class="below">${procedure.activityCodes.join(", ")}</span>` : nothing}
        </span>
      </td>
      <td role="cell" data-column="Dates">
        <span>
          <span class="day">${formatDay(authorization.effectiveDate)} to</span>
          <span class="day">${formatDay(authorization.expirationDate)}</span>
          <span class="below">${formatDaysLeft(authorization.daysLeft)}</span>
        </span>
      </td>
      <td role="cell" data-column="Units">${amountCell(authorization.units, authorization.statusColor)}</td>
      <td role="cell" data-column="Visits">${amountCell(authorization.visits, authorization.statusColor)}</td>
      <td role="cell" data-column="Billing">${billing(authorization, state, actions, name)}</td>
    </tr>
    ${
      isExpanded
        ? html`<tr role="row" class="details">
            <td role="cell" colspan=${columns.length + 1} id="details-${authorizationId}">
              ${authorizationDetails(authorization, opened, actions)}
            </td>
          </tr>`
        : nothing
    }`;
}

function plusSign(isExpanded: boolean): TemplateResult {
  return html`<svg aria-hidden="true" viewBox="0 0 16 16" width="16" height="16">
    <path d=${isExpanded ? "M3 8h10" : "M3 8h10M8 3v10"} stroke="currentColor" stroke-width="2" stroke-linecap="round" />
  </svg>`;
}

function billing(
  authorization: Authorization,
  { insurance, isConfirming }: RowState,
  actions: RowActions,
  name: string,
): TemplateResult {
  const { confirmation, allowedActions } = authorization;
  const isAgain = confirmation.state === "STALE";
  return html`<span>
    ${billingState(confirmation.state)}
    ${
      allowedActions.includes("confirm")
        ? html`<button
            type="button"
            class="primary confirm"
            part="button confirm"
            aria-label="${isAgain ? "Confirm again" : "Confirm"} to billing: ${name}"
            aria-disabled=${isConfirming}
            @click=${() => actions.confirm(authorization)}
          >
            ${isConfirming ? "Confirming …" : isAgain ? "Confirm again" : "Confirm to billing"}
          </button>`
        : html`<span class="below">${unconfirmable(confirmation, insurance)}</span>`
    }
  </span>`;
}
