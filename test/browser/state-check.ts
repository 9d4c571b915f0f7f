import type { Page } from "playwright-core";
import { axeViolations } from "./axe.ts";
import type { Cast } from "./cast.ts";
import { opened } from "./pages.ts";
import type { State } from "./states.ts";

/** 320 is what WCAG asks for, 640 is a window of 1280 at 200% zoom, and at 1040 tables are only just no cards. */
const narrowWidths = [1040, 640, 320];

/** What reaches beyond the right edge, of the page and of a dialog; empty: nobody has to scroll sideways. */
function wider(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const look = (root: Document | ShadowRoot) => {
      for (const element of root.querySelectorAll("*")) {
        if (element.shadowRoot) look(element.shadowRoot);
        // What scrolls by itself, such as a ledger, is not what the page does.
        const isOwn = element.localName === "dialog" || element === document.documentElement;
        if (isOwn && element.scrollWidth > element.clientWidth) {
          found.push(`${element.localName}: ${element.scrollWidth} in ${element.clientWidth}`);
        }
      }
    };
    look(document);
    return found;
  });
}

/** What is wrong in a state, by what was looked at; each empty: nothing is. */
export async function faultsIn(
  { as, path, before, act }: State,
  cast: Cast,
): Promise<Record<string, readonly string[]>> {
  await using at = await opened("", as, { colorScheme: "light", reducedMotion: "reduce" });
  const { page } = at;
  await before?.(page);
  await page.goto(path(cast));
  await act(page, cast);
  const found: Record<string, readonly string[]> = { light: await axeViolations(page) };
  await page.emulateMedia({ colorScheme: "dark" });
  found["dark"] = await axeViolations(page, ["color-contrast"]);
  for (const width of narrowWidths) {
    await page.setViewportSize({ width, height: 800 });
    found[`at ${width}`] = await wider(page);
  }
  return { ...found, complaints: at.complaints };
}

/** Of a state in which nothing is wrong. */
export const noFaults = { light: [], dark: [], "at 1040": [], "at 640": [], "at 320": [], complaints: [] };
