import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { sources } from "./sources.ts";

/** For each folder of functions/ those whose files it imports. Biome sees circles of files, and none of folders. */
const imports = new Map<string, Set<string>>();
for (const [path, text] of sources("ts")) {
  if (!path.startsWith(join("functions", "/"))) continue;
  const folder = dirname(path);
  const targets = [...text.matchAll(/\bfrom "(\.[^"]+)"/g)].map(([, target = ""]) => dirname(join(folder, target)));
  imports.set(folder, (imports.get(folder) ?? new Set()).union(new Set(targets.filter((target) => target !== folder))));
}

/** All folders that one needs: itself only where imports lead back to it. */
function needed(folder: string, found = new Set<string>()): Set<string> {
  for (const target of imports.get(folder) ?? []) {
    if (!found.has(target)) needed(target, found.add(target));
  }
  return found;
}

it("no folder of functions/ needs itself by way of another one", () => {
  expect(imports.size).toBeGreaterThan(10);
  expect([...imports.keys()].filter((folder) => needed(folder).has(folder))).toEqual([]);
});
