import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { plantedBugs } from "../simulation/planted-bugs.ts";

const root = join(import.meta.dirname, "../..");

it.each(plantedBugs)("there is one place to plant: $name", ({ file, find, replace }) => {
  expect(readFileSync(join(root, file), "utf8").split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
});
