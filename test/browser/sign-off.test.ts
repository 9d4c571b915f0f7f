import { expect, it } from "vitest";
import { opened } from "./pages.ts";

it("the demo's pages are left as well when nobody uses them, until somebody wants to go on", async () => {
  await using at = await opened("");
  const { page } = at;
  await page.clock.install();
  await page.goto("/?client=C1001");
  await page.getByRole("table", { name: "Authorizations" }).waitFor();
  await page.clock.fastForward("15:01");
  await page.getByRole("heading", { name: "You were signed out" }).waitFor();
  expect(await page.content()).not.toContain("C1001");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Acting as").waitFor();
  expect(at.complaints).toEqual([]);
});

it("no page offers anything about clients to a user who may not read them, and says why", async () => {
  await using at = await opened("/?client=C1001", "newcomer");
  const { page } = at;
  for (const path of ["/?client=C1001", "/note.html?client=C1001", "/itp.html", "/billing.html?client=C1001"]) {
    await page.goto(path);
    await page.getByText("No permissions yet may not look at clients. That needs clients:read.").waitFor();
    expect(await page.getByRole("searchbox").count()).toBe(0);
    expect(await page.getByRole("table").count()).toBe(0);
  }
  await page.goto("/audit.html?client=C1001");
  await page.getByText("may not read the audit. That needs clients:read and audit:read.").waitFor();
  await page.goto("/reports.html");
  await page.getByText("may not read reports. That needs clients:read and reports:read.").waitFor();
  await page.getByLabel("Acting as").selectOption({ label: "Read only" });
  await page.goto("/?client=C1001");
  await page.getByRole("table", { name: "Authorizations" }).waitFor();
  expect(at.complaints).toEqual([]);
});
