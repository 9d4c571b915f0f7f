import { describe, expect, it } from "vitest";
import { newId } from "../e2e/agency.ts";
import { clientBody, made, newSetup, Scene, staff } from "../e2e/scene.ts";
import { type Hands, KeyboardAlone, Mouse } from "./hands.ts";
import { type Opened, opened } from "./pages.ts";

/** From a payer that does not exist yet to a cap in billing. */
async function fromPayerToCap({ page }: Opened, hands: Hands): Promise<void> {
  const by = await staff();
  const [clientId, payer, number] = [newId("client"), newId("Payer"), newId("PA")];
  const lastName = newId("Journey");
  await made(by.put(`/v1/clients/${clientId}`, { ...clientBody, lastName }));
  const { codes } = await newSetup(by);

  await hands.press("Add a Payer");
  await hands.fill("Name", payer);
  await hands.check("Requires prior auths");
  await hands.press("Save");
  await page.getByText(`${payer} is added.`).waitFor();

  await hands.actAs("Supervisor");
  await hands.follow("Face Sheet");
  await page.getByRole("searchbox").waitFor();
  await hands.fill("Client: start of the last name, the first name or the client id", lastName);
  const found = `${lastName}, ${clientBody.firstName}`;
  await page.getByRole("button", { name: found }).waitFor();
  await hands.press(new RegExp(`^${found}`));
  await page.getByText("This client has no insurance yet.").waitFor();

  await hands.press("Add an Insurance");
  await hands.choose(/^Payer/, payer);
  await expect.poll(() => page.getByLabel("Prior auths required").isChecked()).toBe(true);
  await hands.fill("Subscriber #", "S-4711");
  await hands.press("Save");
  await page.getByText("No authorization yet. Add what the payer approved.").waitFor();

  await hands.press("Add a New Authorization");
  await hands.fill("Auth #", number);
  await hands.choose(/^Procedure/, `Service ${codes[0]}`);
  await hands.fill("Auth units", "4");
  await hands.fill("Effective date", "2026-03-01");
  await hands.fill("Expiration date", "2026-12-31");
  await hands.fill("Notes", "By phone.");
  await hands.press("Save");
  await page.getByText(`${number} is added.`).waitFor();

  const row = page.getByRole("row").filter({ hasText: number });
  expect(await row.getByText("confirmed to billing").count()).toBe(0);
  await hands.press(new RegExp(`^Confirm to billing: ${number}`));
  await row.getByText("confirmed to billing").waitFor();
  await row.getByText("Billing has it").waitFor();

  await hands.press(new RegExp(`^Details of ${number}`));
  await page.getByText("No service has used it yet.").waitFor();

  await hands.follow("Billing");
  await page.getByRole("heading", { name: found }).waitFor();
  const cap = page.getByRole("table", { name: `Caps of ${payer}, priority 1` }).getByRole("row", { name: number });
  expect(await cap.innerText()).toContain("4 of 4 left");
  expect(await cap.innerText()).toContain("Open");
}

describe("from a payer that requires prior auths to the C and the cap in Billing", () => {
  it("with a mouse", async () => {
    await using at = await opened("/setup.html", "setup-admin");
    await fromPayerToCap(at, new Mouse(at.page));
    expect(at.complaints).toEqual([]);
  });

  it("by keyboard alone, with the focus marked and in view after every key", async () => {
    await using at = await opened("/setup.html", "setup-admin");
    const hands = new KeyboardAlone(at.page);
    await fromPayerToCap(at, hands);
    expect(hands.faults).toEqual([]);
    expect(at.complaints).toEqual([]);
  });
});

describe("without a refresh by hand", () => {
  it("posted services let what remains fall and the colour change", async () => {
    const scene = await Scene.open(await staff(), await newSetup(await staff()));
    const { authorizationNumber } = await scene.add({ authUnits: 4, authVisits: undefined });
    await using at = await opened("");
    const { page } = at;
    await page.clock.install();
    await page.goto(`/note.html?client=${scene.clientId}`);
    const row = page.getByRole("row").filter({ hasText: authorizationNumber });
    const seen = async () => ({
      left: await row
        .getByText(/ left$/)
        .first()
        .textContent(),
      status: await row.getByRole("cell").nth(1).innerText(),
      color: await row.locator("circle").getAttribute("fill"),
    });
    await row.getByText("4 of 4 left").waitFor();
    const before = await seen();
    const colors = new Set([before.color]);
    for (const left of [2, 1, 0]) {
      await scene.post({ units: left === 2 ? 2 : 1 });
      await page.clock.fastForward("01:00");
      await row.getByText(`${left} of 4 left`).waitFor();
      const { status, color } = await seen();
      expect(status.trim()).toBe(["None left", "One left", "Two left"][left]);
      colors.add(color);
    }
    expect(colors.size).toBe(4);
  });

  it("the tracker goes on while the ledger of one row fails, and says so in that row", async () => {
    const scene = await Scene.open(await staff(), await newSetup(await staff()));
    const [failing, read] = [await scene.add({ effectiveDate: "2026-01-01" }), await scene.add()];
    await using at = await opened("");
    const { page } = at;
    await page.route(`**/${failing.authorizationId}/ledger*`, (route) => route.fulfill({ status: 500 }));
    await page.goto(`/note.html?client=${scene.clientId}`);
    for (const { authorizationNumber } of [failing, read])
      await page.getByRole("button", { name: new RegExp(`^Details of ${authorizationNumber}`) }).click();
    await page.getByText("No service has used it yet.").waitFor();
    await scene.post({ units: 3, authorizationId: read.authorizationId });
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await page.getByRole("row").filter({ hasText: read.authorizationNumber }).getByText("17 of 20 left").waitFor();
    await page
      .getByRole("region", { name: `Movements of ${read.authorizationNumber}` })
      .getByText("+3")
      .waitFor();
    expect(await page.getByRole("alert").filter({ hasText: /./ }).allTextContents()).toEqual([
      expect.stringContaining("The ledger can't be read."),
    ]);
  });

  it("what one window changes shows in another one", async () => {
    const scene = await Scene.open(await staff(), await newSetup(await staff()));
    await using at = await opened(`/note.html?client=${scene.clientId}`);
    const other = await at.context.newPage();
    await other.goto(`/itp.html?client=${scene.clientId}`);
    await other.getByText("No authorization yet").waitFor();
    const hands = new Mouse(at.page);
    await hands.press("Add a New Authorization");
    await hands.fill("Auth #", "PA-OTHER");
    await hands.choose(/^Procedure/, `Service ${scene.setup.codes[0]}`);
    await hands.fill("Effective date", "2026-03-01");
    await hands.fill("Expiration date", "2026-12-31");
    await hands.press("Save");
    await other.getByRole("row").filter({ hasText: "PA-OTHER" }).waitFor();
  });
});

it("a user without Confirm Auths sees no confirm, one with it does, on the same row", async () => {
  const scene = await Scene.open(await staff(), await newSetup(await staff()));
  const { authorizationNumber } = await scene.add();
  await using at = await opened(`/?client=${scene.clientId}`, "clinician");
  const { page } = at;
  const row = page.getByRole("row").filter({ hasText: authorizationNumber });
  await row.waitFor();
  expect(await page.getByRole("button", { name: /confirm/i }).count()).toBe(0);
  await page.getByLabel("Acting as").selectOption({ label: "Supervisor" });
  await row.getByRole("button", { name: /^Confirm to billing/ }).waitFor();
  await page.getByLabel("Acting as").selectOption({ label: "Read only" });
  await expect.poll(() => page.getByRole("button", { name: /confirm|add a new/i }).count()).toBe(0);
});

it("two browsers editing one authorization: the second is told and loses nothing typed", async () => {
  const scene = await Scene.open(await staff(), await newSetup(await staff()));
  const { authorizationId, authorizationNumber: number } = await scene.add({ notes: "as it was" });
  await using first = await opened(`/?client=${scene.clientId}`, "clinician");
  await using second = await opened(`/?client=${scene.clientId}`, "supervisor");
  const [one, two] = [new Mouse(first.page), new Mouse(second.page)];
  for (const hands of [one, two]) {
    await hands.press(new RegExp(`^Details of ${number}`));
    await hands.press(`Edit ${number}`);
  }
  await one.fill("Auth units", "55");
  await one.fill("Notes", "the first's");
  await two.fill("Auth visits", "7");
  await two.fill("Notes", "the second's");
  await one.press("Save");
  await first.page.getByText(`${number} is saved.`).waitFor();
  await two.press("Save");

  const told = second.page.getByRole("alert").filter({ hasText: "Somebody else changed this authorization" });
  await told.waitFor();
  expect(await told.getByText("They saved: the first's").count()).toBe(1);
  expect(await second.page.getByLabel("Notes").inputValue()).toBe("the second's");
  expect(await second.page.getByLabel("Auth visits").inputValue()).toBe("7");
  expect(await second.page.getByLabel("Auth units").inputValue()).toBe("55");
  await two.press("Save on the new version");
  await second.page.getByText(`${number} is saved.`).waitFor();
  const { notes, units, visits } = await scene.read(authorizationId);
  expect([notes, units.authorized, visits.authorized]).toEqual(["the second's", 55, 7]);
});
