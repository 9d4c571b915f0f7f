import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { newSetup, Scene, type Setup, staff } from "../e2e/scene.ts";
import { focused } from "./focus.ts";
import { opened } from "./pages.ts";

let setup: Setup;
beforeAll(async () => {
  setup = await newSetup(await staff());
});

/** A client's Face Sheet with the form to add an authorization open, and a number typed. */
async function typing() {
  const scene = await Scene.open(await staff(), setup);
  const at = await opened(`/?client=${scene.clientId}`);
  await at.page.getByRole("button", { name: "Add a New Authorization" }).click();
  await at.page.getByLabel("Auth #").fill("PA-TYPED");
  return { ...at, scene };
}

const question = (page: Page) => page.getByRole("alertdialog", { name: "Discard what you typed?" });
const number = (page: Page) => page.getByLabel("Auth #");

describe("a form in which something was typed", () => {
  it.each(["Escape", "Cancel"])("asks before %s loses it, and keeps it", async (way) => {
    await using at = await typing();
    const { page } = at;
    await (way === "Escape" ? page.keyboard.press("Escape") : page.getByRole("button", { name: "Cancel" }).click());
    await question(page).waitFor();
    expect((await focused(page)).name).toBe("Keep editing");
    await page.getByRole("button", { name: "Keep editing" }).click();
    await expect.poll(() => number(page).inputValue()).toBe("PA-TYPED");
    expect(await question(page).count()).toBe(0);
    expect((await focused(page)).id).toBe(way === "Escape" ? "authorizationNumber" : "");
  });

  it("is kept however often Escape is pressed", async () => {
    await using at = await typing();
    const { page } = at;
    for (let times = 0; times < 6; times++) {
      await page.keyboard.press("Escape");
      await expect.poll(() => page.getByRole("dialog").isVisible()).toBe(true);
    }
    expect(await number(page).inputValue()).toBe("PA-TYPED");
  });

  it("is not lost by a reload unless the user says so to the browser", async () => {
    await using at = await typing();
    const { page } = at;
    const asked = page.waitForEvent("dialog");
    // The reload does not come to an end while the browser asks.
    void page.evaluate(() => setTimeout(() => location.reload()));
    const dialog = await asked;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    expect(await number(page).inputValue()).toBe("PA-TYPED");
  });

  it("asks before going back to another client loses it", async () => {
    const scene = await Scene.open(await staff(), setup);
    await using at = await opened("/");
    const { page } = at;
    await page.getByRole("searchbox").fill(scene.clientId);
    await page.getByRole("button", { name: scene.clientId }).click();
    await page.getByRole("button", { name: "Add a New Authorization" }).click();
    await number(page).fill("PA-TYPED");
    await page.evaluate(() => history.back());
    await question(page).waitFor();
    expect(new URL(page.url()).search).toBe(`?client=${scene.clientId}`);
    await page.getByRole("button", { name: "Keep editing" }).click();
    expect(await number(page).inputValue()).toBe("PA-TYPED");
  });

  it("stays open when somebody clicks beside it", async () => {
    await using at = await typing();
    await at.page.mouse.click(5, 5);
    expect(await number(at.page).inputValue()).toBe("PA-TYPED");
    expect(await question(at.page).count()).toBe(0);
  });

  it("closes when the user says that it may be lost, and gives the focus back to what opened it", async () => {
    await using at = await typing();
    const { page } = at;
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard" }).click();
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    expect((await focused(page)).name).toBe("Add a New Authorization");
  });
});

describe("a form in which nothing was typed", () => {
  it("closes by Escape without a question", async () => {
    await using at = await opened(`/?client=C1001`);
    const { page } = at;
    await page.getByRole("button", { name: "Add an Insurance" }).click();
    await page.getByLabel("Payer", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0);
    expect((await focused(page)).name).toBe("Add an Insurance");
  });
});

it("a refused form says every fault at its field and in a list that gets the focus and leads to each field", async () => {
  await using at = await typing();
  const { page } = at;
  await number(page).fill("");
  await page.getByLabel("Auth units").fill("many");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await focused(page)).id).toBe("faults");
  const faults = page.getByRole("alert").getByRole("link");
  const shown = await faults.allTextContents();
  expect(shown.map((text) => text.split(" is ")[0]?.split(" must ")[0])).toEqual(
    expect.arrayContaining(["Auth #", "Procedure", "Effective date", "Expiration date"]),
  );
  await faults.filter({ hasText: "Auth units" }).click();
  expect((await focused(page)).id).toBe("authUnits");
  expect(await page.getByLabel("Auth units").getAttribute("aria-invalid")).toBe("true");
  expect(await page.getByLabel("Auth units").inputValue()).toBe("many");
});
