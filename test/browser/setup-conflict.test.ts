import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { newId } from "../e2e/agency.ts";
import { made, staff } from "../e2e/scene.ts";
import { focused } from "./focus.ts";
import { opened } from "./pages.ts";

/** What somebody else does in the moment between the user's last look and what the user saves. */
async function justBefore(page: Page, path: string, act: () => Promise<unknown>): Promise<void> {
  let isDone = false;
  await page.route(`**${path}`, async (route) => {
    if (route.request().method() === "PUT" && !isDone) {
      isDone = true;
      await act();
    }
    await route.continue();
  });
}

const payerNow = async (payerId: string) => {
  const { items } = await made((await staff()).get("/v1/payers"));
  return items.find((payer: { payerId: string }) => payer.payerId === payerId);
};

/** The Setup page with the form of a payer open. */
async function editing(payerId: string, name: string) {
  await made((await staff()).put(`/v1/payers/${payerId}`, { name, priorAuthsRequired: true }));
  const at = await opened("/setup.html", "setup-admin");
  await at.page.getByRole("button", { name: `Edit ${name}` }).click();
  return at;
}

describe("two admins at one entry of the setup, in the very same moment", () => {
  it("the second who changes it is told, loses nothing typed, and replaces nothing unseen", async () => {
    const [payerId, name] = [newId("payer"), newId("Payer")];
    await using at = await editing(payerId, name);
    const { page } = at;
    const theirs = { name: `${name} theirs`, priorAuthsRequired: false };
    await justBefore(page, `/v1/payers/${payerId}`, async () =>
      made((await staff()).put(`/v1/payers/${payerId}`, theirs)),
    );
    await page.getByLabel("Name").fill(`${name} mine`);
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(async () => (await focused(page)).id).toBe("conflict");
    const told = page.getByRole("alert").filter({ hasText: "Somebody else changed this payer" });
    await told.getByText(`They saved: ${theirs.name}`).waitFor();
    expect(await page.getByLabel("Name").inputValue()).toBe(`${name} mine`);
    expect(await page.getByLabel("Requires prior auths").isChecked()).toBe(false);
    expect(await payerNow(payerId)).toMatchObject({ ...theirs, version: 2 });
    await page.getByRole("button", { name: "Save on the new version" }).click();
    await page.getByText(`${name} mine is saved.`).waitFor();
    expect(await payerNow(payerId)).toMatchObject({ name: `${name} mine`, priorAuthsRequired: false, version: 3 });
  });

  it("an addition never replaces what somebody else added under the same id", async () => {
    const [payerId, name] = [newId("payer"), newId("Payer")];
    await using at = await opened("/setup.html", "setup-admin");
    const { page } = at;
    const theirs = { name: `${name} theirs`, priorAuthsRequired: false };
    await justBefore(page, `/v1/payers/${payerId}`, async () =>
      made((await staff()).put(`/v1/payers/${payerId}`, theirs)),
    );
    await page.getByRole("button", { name: "Add a Payer" }).click();
    await page.getByLabel("Name").fill(`${name} mine`);
    await page.getByLabel("Payer id").fill(payerId);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name: `Payer id ${payerId} is taken by another payer: ${theirs.name}` }).waitFor();
    expect(await page.getByLabel("Name").inputValue()).toBe(`${name} mine`);
    expect(await payerNow(payerId)).toMatchObject({ ...theirs, version: 1 });
  });

  it("what somebody else deleted comes back only when the user says so", async () => {
    const [payerId, name] = [newId("payer"), newId("Payer")];
    await using at = await editing(payerId, name);
    const { page } = at;
    await justBefore(page, `/v1/payers/${payerId}`, async () => (await staff()).delete(`/v1/payers/${payerId}`));
    await page.getByLabel("Name").fill(`${name} mine`);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Somebody else deleted this payer meanwhile.").waitFor();
    expect(await payerNow(payerId)).toBe(undefined);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(`${name} mine is added.`).waitFor();
    expect(await payerNow(payerId)).toMatchObject({ name: `${name} mine` });
  });

  it("a save whose answer got lost is no conflict with oneself", async () => {
    const [payerId, name] = [newId("payer"), newId("Payer")];
    await using at = await editing(payerId, name);
    const { page } = at;
    let attempts = 0;
    await page.route(`**/v1/payers/${payerId}`, async (route) => {
      if (route.request().method() !== "PUT" || attempts++ > 0) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await page.getByLabel("Name").fill(`${name} mine`);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(`${name} mine is saved.`).waitFor();
    expect(attempts).toBe(2);
    expect(await payerNow(payerId)).toMatchObject({ name: `${name} mine`, version: 2 });
    expect(at.complaints).toEqual([]);
  });
});
