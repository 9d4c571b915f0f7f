import { expect, it } from "vitest";
import { newSetup, Scene, staff } from "../e2e/scene.ts";
import { focused } from "./focus.ts";
import { KeyboardAlone } from "./hands.ts";
import { opened } from "./pages.ts";

it("an opened ledger shows its newest movements, older ones when asked, and a refresh reads what is new alone", async () => {
  const scene = await Scene.open(await staff(), await newSetup(await staff()));
  const { authorizationId, authorizationNumber: number } = await scene.add({ authUnits: 500, authVisits: undefined });
  for (let each = 0; each < 60; each++) await scene.post({ authorizationId, units: 2 });
  await using at = await opened(`/?client=${scene.clientId}`);
  const { page } = at;
  const hands = new KeyboardAlone(page);
  const movements = page.getByRole("region", { name: `Movements of ${number}` }).getByRole("row");
  await page.getByRole("row").filter({ hasText: number }).waitFor();
  await hands.press(new RegExp(`^Details of ${number}`));
  await page.getByText("50 movements, newest first").waitFor();
  await page.getByText("Before these: units 20 used; visits 1 used.").waitFor();
  await hands.press(`Show older movements of ${number}`);
  await page.getByText("60 movements", { exact: true }).waitFor();
  expect(await movements.count()).toBe(61);
  await expect.poll(async () => (await focused(page)).name).toBe(`Movements of ${number}`);
  const reads: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/ledger")) reads.push(new URL(request.url()).search);
  });
  await scene.post({ authorizationId, units: 7 });
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await page.getByText("61 movements", { exact: true }).waitFor();
  expect(await movements.nth(1).innerText()).toContain("+7");
  expect(await movements.count()).toBe(62);
  expect(reads).toEqual([""]);
  expect(hands.faults).toEqual([]);
});
