import { ClientBilling } from "./billing/client-billing.ts";
import { ClientChoice } from "./client-choice.ts";
import { connect, openPage, part } from "./page.ts";

customElements.define("client-billing", ClientBilling);

const page = await openPage();
const billing = new ClientBilling();

function allow(): void {
  billing.seesDrift = page.session.permissions.has("reports:read");
}

allow();
connect(billing, page);
page.session.addEventListener("change", allow);
part("billing").append(billing);
new ClientChoice(page, (clientId) => {
  part("billing").hidden = clientId === "";
  billing.clientId = clientId;
});
