import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { User } from "../e2e/agency.ts";
import { newSetup, Scene, staff } from "../e2e/scene.ts";
import { axeViolations } from "./axe.ts";
import { Mouse } from "./hands.ts";
import { differingLooks, type Host, hosted, type Look, looks } from "./hosts.ts";

/** Looked at only. */
let scene: Scene;
/** Worked with. */
let worked: Scene;
let neutral: { readonly page: Look[]; readonly form: Look[] };

beforeAll(async () => {
  const by = await staff();
  [scene, worked] = [await enterClient(by), await enterClient(by)];
  await using at = await hosted("neutral", scene.clientId);
  neutral = await inBothStates(at.page);
});

async function enterClient(by: User): Promise<Scene> {
  const entered = await Scene.open(by, await newSetup(by));
  const { authorizationId } = await entered.add({ notes: "By phone." });
  await entered.confirm(authorizationId, 1);
  await entered.post({ authorizationId, units: 3 });
  await entered.add({ authVisits: undefined });
  return entered;
}

/** Opens the first row, ledger included. */
async function openDetails(page: Page) {
  await page
    .getByRole("button", { name: /^Details of/ })
    .first()
    .click();
  await page
    .getByRole("region", { name: /^Movements/ })
    .or(page.getByText("No service has used it"))
    .first()
    .waitFor();
}

/** How everything looks, and how it looks with details and a refused form open. */
async function inBothStates(page: Page) {
  const first = await looks(page);
  await openDetails(page);
  await page.getByRole("button", { name: "Add a New Authorization" }).click();
  await page.getByLabel("Procedure").getByRole("option").nth(1).waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Nothing was saved yet.").waitFor();
  // Where the pointer is, a button looks otherwise.
  await page.mouse.move(0, 0);
  return { page: first, form: await looks(page) };
}

describe.each<Host>(["reset", "cms", "strict"])("on the host page %s", (host) => {
  it("nothing inside the elements looks otherwise than on a neutral one", async () => {
    await using at = await hosted(host, scene.clientId);
    const { page, form } = await inBothStates(at.page);
    expect(differingLooks(neutral.page, page)).toEqual([]);
    expect(differingLooks(neutral.form, form)).toEqual([]);
    expect(at.complaints).toEqual([]);
  });

  it("everything can be done, and what was done is told to the host", async () => {
    await using at = await hosted(host, worked.clientId);
    const { page } = at;
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(globalThis, { heard });
      for (const type of [
        "authorization-added",
        "authorization-confirmed",
        "authorization-changed",
        "insurance-changed",
      ]) {
        document.addEventListener(type, (event) => {
          const { clientId } = (event as CustomEvent<{ clientId: string }>).detail;
          heard.push(`${type} ${(event.target as Element).localName} ${clientId}`);
        });
      }
    });
    const hands = new Mouse(page);
    const number = `PA-${host}`;
    await hands.press("Add a New Authorization");
    await hands.fill("Auth #", number);
    await hands.choose(/^Procedure/, `Service ${worked.setup.codes[1]}`);
    await hands.fill("Effective date", "2026-03-01");
    await hands.fill("Expiration date", "2026-12-31");
    await hands.press("Save");
    await page.getByText(`${number} is added.`).waitFor();
    await hands.press(new RegExp(`^Confirm to billing: ${number}`));
    // The caps are another element, which nobody told to read.
    await page
      .getByRole("table", { name: /^Caps of/ })
      .getByText(number)
      .waitFor();
    const heard = await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
    expect(heard).toEqual([
      `authorization-added authorization-tracker ${worked.clientId}`,
      `authorization-confirmed authorization-tracker ${worked.clientId}`,
    ]);
    expect(at.complaints).toEqual([]);
  });
});

describe("a host's own say", () => {
  it("custom properties and parts get through", async () => {
    await using at = await hosted("neutral", scene.clientId);
    const { page } = at;
    const add = page.getByRole("button", { name: "Add a New Authorization" });
    const colorOf = () => add.evaluate((button) => getComputedStyle(button).backgroundColor);
    await page.addStyleTag({ content: "authorization-tracker { --pat-accent: rgb(1, 2, 3) }" });
    await expect.poll(colorOf).toBe("rgb(1, 2, 3)");
    await page.addStyleTag({ content: "authorization-tracker::part(add) { background: rgb(4, 5, 6) }" });
    await expect.poll(colorOf).toBe("rgb(4, 5, 6)");
    await page.addStyleTag({ content: "authorization-tracker::part(status-ok) { text-transform: uppercase }" });
    const status = page.getByText("OK", { exact: true }).first();
    expect(await status.evaluate((text) => getComputedStyle(text).textTransform)).toBe("uppercase");
  });

  it("a dark page has dark elements, in which axe finds nothing", async () => {
    await using at = await hosted("neutral", scene.clientId);
    const { page } = at;
    const add = page.getByRole("button", { name: "Add a New Authorization" });
    const light = await add.evaluate((button) => getComputedStyle(button).backgroundColor);
    await page.addStyleTag({
      content: ":root { color-scheme: dark; background: #10171a }",
    });
    await expect.poll(() => add.evaluate((button) => getComputedStyle(button).backgroundColor)).not.toBe(light);
    const rules = (await axeViolations(page)).filter((found) => !/^(landmark|page-has|region)/.test(found));
    expect(rules).toEqual([]);
  });
});

it("a host that gives a new token function at each rendering lets nothing be read anew, and the last one is asked", async () => {
  await using at = await hosted("neutral", scene.clientId);
  const { page, token } = at;
  await page.waitForLoadState("networkidle");
  const reads: string[] = [];
  page.on("request", (request) => reads.push(new URL(request.url()).pathname.split("/").at(-1) ?? ""));
  const asked = await page.evaluate(async (given) => {
    type Embedded = HTMLElement & { token: unknown; updateComplete: Promise<unknown>; reload(): Promise<void> };
    const tracker = document.querySelector<Embedded>("authorization-tracker");
    const calls: number[] = [];
    for (let rendering = 1; rendering <= 30; rendering++) {
      Object.assign(tracker ?? {}, { token: () => [given, calls.push(rendering)][0] });
      await tracker?.updateComplete;
    }
    await tracker?.reload();
    return calls;
  }, token);
  expect(asked).toEqual([30]);
  expect(reads).toEqual(["authorization-tracker"]);
});

it("the token is in no attribute, no address and no storage", async () => {
  await using at = await hosted("neutral", scene.clientId);
  const { page, context, token } = at;
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  await openDetails(page);
  const kept = await page.evaluate(() => {
    const markup = (root: Document | ShadowRoot): string =>
      [...root.querySelectorAll("*")]
        .map((element) => {
          const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`).join(" ");
          return attributes + (element.shadowRoot ? markup(element.shadowRoot) : "");
        })
        .join("\n");
    return [
      markup(document),
      JSON.stringify({ ...localStorage }),
      JSON.stringify({ ...sessionStorage }),
      document.cookie,
    ];
  });
  const everything = [...kept, ...addresses, JSON.stringify(await context.storageState({ indexedDB: true }))].join(
    "\n",
  );
  expect(everything).toContain(scene.clientId);
  expect(everything).not.toContain(token.split(".")[2]);
});
