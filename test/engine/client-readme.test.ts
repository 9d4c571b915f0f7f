import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { loadDemoAgency } from "../../local/demo-agency.ts";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import { builtClient } from "../clients/built-client.ts";

const root = join(import.meta.dirname, "..", "..");
const readme = readFileSync(join(root, "clients", "typescript", "README.md"), "utf8");
const [, example = ""] = /```ts\n(.*?)```/s.exec(readme) ?? [];

const { directory } = builtClient();
const file = join(directory, "example.ts");
writeFileSync(file, example);

const run = promisify(execFile);

let stack: LocalStack;
beforeAll(async () => {
  const sample = join(root, "local", "sample-agency.json");
  stack = await startLocalStack({
    port: 0,
    assembly: inject("assembly"),
    today: "2026-03-16",
    loadSample: (loaded) => loadDemoAgency(loaded, { file: sample, shiftDays: false }),
  });
});
afterAll(() => stack.stop());

it("the example of the client's README does what it says against the running product", async () => {
  const env = { PATH: process.env["PATH"], BASE_URL: stack.baseUrl };
  const { stdout } = await run(process.execPath, [file], { cwd: directory, env });
  expect(stdout.trim().split("\n")).toEqual([
    "found C1001 Quintero, Marisol",
    "added 201 Pending 20",
    'changed "2"',
    'refused 412 "2"',
    "confirmed C SENT",
  ]);
});

it("and its types are right", async () => {
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom"];
  const types = ["--types", "node", "--typeRoots", join(root, "node_modules", "@types")];
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { stdout } = await run(process.execPath, [tsc, ...options, ...types, file], { cwd: directory });
  expect(stdout).toBe("");
});
