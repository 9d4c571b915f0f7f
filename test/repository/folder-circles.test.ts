import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { sources } from "./sources.ts";

const imports = new Map(
  [...sources("ts")].map(([path, text]) => [
    path,
    [...text.matchAll(/\b(?:from|import) ?\(?"(\.[^"]+)"/g)].map(([, target = ""]) => join(dirname(path), target)),
  ]),
);

/** Everything that one needs, and what that needs, and so on: itself only where this leads back to it. */
function needed(first: string, needs: ReadonlyMap<string, Iterable<string>>): Set<string> {
  const found = new Set<string>();
  const open = [first];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const target of needs.get(next) ?? []) {
      if (!found.has(target)) open.push(target);
      found.add(target);
    }
  }
  return found;
}

const inCircles = (needs: ReadonlyMap<string, Iterable<string>>) =>
  [...needs.keys()].filter((each) => needed(each, needs).has(each));

// That no file does, Biome sees: `noImportCycles`, types included.
it("no folder of functions/ needs itself by another one", () => {
  const files = [...imports].filter(([path]) => path.startsWith("functions/"));
  const folders = [...Map.groupBy(files, ([path]) => dirname(path))].map(([folder, inside]) => {
    const needs = inside.flatMap(([, targets]) => targets.map(dirname));
    return [folder, needs.filter((other) => other !== folder)] as const;
  });
  expect(folders.length).toBeGreaterThan(10);
  expect(inCircles(new Map(folders))).toEqual([]);
});
