import type { Page } from "playwright-core";
import { demoUsers } from "../../web/session/demo-users.ts";
import * as bus from "../e2e/bus.ts";
import type { Cast } from "./cast.ts";
import type { State } from "./states.ts";

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const shown = (page: Page, text: string | RegExp) => page.getByText(text).first().waitFor();
const refused = (page: Page) =>
  page
    .getByText(/Nothing was (saved yet|deleted)/)
    .first()
    .waitFor();

/** Nothing of this part of the API answers, or all of it with a failure. */
const unanswered = (pattern: string) => (page: Page) => page.route(pattern, () => {});
const failing = (pattern: string) => (page: Page) =>
  page.route(pattern, (route) =>
    route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ status: 503 }) }),
  );
/** The client tries a failing API again for a while before anybody is told. */
const alerted = (page: Page) => page.getByRole("alert").filter({ hasText: /./ }).first().waitFor({ timeout: 45_000 });

const billingOf = (who: (cast: Cast) => string) => (cast: Cast) => `/billing.html?client=${who(cast)}`;
/** What worklist-states.ts has not. */
export const waitingStates: readonly State[] = [
  {
    name: "billing, nobody chosen",
    as: "reader",
    path: () => "/billing.html",
    act: (page) => button(page, /Quintero/).waitFor(),
  },
  {
    name: "billing, loading",
    as: "reader",
    path: billingOf(({ few }) => few.clientId),
    before: unanswered("**/v1/clients/*/**"),
    act: (page) => shown(page, "Reading the client …"),
  },
  {
    name: "reports, loading",
    as: "supervisor",
    path: () => "/reports.html",
    before: unanswered("**/v1/reports/**"),
    act: (page) => shown(page, /^Reading/),
  },
  {
    name: "reports by dates, refused",
    as: "supervisor",
    path: () => "/reports.html",
    act: askForNoDays,
  },
];

async function askForNoDays(page: Page): Promise<void> {
  await page.getByRole("table").first().waitFor();
  await page.getByLabel("Expires", { exact: true }).selectOption("DATES");
  await page.getByLabel("Effective on or after").fill("2026-05-01");
  await page.getByLabel("Expires on or before").fill("2026-01-01");
  await button(page, "Show").first().click();
  await page.waitForLoadState("networkidle");
}

const setupShown = (page: Page) => button(page, /^Edit Prairie State Medicaid/).waitFor();
const entry = async (page: Page, name: string | RegExp) => {
  await page.getByText("Prairie State Medicaid").first().waitFor();
  await button(page, name).first().click();
  await page.getByRole("dialog").waitFor();
};

export const setupStates: readonly State[] = [
  { name: "setup", as: "setup-admin", path: () => "/setup.html", act: setupShown },
  {
    name: "setup, read only",
    as: "clinician",
    path: () => "/setup.html",
    act: (page) => shown(page, /needs the permission setup:write/),
  },
  {
    name: "setup, loading",
    as: "setup-admin",
    path: () => "/setup.html",
    before: unanswered("**/v1/**"),
    act: (page) => shown(page, "Reading the setup …"),
  },
  { name: "setup, failing", as: "setup-admin", path: () => "/setup.html", before: failing("**/v1/**"), act: alerted },
  {
    name: "add a payer, refused",
    as: "setup-admin",
    path: () => "/setup.html",
    act: (page) => refuse(page, "Add a Payer"),
  },
  {
    name: "add an activity code, refused",
    as: "setup-admin",
    path: () => "/setup.html",
    act: (page) => refuse(page, "Add an Activity Code"),
  },
  {
    name: "add a group",
    as: "setup-admin",
    path: () => "/setup.html",
    act: (page) => entry(page, "Add an Authorization Group"),
  },
  { name: "delete what is in use", as: "setup-admin", path: () => "/setup.html", act: deletePayer },
  { name: "settings", as: "setup-admin", path: () => "/setup.html", act: (page) => entry(page, "Edit the Settings") },
  ...demoUsers.map(({ userId }) => ({
    name: `audit for ${userId}`,
    as: userId,
    path: ({ few }: Cast) => `/audit.html?client=${few.clientId}`,
    act: (page: Page) => page.waitForLoadState("networkidle"),
  })),
  ...demoUsers.map(({ userId }) => ({
    name: `record for ${userId}`,
    as: userId,
    path: ({ few }: Cast) => `/record.html?client=${few.clientId}`,
    act: (page: Page) => page.waitForLoadState("networkidle"),
  })),
  {
    name: "restriction and legal hold",
    as: "supervisor",
    path: ({ few }) => `/record.html?client=${few.clientId}`,
    act: (page) => page.getByRole("button", { name: "Change restriction or hold" }).click(),
  },
  {
    name: "audit, many entries",
    as: "supervisor",
    path: ({ rich }) => `/audit.html?client=${rich.clientId}`,
    act: (page) => page.getByRole("list", { name: "Entries" }).waitFor(),
  },
  {
    name: "audit, longest texts",
    as: "supervisor",
    path: ({ long }) => `/audit.html?client=${long.clientId}`,
    act: (page) => page.getByRole("list", { name: "Entries" }).waitFor(),
  },
  {
    name: "audit, loading",
    as: "supervisor",
    path: ({ few }) => `/audit.html?client=${few.clientId}`,
    before: unanswered("**/v1/clients/*/audit**"),
    act: (page) => shown(page, "Reading the audit …"),
  },
  {
    name: "audit, failing",
    as: "supervisor",
    path: ({ few }) => `/audit.html?client=${few.clientId}`,
    before: failing("**/v1/clients/*/audit**"),
    act: alerted,
  },
];

async function refuse(page: Page, add: string): Promise<void> {
  await entry(page, add);
  await button(page, "Save").click();
  await refused(page);
}

async function deletePayer(page: Page): Promise<void> {
  await entry(page, "Delete Prairie State Medicaid");
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await refused(page);
}

const events = { as: "supervisor", path: () => "/events.html" };
/** Dead letters come from tests at the same time: this one is found by its id. */
const unreadable = `S-${Date.now()}`;

export const eventStates: readonly State[] = [
  {
    ...events,
    name: "events",
    act: (page) =>
      button(page, /^Send again: AuthorizationConfirmed/)
        .first()
        .waitFor(),
  },
  {
    ...events,
    name: "an event as it is",
    act: (page) => page.getByText("JSON of AuthorizationConfirmed").first().click(),
  },
  {
    ...events,
    name: "no event that is like this",
    act: (page) => filtered(page, "nonsense", "No event is like this."),
  },
  { ...events, name: "an event sent again", act: (page) => sendAgain(page, "AuthorizationConfirmed", "delivered") },
  { ...events, name: "a dead letter sent again", before: giveUp, act: sendDeadLetterAgain },
  {
    ...events,
    name: "events, loading",
    before: unanswered("**/local/events*"),
    act: (page) => shown(page, "Reading the events …"),
  },
  { ...events, name: "events, failing", before: failing("**/local/**"), act: alerted },
];

async function filtered(page: Page, text: string, awaited: string): Promise<void> {
  await page.getByLabel("Containing").fill(text);
  await shown(page, awaited);
}

async function sendAgain(page: Page, type: string, outcome: string): Promise<void> {
  await button(page, `Send again: ${type}`).first().click();
  await page
    .getByRole("status")
    .filter({ hasText: `${type} was sent again: ${outcome}.` })
    .waitFor();
}

/** Told by the API when it is a dead letter: how long the attempts take is the machine's. */
async function giveUp(): Promise<void> {
  const detail = { clientId: "C1001", serviceId: unreadable, activityCode: "FAM", serviceDate: "2026-03-16", units: 0 };
  await bus.settled(await bus.put("billing-engine", "ServiceRendered", detail), "dead-lettered");
}

async function sendDeadLetterAgain(page: Page): Promise<void> {
  await filtered(page, unreadable, "VALIDATION_FAILED /detail/units");
  await sendAgain(page, "ServiceRendered", "dead letter");
}
