import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root, sources } from "./sources.ts";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
const pages = sources("md");

/** The script that a command line of npm runs, which is none of npm's own commands. */
const run = /npm (?:run (?:-s )?)?(?!(?:ci|run|install|outdated|diff|sbom)\b)([a-z][\w:-]*)/;
const scriptsIn = (text: string) => [...text.matchAll(new RegExp(run, "g"))].map(([, script]) => script);

it("each npm script is explained once, by a row in CONTRIBUTING or docs/commands.md", () => {
  const explained = ["CONTRIBUTING.md", join("docs", "commands.md")].flatMap((path) =>
    [...(pages.get(path) ?? "").matchAll(/^\| `([^`]+)` \|/gm)].flatMap(([, command = ""]) => scriptsIn(command)),
  );
  expect(explained.toSorted()).toEqual(Object.keys(scripts).toSorted());
});

it("each npm command that a page names is a script", () => {
  const named = [...pages].flatMap(([path, page]) =>
    [...page.matchAll(/`([^`\n]+)`|^npm.*$/gm)].flatMap(([line]) =>
      scriptsIn(line).map((script) => ({ path, script })),
    ),
  );
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter(({ script = "" }) => !(script in scripts))).toEqual([]);
});
