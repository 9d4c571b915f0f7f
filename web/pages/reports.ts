import { html, nothing, render } from "lit";
import { connect, openPage, part, refusal } from "./page.ts";
import { CapsDriftReport } from "./reports/caps-drift-report.ts";
import { ClientAuthorizationsReport } from "./reports/client-authorizations.ts";
import { UnconfirmedAuthorizationsReport } from "./reports/unconfirmed-authorizations.ts";

/** By the name that the address has, which is the API's. The first is shown when the address names none. */
const reports = [
  { name: "client-authorizations", title: "Client Authorizations", element: ClientAuthorizationsReport },
  { name: "unconfirmed-authorizations", title: "Unconfirmed Authorizations", element: UnconfirmedAuthorizationsReport },
  { name: "caps-drift", title: "Caps that Differ", element: CapsDriftReport },
] as const;
type Report = (typeof reports)[number];

for (const { name, element } of reports) customElements.define(`${name}-report`, element);

const page = await openPage();
const siteTitle = document.title;
let shown: InstanceType<Report["element"]> | undefined;

/** The address says which report is shown and how, by filters alone: whoever gets it sees the same. */
function show(): void {
  const query = new URLSearchParams(location.search);
  const report = reports.find(({ name }) => name === query.get("report")) ?? reports[0];
  query.delete("report");
  document.title = `${report.title} · ${siteTitle}`;
  render(links(report), part("reports"));
  const reason = refusal(page.session, "read reports", "clients:read", "reports:read");
  const isAllowed = reason === "";
  part("allowed").textContent = reason;
  part("reports").hidden = !isAllowed;
  part("report").hidden = !isAllowed;
  if (!isAllowed || !(shown instanceof report.element)) put(isAllowed ? report : undefined);
  if (shown) shown.query = query.toString();
}

function put(report: Report | undefined): void {
  shown = undefined;
  if (report) {
    shown = new report.element();
    connect(shown, page);
  }
  part("report").replaceChildren(...(shown ? [shown] : []));
}

function links(current: Report) {
  return html`<ul class="tabs">
    ${reports.map(
      ({ name, title }) =>
        html`<li>
          <a href="?report=${name}" aria-current=${name === current.name ? "page" : nothing} @click=${onLink}>${title}</a>
        </li>`,
    )}
  </ul>`;
}

/** Another tab or window is the browser's to open. */
function onLink(event: MouseEvent): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go((event.currentTarget as HTMLAnchorElement).search);
}

function go(search: string): void {
  if (search !== location.search) history.pushState(null, "", search);
  show();
}

part("report").addEventListener("report-asked", (event) => {
  const { query } = (event as CustomEvent<{ query: string }>).detail;
  const name = reports.find(({ element }) => shown instanceof element)?.name ?? reports[0].name;
  go(`?report=${name}${query === "" ? "" : `&${query}`}`);
});
window.addEventListener("popstate", show);
// What somebody else has read is not left to the next one.
page.session.addEventListener("change", () => {
  put(undefined);
  show();
});
show();
