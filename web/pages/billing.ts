import { ClientBilling } from "./billing/client-billing.ts";
import { ClientSearch } from "./client-search.ts";
import { connect, openPage, part } from "./page.ts";

customElements.define("client-billing", ClientBilling);

const page = await openPage();
const billing = new ClientBilling();
const search = new ClientSearch(page, part("find"), (clientId) => {
  history.pushState(null, "", `?client=${encodeURIComponent(clientId)}`);
  show();
});

function show(): void {
  const clientId = new URLSearchParams(location.search).get("client") ?? "";
  search.mark(clientId);
  part("billing").hidden = clientId === "";
  billing.clientId = clientId;
}

function allow(): void {
  billing.seesDrift = page.session.permissions.has("reports:read");
}

allow();
connect(billing, page);
page.session.addEventListener("change", allow);
window.addEventListener("popstate", show);
part("billing").append(billing);
show();
await search.search("");
