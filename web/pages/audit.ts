import { AuditTrail } from "./audit/audit-trail.ts";
import { ClientChoice } from "./client-choice.ts";
import { connect, openPage, part, refusal } from "./page.ts";

customElements.define("audit-trail", AuditTrail);

const page = await openPage();
const trail = new AuditTrail();
connect(trail, page);

/** The address also names of which authorization. */
function show(clientId: string): void {
  const reason = refusal(page.session, "read the audit", "clients:read", "audit:read");
  const isAllowed = reason === "";
  part("allowed").textContent = reason;
  part("find").hidden = !isAllowed;
  part("audit").hidden = !isAllowed || clientId === "";
  trail.authorizationId = new URLSearchParams(location.search).get("authorization") ?? "";
  trail.clientId = isAllowed ? clientId : "";
}

part("audit").append(trail);
const choice = new ClientChoice(page, show);
trail.addEventListener("authorization-chosen", ({ detail }: CustomEventInit<{ authorizationId: string }>) => {
  const client = choice.clientId;
  const authorization = detail?.authorizationId ?? "";
  history.pushState(null, "", `?${new URLSearchParams({ client, ...(authorization !== "" && { authorization }) })}`);
  show(client);
});
