import { beforeAll, describe, expect, it } from "vitest";
import { made, newSetup, Scene, type Setup, staff } from "../e2e/scene.ts";
import { KeyboardAlone } from "./hands.ts";
import { opened } from "./pages.ts";

let setup: Setup;
beforeAll(async () => {
  setup = await newSetup(await staff());
});

/** The form to change an authorization of 2026-03-01 to 2026-03-31, with the focus in one of its dates. */
async function inDate(label: "Effective date" | "Expiration date") {
  const scene = await Scene.open(await staff(), setup);
  const { authorizationId, authorizationNumber } = await scene.add({ expirationDate: "2026-03-31" });
  const at = await opened(`/?client=${scene.clientId}`);
  const hands = new KeyboardAlone(at.page);
  await hands.press(new RegExp(`^Details of ${authorizationNumber}`));
  await hands.press(`Edit ${authorizationNumber}`);
  await hands.fill(label, "");
  const dialog = at.page.getByRole("dialog");
  return { ...at, dialog, hands, date: dialog.getByLabel(label), stored: () => scene.read(authorizationId), scene };
}

const closed = (at: Awaited<ReturnType<typeof inDate>>) => expect.poll(() => at.dialog.count()).toBe(0);

describe("typed by keyboard", () => {
  it("a year of two digits is one of this century, sent so and shown so", async () => {
    await using at = await inDate("Effective date");
    const { page, date } = at;
    await page.keyboard.type("020126");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await date.inputValue()).toBe("2026-02-01");
    await page.keyboard.press("Enter");
    await closed(at);
    expect((await at.stored()).effectiveDate).toBe("2026-02-01");
  });

  it("it is sent so as well when the field is not left before", async () => {
    await using at = await inDate("Effective date");
    await at.page.keyboard.type("020126");
    await at.page.keyboard.press("Enter");
    await closed(at);
    expect((await at.stored()).effectiveDate).toBe("2026-02-01");
  });

  it("a year of four digits passes two that are none", async () => {
    await using at = await inDate("Effective date");
    await at.page.keyboard.type("12312025");
    expect(await at.date.inputValue()).toBe("2025-12-31");
  });

  it("no digit is lost while what stands there is no day yet", async () => {
    await using at = await inDate("Expiration date");
    const { page, date } = at;
    await page.keyboard.type("02");
    expect(await date.evaluate((input: HTMLInputElement) => input.validity.badInput)).toBe(true);
    await page.keyboard.type("28");
    expect(await date.inputValue()).toBe("2026-02-28");
  });
});

describe("at the field it is said that a day", () => {
  const told = (at: Awaited<ReturnType<typeof inDate>>) => at.dialog.locator(".fault").filter({ hasText: /./ });

  it("does not exist, and all that was typed stays", async () => {
    await using at = await inDate("Expiration date");
    await at.page.keyboard.type("0230");
    await at.page.keyboard.press("Enter");
    await told(at).waitFor();
    expect(await told(at).allTextContents()).toEqual(["Expiration date must be a real day."]);
    await at.hands.fill("Expiration date", "");
    await at.page.keyboard.type("0228");
    expect(await at.date.inputValue()).toBe("2026-02-28");
  });

  it("is far from all that is meant", async () => {
    await using at = await inDate("Expiration date");
    await at.page.keyboard.type("03312206");
    await at.page.keyboard.press("Enter");
    await at.hands.press("Save it all the same");
    await told(at).waitFor();
    expect(await told(at).allTextContents()).toEqual(["Expiration date must be from Jan 1, 2000 to Dec 31, 2100."]);
    expect((await at.stored()).expirationDate).toBe("2026-03-31");
  });

  it("was begun and is not whole, also where none has to be given", async () => {
    const scene = await Scene.open(await staff(), setup);
    await using at = await opened(`/?client=${scene.clientId}`);
    const hands = new KeyboardAlone(at.page);
    await hands.press(/^Edit the insurance|^Edit Payer/);
    await hands.fill("Expiration date", "");
    await at.page.keyboard.type("1231");
    await at.page.keyboard.press("Enter");
    await at.page.getByText("Expiration date must be a real day.").first().waitFor();
    const { version } = await made(scene.by.get(`${scene.client}/insurances/${scene.insuranceId}`));
    expect(version).toBe(1);
  });
});

it("more than three years are asked about once, and saved", async () => {
  await using at = await inDate("Expiration date");
  const { page, dialog, hands } = at;
  await page.keyboard.type("03012029");
  await page.keyboard.press("Enter");
  await dialog.getByText("Mar 1, 2026 to Mar 1, 2029 is more than three years.").waitFor();
  expect((await at.stored()).version).toBe(1);
  await hands.press("Save it all the same");
  await closed(at);
  expect((await at.stored()).expirationDate).toBe("2029-03-01");
  expect(hands.faults).toEqual([]);
});
