import type { Page } from "playwright-core";
import type { Cast } from "./cast.ts";
import type { State } from "./states.ts";

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const alertShown = (page: Page, text: RegExp) => page.getByRole("alert").filter({ hasText: text }).first().waitFor();

const setup = { as: "setup-admin", path: () => "/setup.html" };

async function saveNothing(page: Page, add: string): Promise<void> {
  await button(page, add).click();
  await button(page, "Save").click();
  await alertShown(page, /Nothing was saved yet/);
}

export const setupOutcomes: readonly State[] = [
  { ...setup, name: "add a group, refused", act: (page) => saveNothing(page, "Add an Authorization Group") },
  { ...setup, name: "add a payer with an id that is taken", act: addTakenPayer },
  {
    ...setup,
    name: "edit a payer, longest texts",
    act: (page) =>
      button(page, /^Edit Rechts/)
        .first()
        .click(),
  },
  { ...setup, name: "edit the settings, colour too light", act: chooseLightColor },
  { ...setup, name: "edit the settings, refused", act: saveNoColor },
];

async function addTakenPayer(page: Page): Promise<void> {
  await button(page, "Add a Payer").click();
  await page.getByLabel("Name").fill("Prairie");
  await page.getByLabel("Payer id").fill("PSMED");
  await button(page, "Save").click();
  await alertShown(page, /PSMED is taken by another payer: Prairie State Medicaid/);
}

async function chooseLightColor(page: Page): Promise<void> {
  await button(page, "Edit the Settings").click();
  await page.getByLabel("Colour of Overuse", { exact: true }).fill("#ffee00");
  await page.getByText(/Too light for white text/).waitFor();
}

async function saveNoColor(page: Page): Promise<void> {
  await button(page, "Edit the Settings").click();
  await page.getByLabel("Colour of Overuse", { exact: true }).fill("red");
  await button(page, "Save").click();
  await alertShown(page, /Colour of Overuse must be a colour/);
}

const auditOf = (who: (cast: Cast) => string) => (cast: Cast) => `/audit.html?client=${who(cast)}`;
const wholeShown = (page: Page) => page.getByText("No entry has been altered").waitFor();

export const auditOutcomes: readonly State[] = [
  {
    name: "audit of one authorization, oldest first",
    as: "supervisor",
    path: auditOf(({ few }) => few.clientId),
    act: filter,
  },
  {
    name: "audit with touched entries",
    as: "supervisor",
    path: auditOf(({ few }) => few.clientId),
    before: touchAudit,
    act: (page) => alertShown(page, /Somebody has touched this audit: 2 faults/),
  },
  {
    name: "audit of nobody",
    as: "supervisor",
    path: auditOf(() => "NOBODY"),
    act: (page) => page.getByText("There is no client with this id.").waitFor(),
  },
];

async function filter(page: Page): Promise<void> {
  await wholeShown(page);
  await page.getByLabel("Show").selectOption({ index: 1 });
  await page.waitForURL(/authorization=/);
  await wholeShown(page);
  await page.getByLabel("Order").selectOption("oldest");
}

/** The API's answer as it is when an entry was altered and another one taken out. */
function touchAudit(page: Page): Promise<unknown> {
  return page.route("**/audit*", async (route) => {
    if (!route.request().url().includes("/v1/")) return route.fallback();
    const response = await route.fetch();
    const answer: { items: { sequence: number }[] } = await response.json();
    const [newest, next, ...rest] = answer.items;
    const faults = [
      { sequence: newest?.sequence, fault: "ALTERED" },
      { sequence: next?.sequence, fault: "MISSING" },
    ];
    await route.fulfill({ response, json: { ...answer, items: [newest, ...rest], faults } });
  });
}
