import type { Page } from "playwright-core";
import { demoUsers } from "../../web/session/demo-users.ts";
import { made, Scene, staff } from "../e2e/scene.ts";
import type { Cast } from "./cast.ts";

/** A page as somebody sees it at some moment. */
export interface State {
  readonly name: string;
  readonly as: string;
  readonly path: (cast: Cast) => string;
  /** Before the page is opened: what answers, and how. */
  readonly before?: (page: Page) => Promise<unknown>;
  /** Brings the page there, as a user does, and waits until it is there. */
  readonly act: (page: Page, cast: Cast) => Promise<unknown>;
}

const faceSheetOf = (who: (cast: Cast) => string) => (cast: Cast) => `/?client=${who(cast)}`;
const rich = faceSheetOf(({ rich }) => rich.clientId);
const few = faceSheetOf(({ few }) => few.clientId);
const fresh = faceSheetOf(({ fresh }) => fresh.clientId);
const long = faceSheetOf(({ long }) => long.clientId);

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const trackerShown = (page: Page) => page.getByRole("table", { name: "Authorizations" }).waitFor();
const shown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
const dialogShown = (page: Page) => page.getByRole("dialog").waitFor();
const firstDetails = (page: Page) => button(page, /^Details of/).first();
const refused = (page: Page) => page.getByRole("alert").filter({ hasText: "Nothing was saved yet" }).waitFor();

async function openFirst(page: Page): Promise<void> {
  await firstDetails(page).click();
  await page
    .getByRole("region", { name: /^Movements/ })
    .or(page.getByText("No service has used it"))
    .first()
    .waitFor();
}

async function openForm(page: Page, action: string | RegExp): Promise<void> {
  await trackerShown(page);
  await openFirst(page);
  await button(page, action).first().click();
  await dialogShown(page);
}

const add = async (page: Page) => {
  await button(page, "Add a New Authorization").click();
  await page.getByLabel("Procedure").getByRole("option").nth(1).waitFor({ state: "attached" });
};

const addInsurance = async (page: Page) => {
  await button(page, "Add an Insurance").click();
  await page.getByLabel("Payer", { exact: true }).getByRole("option").nth(1).waitFor({ state: "attached" });
};

/** No answer comes, of the reads of clients. */
const unanswered = (page: Page) => page.route("**/v1/clients/*/**", () => {});
const unreachable = (page: Page) => page.route("**/v1/clients/*/**", (route) => route.abort());
const failing = (page: Page) =>
  page.route("**/v1/clients/*/**", (route) =>
    route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ status: 503 }) }),
  );

export const trackerStates: readonly State[] = [
  ...demoUsers.map(({ userId, permissions }) => ({
    name: `tracker for ${userId}`,
    as: userId,
    path: rich,
    act: permissions.includes("clients:read") ? trackerShown : (page: Page) => shown(page, /That needs clients:read/),
  })),
  { name: "no client chosen", as: "supervisor", path: () => "/", act: (page) => button(page, /Quintero/).waitFor() },
  { name: "nobody found", as: "supervisor", path: () => "/", act: searchForNobody },
  { name: "another client looked for", as: "clinician", path: few, act: findAnother },
  {
    name: "unknown client",
    as: "reader",
    path: () => "/?client=NOBODY",
    act: (page) => shown(page, /no client with this id/),
  },
  {
    name: "no insurance",
    as: "supervisor",
    path: faceSheetOf((cast) => cast.uninsured),
    act: (page) => shown(page, /no insurance yet/),
  },
  {
    name: "no tracker",
    as: "supervisor",
    path: faceSheetOf((cast) => cast.notRequired),
    act: (page) => shown(page, /nothing to track/),
  },
  {
    name: "no tracker, open authorizations",
    as: "supervisor",
    path: faceSheetOf(({ stranded }) => stranded),
    act: trackerShown,
  },
  { name: "empty tracker", as: "supervisor", path: fresh, act: (page) => shown(page, /No authorization yet/) },
  {
    name: "loading",
    as: "supervisor",
    path: rich,
    before: unanswered,
    act: (page) => shown(page, "Reading the authorizations …"),
  },
  {
    name: "unreachable",
    as: "supervisor",
    path: rich,
    before: unreachable,
    act: (page) => shown(page, /can't be reached/),
  },
  {
    name: "API failing",
    as: "supervisor",
    path: rich,
    before: failing,
    act: (page) => page.getByRole("alert").first().waitFor(),
  },
  { name: "row expanded", as: "supervisor", path: rich, act: openFirst },
  { name: "row expanded, read only", as: "reader", path: rich, act: openFirst },
  { name: "timeline opened", as: "reader", path: rich, act: (page) => button(page, /^Show \d+ more$/).click() },
  { name: "expired hidden", as: "reader", path: rich, act: (page) => page.getByLabel("Hide expired").check() },
  { name: "note", as: "clinician", path: ({ rich }) => `/note.html?client=${rich.clientId}`, act: trackerShown },
  { name: "itp", as: "clinician", path: ({ rich }) => `/itp.html?client=${rich.clientId}`, act: trackerShown },
  {
    name: "values of a later release",
    as: "supervisor",
    path: rich,
    before: answerNewer,
    act: (page) => shown(page, "Renewal due"),
  },
  { name: "longest texts", as: "supervisor", path: long, act: trackerShown },
  { name: "longest texts, expanded", as: "supervisor", path: long, act: openFirst },
];

export const dialogStates: readonly State[] = [
  { name: "add", as: "clinician", path: fresh, act: add },
  { name: "add, refused", as: "clinician", path: fresh, act: addNothing },
  { name: "add, asked whether to discard", as: "clinician", path: fresh, act: typeAndLeave },
  { name: "edit", as: "supervisor", path: few, act: (page) => openForm(page, /^Edit W|^Edit PA/) },
  { name: "edit, changed by somebody else", as: "supervisor", path: few, act: meet },
  { name: "edit, longest texts", as: "supervisor", path: long, act: (page) => openForm(page, /^Edit (W|Rechts)/) },
  { name: "discontinue", as: "supervisor", path: few, act: (page) => openForm(page, /^Discontinue/) },
  { name: "copy", as: "supervisor", path: few, act: (page) => openForm(page, /^Copy/) },
  { name: "copy to chosen clients", as: "supervisor", path: few, act: chooseClients },
  { name: "copy, done", as: "supervisor", path: few, act: copyToOne },
  { name: "add an insurance", as: "supervisor", path: fresh, act: addInsurance },
  { name: "add an insurance, refused", as: "supervisor", path: fresh, act: addNoInsurance },
  { name: "edit an insurance", as: "supervisor", path: long, act: (page) => button(page, /^Edit Rechts/).click() },
  { name: "saved, with a warning", as: "clinician", path: few, act: addOverlapping },
  { name: "confirm refused", as: "supervisor", path: few, act: confirmMeanwhileChanged },
  { name: "services to move", as: "supervisor", path: () => "/", act: releaseUsed },
  { name: "services to move, by somebody else", as: "billing-specialist", path: () => "/", act: releaseUsed },
];

/** Open enumerations have values that this page does not know. */
function answerNewer(page: Page): Promise<unknown> {
  return page.route("**/authorization-tracker?*", async (route) => {
    const response = await route.fetch();
    const tracker: { authorizations: object[] } = await response.json();
    const newer = { status: "ASKED_FOR", flags: ["RENEWAL_DUE"], allowedActions: ["renew", "edit"] };
    const authorizations = tracker.authorizations.map((each) => ({ ...each, ...newer }));
    await route.fulfill({ response, json: { ...tracker, authorizations } });
  });
}

async function releaseUsed(page: Page, { setup }: Cast): Promise<void> {
  const scene = await Scene.open(await staff(), setup);
  await scene.add({ expirationDate: "2026-05-31" });
  for (const serviceDate of ["2026-03-09", "2026-03-10"]) await scene.post({ serviceDate });
  await scene.add({ effectiveDate: "2026-03-10" });
  await page.goto(`/?client=${scene.clientId}`);
  await openForm(page, /^Discontinue/);
  await page.getByRole("radio", { name: /^It was never valid/ }).check();
  await page.getByRole("button", { name: "Discontinue", exact: true }).click();
  await page.getByRole("region", { name: "Planned moves" }).waitFor();
}

async function searchForNobody(page: Page): Promise<void> {
  await button(page, /Quintero/).waitFor();
  await page.getByRole("searchbox").fill("zzz");
  await shown(page, "No client is found.");
}

async function findAnother(page: Page): Promise<void> {
  await button(page, "Find another client").click();
  await button(page, /Quintero/)
    .or(page.getByText("there are more"))
    .first()
    .waitFor();
}

async function addNothing(page: Page): Promise<void> {
  await add(page);
  await button(page, "Save").click();
  await refused(page);
}

async function typeAndLeave(page: Page): Promise<void> {
  await add(page);
  await page.getByLabel("Notes").fill("By phone");
  await button(page, "Cancel").click();
  await page.getByRole("alertdialog").waitFor();
}

async function meet(page: Page, { few }: Cast): Promise<void> {
  const number = `PA-MET-${Date.now()}`;
  const { authorizationId } = await few.add({ authorizationNumber: number, effectiveDate: "2026-03-02" });
  await page.reload();
  await button(page, new RegExp(`^Details of ${number}`)).click();
  await button(page, `Edit ${number}`).click();
  await page.getByLabel("Auth units").fill("33");
  await made((await staff()).patch(few.path(authorizationId), { authUnits: 44, notes: "theirs" }, { ifMatch: 1 }));
  await button(page, "Save").click();
  await shown(page, /Somebody else changed this authorization/);
}

async function chooseClients(page: Page): Promise<void> {
  await openForm(page, /^Copy/);
  await page.getByLabel("Clients that I choose").check();
  await page.getByLabel("Find clients by name or id").fill("Quin");
  await page.getByLabel(/Quintero, Marisol/).check();
}

async function copyToOne(page: Page): Promise<void> {
  await chooseClients(page);
  await button(page, "Copy").last().click();
  await shown(page, "Done.");
}

async function addNoInsurance(page: Page): Promise<void> {
  await addInsurance(page);
  await button(page, "Save").click();
  await refused(page);
}

async function addOverlapping(page: Page, { setup }: Cast): Promise<void> {
  await add(page);
  await page.getByLabel("Auth #").fill(`PA-OVER-${Date.now()}`);
  await page.getByLabel("Procedure").selectOption(`ACTIVITY:${setup.codes[0]}`);
  await page.getByLabel("Effective date").fill("2026-03-01");
  await page.getByLabel("Expiration date").fill("2026-03-20");
  await button(page, "Save").click();
  await shown(page, /overlap those of authorization/);
}

async function confirmMeanwhileChanged(page: Page, { few }: Cast): Promise<void> {
  const { authorizationId, authorizationNumber } = await few.add({ effectiveDate: "2026-03-04" });
  await page.reload();
  await button(page, new RegExp(`^Details of ${authorizationNumber}`)).waitFor();
  await made((await staff()).patch(few.path(authorizationId), { notes: "theirs" }, { ifMatch: 1 }));
  await button(page, new RegExp(`^Confirm to billing: ${authorizationNumber}`)).click();
  await shown(page, /Somebody else changed .* a moment ago/);
}
