import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { pages } from "../../web/pages/page-table.ts";
import { newSetup, Scene, type Setup, staff } from "../e2e/scene.ts";
import { focused } from "./focus.ts";
import { KeyboardAlone } from "./hands.ts";
import { opened } from "./pages.ts";

let setup: Setup;
beforeAll(async () => {
  setup = await newSetup(await staff());
});

/** A client with one authorization, on the Face Sheet, with its details open. */
async function withDetails(as = "supervisor") {
  const scene = await Scene.open(await staff(), setup);
  const { authorizationNumber: number } = await scene.add();
  const at = await opened(`/?client=${scene.clientId}`, as);
  const hands = new KeyboardAlone(at.page);
  await at.page.getByRole("row").filter({ hasText: number }).waitFor();
  await hands.press(new RegExp(`^Details of ${number}`));
  await at.page.getByText("No service has used it yet.").waitFor();
  return { ...at, scene, number, hands };
}

const noDialog = (page: Page) => expect.poll(() => page.getByRole("dialog").count()).toBe(0);

describe("by keyboard alone, the focus is never lost", () => {
  it("when the row that had it leaves the tracker", async () => {
    await using at = await withDetails();
    const { page, hands, number } = at;
    await hands.press(`Discontinue ${number}`);
    await hands.fill("Reason", "Moved away");
    await hands.press("Discontinue");
    await page.getByText(`${number} is discontinued.`).waitFor();
    await noDialog(page);
    await expect.poll(() => page.getByRole("row").filter({ hasText: number }).count()).toBe(0);
    expect((await focused(page)).id).toBe("heading");
    expect(hands.faults).toEqual([]);
  });

  it("when a form is left by Escape, kept, and left again", async () => {
    await using at = await withDetails();
    const { page, hands, number } = at;
    await hands.press(`Edit ${number}`);
    await hands.fill("Notes", "typed");
    await hands.escape();
    await hands.press("Keep editing");
    expect((await focused(page)).id).toBe("notes");
    expect(await page.getByLabel("Notes").inputValue()).toBe("typed");
    await hands.escape();
    await hands.press("Discard");
    await noDialog(page);
    expect((await focused(page)).name).toBe(`Edit ${number}`);
    expect(hands.faults).toEqual([]);
  });

  it("when somebody else discontinues the authorization whose details have it", async () => {
    await using at = await withDetails();
    const { page, hands, number, scene } = at;
    const [{ authorizationId }] = (await scene.tracker()).authorizations;
    await scene.discontinue(authorizationId, 1);
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect.poll(() => page.getByRole("row").filter({ hasText: number }).count()).toBe(0);
    expect((await focused(page)).id).toBe("heading");
    expect(hands.faults).toEqual([]);
  });

  it("when the button that was pressed is gone afterwards", async () => {
    await using at = await withDetails();
    const { page, hands, number } = at;
    await hands.press(new RegExp(`^Confirm to billing: ${number}`));
    await page.getByRole("row").filter({ hasText: number }).getByText("Billing has it").waitFor();
    expect((await focused(page)).name).toBe("Billing has it");
    await hands.press("Dismiss");
    expect((await focused(page)).tag).not.toBe("body");
    expect(hands.faults).toEqual([]);
  });

  it("when an authorization is copied, up to the result and back", async () => {
    await using at = await withDetails();
    const { page, hands, number } = at;
    await hands.press(`Copy ${number}`);
    await hands.press("Copy");
    await page.getByText("Done.").waitFor();
    await hands.press("Close");
    await noDialog(page);
    expect((await focused(page)).name).toBe(`Copy ${number}`);
    expect(hands.faults).toEqual([]);
  });
});

describe.each(pages)("on the page $title", ({ name }) => {
  it.each(["light", "forced colours"])("every stop is marked and in view, in %s", async (look) => {
    await using at = await opened("");
    const { page } = at;
    if (look === "forced colours") await page.emulateMedia({ forcedColors: "active" });
    await page.goto(`${name === "index" ? "/" : `/${name}.html`}?client=C1001`);
    await page.waitForLoadState("networkidle");
    const hands = new KeyboardAlone(page);
    const stops = await hands.walk();
    expect(hands.faults).toEqual([]);
    expect(stops.map((stop) => stop.name)).toContain("Skip to content");
    expect(stops.filter((stop) => stop.name === "")).toEqual([]);
  });
});

it("the skip link leads past the navigation", async () => {
  await using at = await opened("/?client=C1001");
  const { page } = at;
  // Who the client is stands there once somebody is signed in.
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect((await focused(page)).id).toBe("main");
  await page.keyboard.press("Tab");
  expect((await focused(page)).name).toBe("Find another client");
});
