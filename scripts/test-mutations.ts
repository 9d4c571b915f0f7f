/**
 * Plants the bugs of test/simulation/planted-bugs.ts one after the other, each in a copy of the tree, and demands that the
 * tests named for it fail there. Prints which test caught which; fails when a bug survives, or a test fails without any.
 * Words as arguments: only bugs whose names hold one of them.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Catcher, PlantedBug } from "../test/simulation/planted-bug.ts";
import { plantedBugs } from "../test/simulation/planted-bugs.ts";
import { caughtIn } from "./mutations/test-run.ts";
import { TreeCopy } from "./mutations/tree-copy.ts";

const root = join(import.meta.dirname, "..");
const words = process.argv.slice(2);
const chosen = plantedBugs.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

function textOf(catcher: Catcher): string {
  if ("compilerSays" in catcher) return `the compiler, "${catcher.compilerSays}"`;
  return catcher.name === undefined ? catcher.file : `${catcher.file}, "${catcher.name}"`;
}

/** What goes wrong with tests when nothing is planted: then their failing proves nothing. */
async function unplantedFault(copy: TreeCopy, catcher: Catcher): Promise<string | null> {
  const failed = await caughtIn(copy.directory, catcher);
  return failed.length === 0 ? null : `without any bug: ${textOf(catcher)} fails: ${failed.join("; ")}`;
}

/** Plants a bug and takes it out again; says which tests caught it, or that they did not. */
async function survival(copy: TreeCopy, bug: PlantedBug): Promise<string | null> {
  const takeOut = copy.plant(bug);
  try {
    const caught: string[] = [];
    for (const catcher of bug.caughtBy) {
      const failed = await caughtIn(copy.directory, catcher);
      if (failed[0] === undefined) return `${bug.name}: SURVIVED ${textOf(catcher)}`;
      caught.push(`${textOf(catcher)}: ${failed[0]}${failed.length > 1 ? ` (and ${failed.length - 1} more)` : ""}`);
    }
    console.log(`| ${bug.name} | ${bug.file} | ${caught.join("<br>")} |`);
    return null;
  } finally {
    takeOut();
  }
}

const distinct = [...new Map(chosen.flatMap(({ caughtBy }) => caughtBy).map((each) => [textOf(each), each])).values()];
const tasks: ((copy: TreeCopy) => Promise<string | null>)[] = [
  ...distinct.map((catcher) => (copy: TreeCopy) => unplantedFault(copy, catcher)),
  ...chosen.map((bug) => (copy: TreeCopy) => survival(copy, bug)),
];

console.log("| planted bug | file | caught by |\n|---|---|---|");
const faults: string[] = [];
async function workThrough(): Promise<void> {
  const copy = new TreeCopy(root);
  try {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      const fault = await task(copy);
      if (fault !== null) faults.push(fault);
    }
  } finally {
    copy.remove();
  }
}
await Promise.all(Array.from({ length: availableParallelism() }, workThrough));
for (const fault of faults) console.error(fault);
console.log(`${chosen.length} bugs planted, ${faults.length === 0 ? "all caught" : `${faults.length} faults`}`);
process.exitCode = faults.length === 0 ? 0 : 1;
