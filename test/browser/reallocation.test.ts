import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { made, newSetup, Scene, type Setup, staff } from "../e2e/scene.ts";
import { focused } from "./focus.ts";
import { KeyboardAlone } from "./hands.ts";
import { opened } from "./pages.ts";

let setup: Setup;
beforeAll(async () => {
  setup = await newSetup(await staff());
});

const days = ["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12"];

/** A client with four services on one authorization, and another one from 2026-03-10 on that could take three of them. */
async function withServices(as = "supervisor") {
  const scene = await Scene.open(await staff(), setup);
  const old = await scene.add({ expirationDate: "2026-05-31" });
  for (const serviceDate of days) await scene.post({ serviceDate, units: 2 });
  const next = await scene.add({ effectiveDate: "2026-03-10" });
  const at = await opened(`/?client=${scene.clientId}`, as);
  const hands = new KeyboardAlone(at.page);
  await at.page.getByRole("row").filter({ hasText: old.authorizationNumber }).waitFor();
  await hands.press(new RegExp(`^Details of ${old.authorizationNumber}`));
  return { ...at, scene, hands, old: old.authorizationNumber, next: next.authorizationNumber, ids: { old, next } };
}

/** Ends the old one before its last three services, by the form. */
async function shorten({ page, hands, old }: Awaited<ReturnType<typeof withServices>>): Promise<void> {
  await hands.press(`Edit ${old}`);
  await hands.fill("Expiration date", "2026-03-09");
  await hands.press("Save");
  await panel(page).getByRole("table").waitFor();
}

async function release({ page, hands, old }: Awaited<ReturnType<typeof withServices>>): Promise<void> {
  await hands.press(`Discontinue ${old}`);
  await hands.fill("It was valid until now: its services keep it.", "");
  await page.keyboard.press("ArrowDown");
  await hands.press("Discontinue");
  await panel(page).getByRole("table").waitFor();
}

const panel = (page: Page) => page.getByRole("region", { name: "Services to move" });
const rows = async (page: Page) => {
  const all = await panel(page).getByRole("row").all();
  const texts = await Promise.all(all.slice(1).map((row) => row.locator("th, td").allTextContents()));
  return texts.map((cells) => cells.slice(1).map((text) => text.trim()));
};
const gone = (page: Page) => expect.poll(() => panel(page).count()).toBe(0);

describe("after a save that strands services", () => {
  it("a panel lists what would go where and why, and one button moves it", async () => {
    await using at = await withServices();
    const { page, hands, scene, ids, old, next } = at;
    await shorten(at);
    await expect.poll(async () => (await focused(page)).id).toBe("reallocation");
    await page.getByText(`${old} is saved. It no longer holds on the days of 3 services.`).waitFor();
    const moves = ["Mar 10, 2026", "Mar 11, 2026", "Mar 12, 2026"];
    expect(await rows(page)).toEqual(moves.map((day) => [day, setup.codes[0], "2", old, next, "Outside its dates"]));
    await hands.press("Move 3 services");
    await page.getByRole("status").getByText("3 services are moved.").waitFor();
    await gone(page);
    expect((await focused(page)).tag).not.toBe("body");
    expect(hands.faults).toEqual([]);
    expect(await scene.balance(ids.old.authorizationId)).toEqual([2, 18, 1, 4]);
    expect(await scene.balance(ids.next.authorizationId)).toEqual([6, 14, 3, 2]);
    await page.getByRole("row").filter({ hasText: next }).getByText("14 of 20 left").waitFor();
  });

  it("whoever may not post services sees the plan, and why there is no button", async () => {
    await using at = await withServices("billing-specialist");
    await shorten(at);
    await panel(at.page).getByText("Moving them needs the permission services:write.").waitFor();
    expect(await panel(at.page).getByRole("button").allTextContents()).toEqual(["Close"]);
    await at.hands.press("Close");
    await gone(at.page);
  });

  it("a plan that no longer holds is shown anew, and moves nothing before", async () => {
    await using at = await withServices();
    const { page, hands, scene, ids } = at;
    await shorten(at);
    await made(scene.by.put(`${scene.client}/services/ANOTHER`, scene.service({ serviceDate: "2026-02-01" })));
    await hands.press("Move 3 services");
    await panel(page).getByText("Something has changed since this plan was made.").waitFor();
    expect(await scene.balance(ids.next.authorizationId)).toEqual([0, 20, 0, 5]);
    expect((await rows(page)).at(-1)).toEqual([
      "Feb 1, 2026",
      setup.codes[0],
      "1",
      "None",
      "None takes it",
      "Had no authorization",
    ]);
    await hands.press("Move 3 services");
    await page.getByText("3 services are moved.").waitFor();
    await panel(page).getByText("No authorization takes any of these services").waitFor();
    expect(hands.faults).toEqual([]);
  });

  it("a plan that one call has no time for is carried on, and it is said how far it is", async () => {
    await using at = await withServices();
    const { page, hands } = at;
    await shorten(at);
    let calls = 0;
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await page.route("**/reallocation", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      const { planHash } = route.request().postDataJSON();
      if (calls++ === 0) return route.fulfill({ json: { planHash, moved: 40, left: 3, unplaced: [] } });
      await held;
      return route.continue();
    });
    await hands.press("Move 3 services");
    await panel(page).getByRole("status").getByText("40 services moved so far.").waitFor();
    goOn();
    await page.getByText("43 services are moved.").waitFor();
    expect(calls).toBe(2);
  });
});

it("a group that is saved without a code says how many services used it", async () => {
  const own = await newSetup(await staff());
  const scene = await Scene.open(await staff(), own);
  await scene.add({ procedure: { groupId: own.groupId } });
  for (const serviceDate of days) await scene.post({ serviceDate });
  await using at = await opened("/setup.html", "setup-admin");
  const { page } = at;
  await page.getByRole("button", { name: `Edit Group ${own.groupId}` }).click();
  await page.getByRole("checkbox", { name: own.codes[0] }).uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("It no longer takes in the code of 4 services.").waitFor();
});

describe("discontinuing", () => {
  it("as never valid lets its services look for another authorization", async () => {
    await using at = await withServices();
    const { page, hands, scene, ids, old, next } = at;
    await release(at);
    const reason = "It was never valid";
    expect(await rows(page)).toEqual([
      ["Mar 10, 2026", setup.codes[0], "2", old, next, reason],
      ["Mar 11, 2026", setup.codes[0], "2", old, next, reason],
      ["Mar 12, 2026", setup.codes[0], "2", old, next, reason],
      ["Mar 9, 2026", setup.codes[0], "2", old, "None takes it", reason],
    ]);
    expect((await scene.read(ids.old.authorizationId)).discontinuedEffect).toBe("RELEASE");
    await hands.press("Move 3 services");
    await page.getByText("3 services are moved.").waitFor();
    expect(hands.faults).toEqual([]);
  });

  it("as valid until now is what is chosen, and moves nothing", async () => {
    await using at = await withServices();
    const { page, hands, scene, ids, old } = at;
    await hands.press(`Discontinue ${old}`);
    await hands.press("Discontinue");
    await page.getByText(`${old} is discontinued.`).waitFor();
    expect((await scene.read(ids.old.authorizationId)).discontinuedEffect).toBe("KEEP");
    expect(await panel(page).count()).toBe(0);
  });
});

it("a new authorization that could cover services without one offers to take them", async () => {
  const scene = await Scene.open(await staff(), setup);
  await scene.post();
  await using at = await opened(`/?client=${scene.clientId}`);
  const hands = new KeyboardAlone(at.page);
  await at.page.getByText("No authorization yet.").waitFor();
  await hands.press("Add a New Authorization");
  await hands.fill("Auth #", "PA-TAKES");
  await hands.choose(/^Procedure/, `Service ${setup.codes[0]}`);
  await hands.fill("Effective date", "2026-03-01");
  await hands.fill("Expiration date", "2026-12-31");
  await hands.press("Save");
  await panel(at.page).getByRole("table").waitFor();
  expect(await rows(at.page)).toEqual([
    ["Mar 10, 2026", setup.codes[0], "1", "None", "PA-TAKES", "Had no authorization"],
  ]);
  await hands.press("Move 1 service");
  await at.page.getByText("1 service is moved.").waitFor();
  expect(hands.faults).toEqual([]);
});
