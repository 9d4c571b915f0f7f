import { beforeAll, expect, it } from "vitest";
import { addInsurance, made, newSetup, Scene, type Setup, staff } from "../e2e/scene.ts";
import { KeyboardAlone } from "./hands.ts";
import { opened } from "./pages.ts";

let setup: Setup;
let other: Setup;
beforeAll(async () => {
  const by = await staff();
  [setup, other] = [await newSetup(by), await newSetup(by)];
});

/** A client with two insurances, of which the first has an open authorization, on the Face Sheet. */
async function withTwo() {
  const by = await staff();
  const scene = await Scene.open(by, setup);
  await addInsurance(by, scene.clientId, other.payerId, { priority: 2 });
  const { authorizationNumber: number } = await scene.add();
  const at = await opened(`/?client=${scene.clientId}`);
  const hands = new KeyboardAlone(at.page);
  const row = at.page.getByRole("row").filter({ hasText: number });
  await row.waitFor();
  const priorities = async () => {
    const { items } = await made(by.get(`${scene.client}/insurances`));
    return items.map(({ payerId }: { payerId: string }) => payerId);
  };
  return { ...at, scene, hands, row, priorities };
}

it("primary and secondary change places by one tick, where the priority is taken", async () => {
  await using at = await withTwo();
  const { page, hands, priorities } = at;
  await hands.press(`Edit Payer ${other.payerId}`);
  expect(await page.getByRole("checkbox", { name: /^Change places/ }).count()).toBe(0);
  await hands.fill("Priority", "");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("1");
  await hands.press("Save");
  await page.getByRole("dialog").locator(".fault").filter({ hasText: /./ }).waitFor();
  await hands.check(`Change places with Payer ${setup.payerId}, which has priority 1`);
  await hands.press("Save");
  await page.getByText(`Payer ${other.payerId} is saved.`).waitFor();
  expect(await priorities()).toEqual([other.payerId, setup.payerId]);
  expect(hands.faults).toEqual([]);
});

it("another payer under an open authorization is refused at its field, with what to do instead", async () => {
  await using at = await withTwo();
  const { page, hands, priorities } = at;
  await hands.press(`Edit Payer ${setup.payerId}`);
  await hands.choose(/^Payer/, `Payer ${other.payerId}`);
  await hands.press("Save");
  const told = page.getByRole("dialog").locator(".fault").filter({ hasText: /./ });
  await told.waitFor();
  expect(await told.allTextContents()).toEqual([
    "Payer can't be changed while authorizations are open: end this insurance and add another one.",
  ]);
  expect(await priorities()).toEqual([setup.payerId, other.payerId]);
});

it("an insurance that becomes inactive says what it strands, and why that can't be confirmed", async () => {
  await using at = await withTwo();
  const { page, hands, row } = at;
  await hands.press(`Edit Payer ${setup.payerId}`);
  await hands.choose("Status", "Inactive");
  await hands.press("Save");
  await page.getByText("Under it, 1 open authorization can only be discontinued now.").waitFor();
  await row.getByText("Its insurance is inactive").waitFor();
  expect(await page.getByRole("button", { name: /^Confirm/ }).count()).toBe(0);
});
