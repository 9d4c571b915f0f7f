import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { axeViolations } from "./axe.ts";
import { type Cast, enterCast } from "./cast.ts";
import { opened } from "./pages.ts";
import { dialogStates, type State, trackerStates } from "./states.ts";
import { billingStates, reportStates } from "./worklist-states.ts";

let cast: Cast;
beforeAll(async () => {
  cast = await enterCast();
});

/** 320 is what WCAG asks for; 640 is a window of 1280 at 200% zoom. */
const narrowWidths = [640, 320];

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

describe.concurrent.each([
  ["tracker", trackerStates],
  ["dialogs", dialogStates],
  ["billing", billingStates],
  ["reports", reportStates],
] as const)("%s", (_, states) => {
  it.each(states)(
    "$name: axe finds nothing, light or dark; nobody scrolls sideways at 320 or at 200%",
    async (state) => {
      await using at = await inState(state);
      const { page } = at;
      const found: Record<string, readonly string[]> = { light: await axeViolations(page) };
      await page.emulateMedia({ colorScheme: "dark" });
      found["dark"] = await axeViolations(page, ["color-contrast"]);
      for (const width of narrowWidths) {
        await page.setViewportSize({ width, height: 800 });
        found[`at ${width}`] = await wider(page);
      }
      const nothing = Object.fromEntries(Object.keys(found).map((name) => [name, []]));
      expect({ ...found, complaints: at.complaints }).toEqual({ ...nothing, complaints: [] });
    },
  );
});

async function inState({ as, path, before, act }: State) {
  const at = await opened("", as, { colorScheme: "light", reducedMotion: "reduce" });
  await before?.(at.page);
  await at.page.goto(path(cast));
  await act(at.page, cast);
  return at;
}
