import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isSafe } from "redos-detector";
import { describe, expect, it, vi } from "vitest";
import { regexLiterals } from "./regex-literals.ts";
import { root, sources } from "./sources.ts";

/** Where requests, events and stored items are met. */
const folders = /^(domain|api|events|functions|store)\//;
const ownSources = [...sources("ts")].filter(([path]) => folders.test(path));

/** Those that a pattern's parts are put together to: noted while their modules are loaded. */
async function madePatterns(): Promise<RegExp[]> {
  const made: RegExp[] = [];
  const noting = new Proxy(RegExp, {
    construct: (target, [pattern, flags]) => {
      const regex = new target(pattern, flags);
      made.push(regex);
      return regex;
    },
  });
  vi.stubGlobal("RegExp", noting);
  vi.resetModules();
  for (const [path, text] of ownSources) if (text.includes("new RegExp(")) await import(join(root, path));
  vi.unstubAllGlobals();
  return made;
}

/** Every `pattern` in a document, at whatever depth. */
function patternsIn(document: unknown): string[] {
  if (typeof document !== "object" || document === null) return [];
  return Object.entries(document).flatMap(([name, value]) =>
    name === "pattern" && typeof value === "string" ? [value] : patternsIn(value),
  );
}

const documents = [...sources("json")].filter(([path]) => /^docs\/contracts\/(?!released)/.test(path));
const published = documents.flatMap(([path, text]) =>
  patternsIn(JSON.parse(text)).map((source) => [path, source] as const),
);

const everyPattern = new Map<string, RegExp>(
  [
    ...ownSources.flatMap(([, text]) => regexLiterals(text)),
    ...(await madePatterns()),
    ...published.map(([, source]) => new RegExp(source)),
  ].map((regex) => [String(regex), regex]),
);

/** The pattern of an authorization number before it was mended. */
const quadratic = /^[^\u202a-\u202e]*[^\s\u202a-\u202e][^\u202a-\u202e]*$/;

/** Whatever is tried, an engine that looks back takes no more steps than a fixed number for each character. */
const isLinear = (regex: RegExp) => isSafe(regex, { timeout: 20_000 }).safe;

/** Characters of a pattern, and those that patterns are about; each repeated, with an end that may not fit. */
function* fillings(regex: RegExp, length: number): Generator<string> {
  const characters = new Set([..."a0 .-_#\"'\u00e9\u200b\t\n", ...regex.source.replace(/\\u[0-9a-f]{4}|\\./g, "")]);
  for (const character of characters)
    for (const end of ["", "\u202e", "\n!", "#"]) yield `${character.repeat(length)}${end}`;
}

/** Time of this process's own work: that of others on the machine does not count. */
function workMillis(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}
const longestWork = (regex: RegExp) =>
  Math.max(...[...fillings(regex, 64 * 1024)].map((text) => workMillis(() => text.replace(regex, ""))));

/** A linear pattern needs a few milliseconds for 64 KB, a quadratic one more than a thousand. */
const mostMillis = 500;

it("patterns are found in sources, among those put together from parts, and in the published documents", () => {
  expect(regexLiterals('const a = /a\\/[/]b/u; b(/c/, "/d/"); // /e/\nreturn x / y / z;').map(String)).toEqual([
    "/a\\/[/]b/u",
    "/c/",
  ]);
  const found = [...everyPattern.keys()];
  expect(found).toContain("/^#[0-9A-Fa-f]{6}$/");
  expect(found).toContain("/^[0-9]{3}[._-]?[0-9]{2}[._-]?[0-9]{4}$/");
  expect(new Set(published.map(([path]) => path))).toContain("docs/contracts/openapi.json");
  const openapi = JSON.parse(readFileSync(join(root, "docs/contracts/openapi.json"), "utf8"));
  expect(found).toContain(
    String(new RegExp(openapi.components.schemas.AuthorizationInput.properties.authorizationNumber.pattern)),
  );
});

describe("of each pattern that meets input from outside the work grows no faster than the input", () => {
  it("which finds the pattern that an attack found", () => {
    expect(isLinear(quadratic)).toBe(false);
    expect(workMillis(() => quadratic.test(`${"a".repeat(64 * 1024)}\u202e`))).toBeGreaterThan(mostMillis);
  });

  it.each([...everyPattern])("%s", (_, regex) => {
    expect(isLinear(regex)).toBe(true);
    expect(longestWork(regex)).toBeLessThan(mostMillis);
  });
});
