import { AuditTrail } from "./audit/audit-trail.ts";
import { ClientSearch } from "./client-search.ts";
import { connect, openPage, part } from "./page.ts";

customElements.define("audit-trail", AuditTrail);

const page = await openPage();
const trail = new AuditTrail();
connect(trail, page);

const search = new ClientSearch(page, part("find"), (clientId) => go({ client: clientId }));

/** The address names whose audit is shown, and of which authorization: by ids alone. */
function go(shown: Readonly<Record<string, string>>): void {
  history.pushState(null, "", `?${new URLSearchParams(shown)}`);
  show();
}

function show(): void {
  const shown = new URLSearchParams(location.search);
  const clientId = shown.get("client") ?? "";
  const isAllowed = page.session.permissions.has("audit:read");
  part("allowed").textContent = isAllowed
    ? ""
    : `${page.session.user.name} may not read the audit. That needs the permission audit:read.`;
  part("find").hidden = !isAllowed;
  part("audit").hidden = !isAllowed || clientId === "";
  search.mark(clientId);
  trail.authorizationId = shown.get("authorization") ?? "";
  trail.clientId = isAllowed ? clientId : "";
}

trail.addEventListener("authorization-chosen", ({ detail }: CustomEventInit<{ authorizationId: string }>) => {
  const authorization = detail?.authorizationId ?? "";
  go({ client: trail.clientId, ...(authorization !== "" && { authorization }) });
});
window.addEventListener("popstate", show);
page.session.addEventListener("change", show);
part("audit").append(trail);
show();
await search.search("");
