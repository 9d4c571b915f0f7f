import type { Page, Route } from "playwright-core";
import type { Cast } from "./cast.ts";
import type { State } from "./states.ts";

const billingOf = (who: (cast: Cast) => string) => (cast: Cast) => `/billing.html?client=${who(cast)}`;
const report =
  (name: string, query = "") =>
  () =>
    `/reports.html?report=${name}${query}`;
const clientAuthorizations = (query = "") => report("client-authorizations", query);

const capsShown = (page: Page) =>
  page
    .getByRole("table", { name: /^Caps of/ })
    .first()
    .waitFor();
const tableShown = (name: string) => (page: Page) => page.getByRole("table", { name }).waitFor();
const shown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
const reports = "**/v1/reports/**";

/** What billing has not stored yet, seen as if it had stored none of a client's caps. */
async function withoutCaps(route: Route): Promise<void> {
  const response = await route.fetch();
  await route.fulfill({ response, json: { ...(await response.json()), caps: [] } });
}

const drift = {
  items: [
    {
      clientId: "C1001",
      authorizationId: "A3001",
      insuranceId: "I2001",
      kind: "CAP_DIFFERS",
      differences: [
        { field: "activityCodes", expected: ["IND15"], stored: ["IND15", "FAM"] },
        { field: "unitsCap", expected: 96, stored: null },
      ],
      since: "2026-03-16T15:04:00.000Z",
    },
  ],
  nextCursor: null,
};
const differing = (page: Page) => page.route("**/v1/reports/caps-drift*", (route) => route.fulfill({ json: drift }));

export const billingStates: readonly State[] = [
  { name: "caps", as: "supervisor", path: billingOf(({ rich }) => rich.clientId), act: capsShown },
  { name: "caps, longest texts", as: "reader", path: billingOf(({ long }) => long.clientId), act: confirmLong },
  { name: "closed caps", as: "reader", path: billingOf(({ few }) => few.clientId), act: closeAndOpen },
  {
    name: "a cap to come",
    as: "reader",
    path: billingOf(({ rich }) => rich.clientId),
    before: (page) => page.route("**/v1/clients/*/insurances/*", withoutCaps),
    act: (page) => shown(page, /A cap is to come/),
  },
  {
    name: "a cap that differs",
    as: "supervisor",
    path: () => "/billing.html?client=C1001",
    before: differing,
    act: (page) => shown(page, "1 cap is not as confirmed"),
  },
  {
    name: "no insurance to bill",
    as: "reader",
    path: billingOf(({ uninsured }) => uninsured),
    act: (page) => shown(page, /no insurance yet/),
  },
  {
    name: "billing out of reach",
    as: "reader",
    path: billingOf(({ rich }) => rich.clientId),
    before: (page) => page.route("**/v1/clients/*/**", (route) => route.abort()),
    act: (page) => shown(page, /can't be reached/),
  },
];

export const reportStates: readonly State[] = [
  {
    name: "client authorizations",
    as: "supervisor",
    path: clientAuthorizations(),
    act: tableShown("Client Authorizations"),
  },
  {
    name: "client authorizations by dates, sorted",
    as: "billing-specialist",
    path: clientAuthorizations("&effectiveOnOrAfter=2026-01-01&expirationOnOrBefore=2026-12-31&sort=-units"),
    act: (page) => page.getByLabel("Expires on or before").waitFor(),
  },
  {
    name: "unusable filters",
    as: "supervisor",
    path: clientAuthorizations("&expiresIn=99&lowUnits=few"),
    act: (page) => shown(page, /some filters can't be used/),
  },
  {
    name: "an empty report",
    as: "supervisor",
    path: clientAuthorizations("&program=Nowhere"),
    act: (page) => shown(page, /No authorization is like this/),
  },
  {
    name: "unconfirmed authorizations",
    as: "supervisor",
    path: report("unconfirmed-authorizations", "&sort=insuranceName"),
    act: tableShown("Unconfirmed Authorizations"),
  },
  {
    name: "no billing engine",
    as: "supervisor",
    path: report("unconfirmed-authorizations"),
    before: (page) =>
      page.route(reports, (route) => route.fulfill({ json: { items: [], nextCursor: null, billingEngine: false } })),
    act: (page) => shown(page, /This agency has no billing engine/),
  },
  {
    name: "unconfirmed authorizations of inactive clients",
    as: "supervisor",
    path: report("unconfirmed-authorizations", "&clientStatus=INACTIVE"),
    act: (page) => shown(page, "Everything of inactive clients is confirmed to billing."),
  },
  {
    name: "what runs low at any time, of all clients",
    as: "supervisor",
    path: clientAuthorizations("&lowUnits=true&clientStatus=ALL"),
    act: (page) => shown(page, "Current · Active and inactive clients · Running low"),
  },
  {
    name: "caps that differ",
    as: "supervisor",
    path: report("caps-drift"),
    before: differing,
    act: tableShown("Caps that Differ"),
  },
  {
    name: "no cap that differs",
    as: "supervisor",
    path: report("caps-drift"),
    act: (page) => shown(page, /no cap differs/),
  },
  {
    name: "a file being prepared",
    as: "supervisor",
    path: clientAuthorizations(),
    before: (page) => page.route(reports, (route) => (isCsv(route) ? undefined : route.continue())),
    act: async (page) => {
      await page.getByRole("button", { name: "Download CSV" }).click();
      await page.getByRole("button", { name: "Cancel the download" }).waitFor();
    },
  },
  {
    name: "reports not allowed",
    as: "clinician",
    path: clientAuthorizations(),
    act: (page) => shown(page, /may not read/),
  },
  {
    name: "reports, no permission at all",
    as: "newcomer",
    path: clientAuthorizations(),
    act: (page) => shown(page, /may not read/),
  },
  {
    name: "reports refused",
    as: "supervisor",
    path: clientAuthorizations(),
    before: (page) =>
      page.route(reports, (route) => route.fulfill({ status: 403, json: { status: 403, code: "FORBIDDEN" } })),
    act: (page) => shown(page, /You may not do this/),
  },
  {
    name: "reports out of reach",
    as: "supervisor",
    path: clientAuthorizations(),
    before: (page) => page.route(reports, (route) => route.abort()),
    act: (page) => shown(page, /can't be reached/),
  },
];

const isCsv = (route: Route) => route.request().headers()["accept"]?.includes("text/csv") ?? false;

/** Numbers and codes as long as they may be. */
async function confirmLong(page: Page, { long }: Cast): Promise<void> {
  const { authorizationId, version } = await long.add({ authUnits: 999_999, expirationDate: "2026-11-30" });
  await long.confirm(authorizationId, version);
  await page.reload();
  await capsShown(page);
}

async function closeAndOpen(page: Page, { few }: Cast): Promise<void> {
  const { authorizationId } = await few.add({ effectiveDate: "2026-02-02", expirationDate: "2026-02-27" });
  const { version } = await few.confirm(authorizationId, 1);
  await few.discontinue(authorizationId, version);
  await page.reload();
  await page.getByText(/^Closed caps: /).click();
  await page.getByRole("table", { name: /^Closed caps of/ }).waitFor();
}
