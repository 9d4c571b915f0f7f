import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import type { BrowserContext, Page } from "playwright-core";
import { inject } from "vitest";
import { tokenFor } from "../e2e/agency.ts";
import { type Opened, opened } from "./pages.ts";

/** An origin that the agency allows, and that is not the one which the elements' file comes from. */
const hostOrigin = "http://localhost:3000";
const directory = join(import.meta.dirname, "host-pages");

export type Host = "neutral" | "reset" | "cms" | "strict";

const permissions = ["clients:read", "auths:write", "auths:confirm", "insurances:write", "services:write"];

export interface HostedPage extends Opened {
  readonly token: string;
}

/** A page of somebody else that embeds the three elements, as web/README.md says. */
export async function hosted(host: Host, clientId: string): Promise<HostedPage> {
  const at = await opened("", "supervisor", { reducedMotion: "reduce" });
  const baseUrl = inject("baseUrl");
  const embedded = `<script type="module" src="${baseUrl}/authorization-tracker.js"></script>
    <client-insurance client-id="${clientId}" api-base="${baseUrl}"></client-insurance>
    <authorization-tracker client-id="${clientId}" context="NOTE" api-base="${baseUrl}"></authorization-tracker>
    <client-caps client-id="${clientId}" api-base="${baseUrl}"></client-caps>`;
  const html = readFileSync(join(directory, `${host}.html`), "utf8").replace("{{elements}}", embedded);
  const headers = host === "strict" ? { "content-security-policy": strictPolicy(baseUrl) } : {};
  await at.context.route(`${hostOrigin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/own-lit.js") return route.fulfill({ contentType: "text/javascript", body: ownLit() });
    if (pathname === "/strict.css") return route.fulfill({ contentType: "text/css", body: "body { margin: 0 }" });
    if (pathname !== "/") return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: "text/html; charset=utf-8", headers, body: html });
  });
  await sameProcedures(at.context);
  await at.page.goto(`${hostOrigin}/`);
  const token = await tokenFor("u-host", permissions);
  await at.page.evaluate((given) => {
    for (const element of document.querySelectorAll("authorization-tracker, client-insurance, client-caps")) {
      Object.assign(element, { token: () => given });
    }
  }, token);
  await at.page
    .getByRole("button", { name: /^Details of/ })
    .first()
    .waitFor();
  await at.page
    .getByRole("button", { name: /^Edit / })
    .first()
    .waitFor();
  await at.page
    .getByRole("table", { name: /^Caps of/ })
    .first()
    .waitFor();
  return { ...at, token };
}

let procedures: { readonly headers: Record<string, string>; readonly body: Buffer } | undefined;

/** Other test files add procedures to the agency meanwhile, and each is one more choice in a form: here all pages get the first answer. */
async function sameProcedures(context: BrowserContext): Promise<void> {
  await context.route("**/v1/procedures", async (route) => {
    if (procedures === undefined) {
      const response = await route.fetch();
      procedures = { headers: response.headers(), body: await response.body() };
    }
    await route.fulfill(procedures);
  });
}

/** What web/README.md says that a policy has to allow, and nothing else. */
function strictPolicy(baseUrl: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${baseUrl}`,
    `connect-src ${baseUrl}`,
    "style-src 'self'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html 'allow-duplicates'",
  ].join("; ");
}

function ownLit(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(directory, "own-lit.js")],
    bundle: true,
    format: "esm",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

/** How one thing inside an element looks: where it is, and everything that CSS says of it. */
export interface Look {
  readonly what: string;
  readonly box: readonly number[];
  readonly style: Readonly<Record<string, string>>;
}

/** How all things inside the three elements look, each placed from the upper left corner of its own element. */
export function looks(page: Page): Promise<Look[]> {
  return page.evaluate(() => {
    const hosts = [...document.querySelectorAll("client-insurance, authorization-tracker, client-caps")];
    return hosts.flatMap((host) => {
      const inside = [...(host.shadowRoot?.querySelectorAll("*:not(style)") ?? [])];
      const root = host.shadowRoot?.querySelector(".root")?.getBoundingClientRect();
      return inside.map((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        // A modal lies in the window, whatever is below it.
        const [x, y] = element.closest("dialog") ? [0, 0] : [root?.left ?? 0, root?.top ?? 0];
        const computed = getComputedStyle(element);
        return {
          what: `${host.localName} ${element.localName}.${element.getAttribute("class") ?? ""}`,
          box: [left - x, top - y, width, height].map((value) => Math.round(value * 100) / 100),
          style: Object.fromEntries([...computed].map((name) => [name, computed.getPropertyValue(name)])),
        };
      });
    });
  });
}

/** What differs between two pages' looks, as sentences; empty: nobody sees a difference. */
export function differingLooks(expected: readonly Look[], actual: readonly Look[]): string[] {
  if (expected.length !== actual.length) return [`${actual.length} things instead of ${expected.length}`];
  return expected.flatMap((look, index) => {
    const other = actual[index];
    if (other === undefined || other.what !== look.what) return [`${other?.what} instead of ${look.what}`];
    const styles = Object.keys(look.style)
      .filter((name) => look.style[name] !== other.style[name])
      .map((name) => `${look.what}: ${name} is ${other.style[name]}, not ${look.style[name]}`);
    const boxes = look.box.join() === other.box.join() ? [] : [`${look.what}: lies at ${other.box}, not ${look.box}`];
    return [...styles, ...boxes];
  });
}
