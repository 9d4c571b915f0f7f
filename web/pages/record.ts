import { ClientChoice } from "./client-choice.ts";
import { connect, openPage, part, refusal } from "./page.ts";
import { ClientRecord } from "./record/client-record.ts";

customElements.define("client-record", ClientRecord);

const page = await openPage();
const record = new ClientRecord();
connect(record, page);
part("record").append(record);

new ClientChoice(page, (clientId) => {
  const reason = refusal(page.session, "manage records", "clients:read", "records:manage");
  const isAllowed = reason === "";
  part("allowed").textContent = reason;
  part("find").hidden = !isAllowed;
  part("record").hidden = !isAllowed || clientId === "";
  record.clientId = isAllowed ? clientId : "";
});
