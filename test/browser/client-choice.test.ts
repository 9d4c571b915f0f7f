import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "../e2e/agency.ts";
import { addInsurance, clientBody, made, newSetup, Scene, type Setup, staff } from "../e2e/scene.ts";
import { focused } from "./focus.ts";
import { opened } from "./pages.ts";

let setup: Setup;
/** As many as are shown at once, and more: all of the same last name. */
let lastName: string;
let clientIds: string[];
beforeAll(async () => {
  const by = await staff();
  setup = await newSetup(by);
  lastName = newId("Many");
  clientIds = Array.from({ length: 22 }, () => newId("client"));
  for (const clientId of clientIds) {
    await made(by.put(`/v1/clients/${clientId}`, { ...clientBody, lastName, firstName: `Of ${clientId}` }));
  }
  await addInsurance(by, clientIds[0] ?? "", setup.payerId);
});

const choices = (page: Page) => page.getByRole("listitem").filter({ hasText: lastName });
const search = (page: Page) => page.getByRole("searchbox");
const chosen = (page: Page, clientId: string) =>
  page.getByRole("heading", { name: `${lastName}, Of ${clientId}`, exact: true });

describe.each([1280, 320])("in a window %i wide", (width) => {
  it("choosing a client brings who it is and what the page is about into view, and the choices make room", async () => {
    const [clientId = ""] = clientIds;
    await using at = await opened("", "supervisor", { viewport: { width, height: 640 }, reducedMotion: "reduce" });
    const { page } = at;
    await page.goto("/");
    await search(page).fill(lastName);
    await expect.poll(() => choices(page).count()).toBe(20);
    await page.getByText("The first 20; there are more: type on to see fewer.").waitFor();
    await search(page).fill(clientId);
    await page.getByRole("button", { name: clientId }).click();
    await page.getByText("No authorization yet.").waitFor();
    expect(await focused(page)).toMatchObject({ id: "client", name: `${lastName}, Of ${clientId}`, isInView: true });
    expect(await search(page).count()).toBe(0);
    const { y = 0 } = (await page.getByRole("heading", { name: "Client Insurance" }).boundingBox()) ?? {};
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(640);
  });
});

describe("a page about a client", () => {
  it("says who the client is, whom nobody looked for, and finds another one", async () => {
    const [, first = "", second = ""] = clientIds;
    await using at = await opened(`/note.html?client=${first}`);
    const { page } = at;
    await chosen(page, first).waitFor();
    await page.getByText(`${first} · born`).waitFor();
    await page.getByRole("button", { name: "Find another client" }).click();
    await expect.poll(async () => (await focused(page)).tag).toBe("input");
    await search(page).fill(second);
    await page.getByRole("button", { name: second }).click();
    await chosen(page, second).waitFor();
    expect(new URL(page.url()).search).toBe(`?client=${second}`);
    await page.goBack();
    await chosen(page, first).waitFor();
    expect(await search(page).count()).toBe(0);
  });

  it("goes on to the other pages about a client with the same one", async () => {
    const [clientId = ""] = clientIds;
    await using at = await opened(`/?client=${clientId}`);
    const { page } = at;
    for (const name of ["Note", "ITP", "Billing", "Audit", "Face Sheet"]) {
      await page.getByRole("link", { name, exact: true }).click();
      await page.locator("nav [aria-current]", { hasText: name }).waitFor();
      await chosen(page, clientId).waitFor();
    }
    await page.getByRole("link", { name: "Reports", exact: true }).click();
    await page.getByRole("heading", { name: "Reports", level: 1 }).waitFor();
    expect(new URL(page.url()).search).toBe("");
  });

  it.each(["NOBODY-1", "NOBODY"])(
    "%s, whom nobody knows, says so once, and lets somebody else be found",
    async (clientId) => {
      await using at = await opened(`/?client=${clientId}`);
      const { page } = at;
      await page.getByText("There is no client with this id.").waitFor();
      await search(page).waitFor();
      expect(await page.getByRole("heading", { name: "Client Insurance" }).isVisible()).toBe(false);
    },
  );

  it("whose search can't be reached says so, and tries again when asked to", async () => {
    await using at = await opened("");
    const { page } = at;
    let isReached = false;
    await page.route("**/v1/clients?*", (route) => (isReached ? route.continue() : route.abort()));
    await page.goto("/");
    const again = page.getByRole("button", { name: "Try again" });
    await again.waitFor();
    await page.getByText(/can't be reached/).waitFor();
    isReached = true;
    await again.click();
    await page
      .getByRole("button", { name: /Quintero/ })
      .or(page.getByText("there are more"))
      .first()
      .waitFor();
    expect(await again.count()).toBe(0);
    expect(at.complaints).toEqual([]);
  });
});

it("on paper it stands who the client is, and no button", async () => {
  const scene = await Scene.open(await staff(), setup);
  await scene.add();
  await using at = await opened(`/?client=${scene.clientId}`);
  const { page } = at;
  await page.getByRole("button", { name: /^Details of/ }).waitFor();
  await page.emulateMedia({ media: "print" });
  expect(await page.getByRole("button").count()).toBe(0);
  const title = await page.getByRole("heading", { level: 1 }).boundingBox();
  const client = await page.locator("#client").boundingBox();
  expect(client?.y).toBeGreaterThanOrEqual((title?.y ?? 0) + (title?.height ?? 0));
});
