import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { made, newSetup, Scene, type Setup, staff } from "../e2e/scene.ts";
import { focused } from "./focus.ts";
import { opened } from "./pages.ts";

let setup: Setup;
/** More authorizations than any window shows at once. */
let many: Scene;
beforeAll(async () => {
  setup = await newSetup(await staff());
  many = await Scene.open(await staff(), setup);
  for (let count = 0; count < 24; count++) await many.add();
});

/** The last row of a long tracker, in the middle of the window, and its authorization. */
async function atTheLastRow(width: number) {
  const added = await many.add({ expirationDate: "2027-12-31" });
  const at = await opened("", "supervisor", { viewport: { width, height: 800 }, reducedMotion: "reduce" });
  await at.page.goto(`/?client=${many.clientId}`);
  const confirm = at.page.getByRole("button", {
    name: new RegExp(`^Confirm to billing: ${added.authorizationNumber}`),
  });
  await confirm.evaluate((button) => button.scrollIntoView({ block: "center" }));
  return { ...at, ...added, confirm };
}

/** Whether all of it lies in the window, in front of everything else. */
function isSeen(shown: Locator): Promise<boolean> {
  return shown.evaluate((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const root = element.getRootNode() as ShadowRoot;
    const inFront = root.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth && element.contains(inFront);
  });
}

const said = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });

describe.each([1280, 640, 320])("in a window %i wide, far down a long tracker", (width) => {
  it("what was done is said where the user is, and covers nothing that has the focus", async () => {
    await using at = await atTheLastRow(width);
    const { page, authorizationNumber } = at;
    await at.confirm.click();
    const notice = said(page, authorizationNumber);
    await notice.waitFor();
    expect(await isSeen(notice)).toBe(true);
    expect(await focused(page)).toMatchObject({ tag: "span", isInView: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });

  it("what went wrong is said there as well", async () => {
    await using at = await atTheLastRow(width);
    const { page, authorizationId, authorizationNumber } = at;
    await made((await staff()).patch(many.path(authorizationId), { notes: "theirs" }, { ifMatch: 1 }));
    await at.confirm.click();
    const alert = page.getByRole("alert").filter({ hasText: `Somebody else changed ${authorizationNumber}` });
    await alert.waitFor();
    expect(await isSeen(alert)).toBe(true);
  });
});

it("dismissing a notice gives the focus back to where it was", async () => {
  await using at = await atTheLastRow(1280);
  const { page, authorizationNumber } = at;
  const details = page.getByRole("button", { name: new RegExp(`^Details of ${authorizationNumber}`) });
  await at.confirm.click();
  await page.getByRole("row").filter({ hasText: authorizationNumber }).getByText("Billing has it").waitFor();
  await details.focus();
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect.poll(() => page.getByRole("button", { name: "Dismiss" }).count()).toBe(0);
  expect((await focused(page)).name).toMatch(`Details of ${authorizationNumber}`);
});

it("a ledger that can't be read is said once, and is there as soon as the network is back", async () => {
  await using at = await atTheLastRow(1280);
  const { page, authorizationNumber } = at;
  await at.context.setOffline(true);
  await page.getByRole("button", { name: new RegExp(`^Details of ${authorizationNumber}`) }).click();
  const told = page.getByRole("alert").filter({ hasText: "can't be reached" });
  await told.waitFor();
  expect(await told.count()).toBe(1);
  await at.context.setOffline(false);
  await page.getByText("No service has used it yet.").waitFor();
  await expect.poll(() => told.count()).toBe(0);
});
