import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { sources } from "./sources.ts";

const imports = new Map(
  [...sources("ts")].map(([path, text]) => [
    path,
    [...text.matchAll(/\b(?:from|import) ?\(?"(\.[^"]+)"/g)].map(([, target = ""]) => join(dirname(path), target)),
  ]),
);

/** Everything that a file needs, and what that needs, and so on: itself only where imports lead back to it. */
function needed(path: string): Set<string> {
  const found = new Set<string>();
  const open = [path];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const target of imports.get(next) ?? []) {
      if (!found.has(target)) {
        found.add(target);
        open.push(target);
      }
    }
  }
  return found;
}

/** Not untied yet. */
const known = [
  "functions/billing/apply-event.ts",
  "functions/billing/apply-service-event.ts",
  "functions/billing/apply-to-cap.ts",
  "local/local-stack-options.ts",
  "local/local-stack.ts",
  "local/pages/console.ts",
  "local/pages/developers-page.ts",
  "local/sample/sample-loading.ts",
  "local/template/synthesized-assembly.ts",
  "web/elements/authorization-tracker/authorization-details.ts",
  "web/elements/authorization-tracker/tracker-row.ts",
];

it("no file needs itself by what it imports, types included, which Biome does not see", () => {
  expect(imports.size).toBeGreaterThan(500);
  expect([...imports.keys()].filter((path) => needed(path).has(path))).toEqual(known);
});
