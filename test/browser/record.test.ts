import { parse } from "csv-parse/sync";
import type { Download } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { user } from "../e2e/agency.ts";
import { made, newSetup, Scene, staff } from "../e2e/scene.ts";
import { opened } from "./pages.ts";

async function textOf(download: Download): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

const note = "Nothing of March to the plan";

describe("a client's record as a whole", () => {
  let scene: Scene;
  const recordPage = () => `/record.html?client=${scene.clientId}`;

  beforeAll(async () => {
    const by = await staff();
    scene = await Scene.open(by, await newSetup(by));
    await scene.add();
  });

  it("is restricted and put on hold by who manages records; everybody sees that, and nobody else why", async () => {
    {
      await using at = await opened(recordPage(), "supervisor");
      const { page } = at;
      await page.getByRole("button", { name: "Change restriction or hold" }).click();
      await page.getByRole("textbox", { name: "Restriction" }).fill(note);
      await page.getByRole("textbox", { name: "Legal hold" }).fill("Suit 12");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Restriction and legal hold are saved.").waitFor();
      await page.getByText(note).waitFor();
    }
    await using at = await opened(`/?client=${scene.clientId}`, "reader");
    const marks = at.page.getByText(
      "Restricted: ask before anything is used or disclosed · Legal hold: nothing may be deleted",
    );
    // Beside the client, and in the tracker, which stands alone in pages of others.
    await expect.poll(() => marks.count()).toBe(2);
    expect(await at.page.content()).not.toContain(note);
  });

  it("keeps what was typed when somebody else saved meanwhile, and says what that was", async () => {
    await using at = await opened(recordPage(), "supervisor");
    const { page } = at;
    await page.getByRole("button", { name: "Change restriction or hold" }).click();
    const manager = await user("u-records", "records:manage", "clients:read");
    const { body } = await manager.get(`${scene.client}/handling`);
    const theirs = { restriction: { note: "theirs" }, legalHold: null };
    await made(manager.put(`${scene.client}/handling`, theirs, { ifMatch: body.version }));
    await page.getByRole("textbox", { name: "Restriction" }).fill("mine");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(/Somebody else saved meanwhile: restriction “theirs”, legal hold “none”/).waitFor();
    expect(await page.getByRole("textbox", { name: "Restriction" }).inputValue()).toBe("mine");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Restriction and legal hold are saved.").waitFor();
    expect((await manager.get(`${scene.client}/handling`)).body.restriction).toEqual({ note: "mine" });
  });

  it("is one file", async () => {
    await using at = await opened(recordPage(), "supervisor");
    const { page } = at;
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^record-\d{4}-\d\d-\d\d\.csv$/);
    const rows: { Kind: string }[] = parse(await textOf(download), { columns: true, bom: true });
    expect(rows.map(({ Kind }) => Kind)).toEqual(
      expect.arrayContaining(["client", "insurance", "authorization", "audit"]),
    );
  });

  it("is not for who may not manage records, and the page says so", async () => {
    await using at = await opened(recordPage(), "clinician");
    await at.page.getByText("Clinician may not manage records. That needs records:manage.").waitFor();
  });
});
