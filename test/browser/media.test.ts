import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { pages } from "../../web/pages/page-table.ts";
import { type Cast, enterCast } from "./cast.ts";
import { opened } from "./pages.ts";

let cast: Cast;
beforeAll(async () => {
  cast = await enterCast();
});

const trackerShown = (page: Page) => page.getByRole("table", { name: "Authorizations" }).waitFor();

/** The values that a property has anywhere on a page, inside shadow roots as well. */
function everywhere(page: Page, property: "transitionDuration" | "animationDuration"): Promise<string[]> {
  return page.evaluate((name) => {
    const all = (root: Document | ShadowRoot): Element[] =>
      [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
    return [...new Set(all(document).map((element) => getComputedStyle(element)[name]))];
  }, property);
}

it.each(pages)("nothing moves on the page $title for whoever wants no motion", async ({ name }) => {
  await using at = await opened("", "supervisor", { reducedMotion: "reduce" });
  const { page } = at;
  await page.goto(`${name === "index" ? "/" : `/${name}.html`}?client=${cast.few.clientId}`);
  await page.waitForLoadState("networkidle");
  expect(await everywhere(page, "transitionDuration")).toEqual(["0s"]);
  expect(await everywhere(page, "animationDuration")).toEqual(["0s"]);
});

it("each status is said in words, in the row and in the timeline", async () => {
  await using at = await opened(`/note.html?client=${cast.rich.clientId}`);
  const { page } = at;
  await trackerShown(page);
  const circles = page.getByRole("table", { name: "Authorizations" }).locator("circle");
  const said = new Map<string, Set<string>>();
  for (const circle of await circles.all()) {
    const color = (await circle.getAttribute("fill")) ?? "";
    const words = (await circle.locator("xpath=ancestor::td").innerText()).trim();
    said.set(color, (said.get(color) ?? new Set()).add(words.split("\n")[0] ?? ""));
  }
  // A colour has one meaning, and every meaning has words of its own.
  const meanings = [...said.values()].map((words) => [...words]);
  expect(meanings.every((words) => words.length === 1 && words[0] !== "")).toBe(true);
  expect(new Set(meanings.flat()).size).toBe(said.size);
  expect(said.size).toBeGreaterThanOrEqual(7);
  const lanes = await page.getByRole("img").evaluateAll((images) => images.map((image) => image.ariaLabel ?? ""));
  expect(lanes.length).toBe(8);
  expect(lanes.every((lane) => meanings.flat().some((words) => lane.includes(words)))).toBe(true);
});

it("with forced colours bars, timeline, marks and buttons are still told from what is around them", async () => {
  await using at = await opened("", "supervisor", { forcedColors: "active" });
  const { page } = at;
  await page.goto(`/note.html?client=${cast.rich.clientId}`);
  await trackerShown(page);
  const seen = await page.evaluate(() => {
    const root = document.querySelector("authorization-tracker")?.shadowRoot;
    const canvas = document.createElement("i");
    canvas.style.color = "Canvas";
    document.body.append(canvas);
    const background = getComputedStyle(canvas).color;
    const styleOf = (selector: string) => {
      const found = root?.querySelector(selector);
      if (!found) throw new Error(`There is no ${selector}.`);
      return getComputedStyle(found);
    };
    return {
      background,
      fills: [".bar .used", ".lane .used", ".dot"].map((selector) => styleOf(selector).fill),
      strokes: [".bar .track", ".lane .span", ".lane .today"].map((selector) => styleOf(selector).stroke),
      borders: ["button.primary", "button.icon", ".mark", ".timeline"].map(
        (selector) => styleOf(selector).borderTopStyle,
      ),
      borderColors: ["button.primary", "button.icon"].map((selector) => styleOf(selector).borderTopColor),
    };
  });
  for (const color of [...seen.fills, ...seen.strokes, ...seen.borderColors]) expect(color).not.toBe(seen.background);
  expect(new Set(seen.borders)).toEqual(new Set(["solid"]));
});

it("the timeline opens to show every authorization, and closes again", async () => {
  await using at = await opened(`/note.html?client=${cast.rich.clientId}`);
  const { page } = at;
  await trackerShown(page);
  expect(await page.getByRole("img").count()).toBe(8);
  await page.getByRole("button", { name: /^Show \d+ more$/ }).click();
  await expect.poll(() => page.getByRole("img").count()).toBe(11);
  const fewer = page.getByRole("button", { name: "Show fewer" });
  expect(await fewer.getAttribute("aria-expanded")).toBe("true");
  await fewer.click();
  await expect.poll(() => page.getByRole("img").count()).toBe(8);
});
