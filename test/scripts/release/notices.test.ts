import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { deployedFunctions } from "../../../lib/deployed-functions.ts";
import { sourcesOfFunctions } from "../../../lib/function-bundles.ts";
import { sourcesOfWebSite } from "../../../lib/web-site/web-site-build.ts";
import { notices, packageDirectories, shippedPackages } from "../../../scripts/release/notices.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "notices-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
});

/** A package with these files; answers a file of it. */
function entered(directory: string, license: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(join(root, directory), { recursive: true });
  const name = directory.replace(/^.*node_modules\//, "");
  const all = { "package.json": JSON.stringify({ name, version: "1.2.3", license }), ...files };
  for (const [file, text] of Object.entries(all)) writeFileSync(join(root, directory, file), text);
  return `${directory}/index.js`;
}

describe("what goes along with what is shipped", () => {
  it("is of each package once, also of one within another, and of nothing of ours", () => {
    const files = [
      "functions/audit/index.ts",
      "node_modules/@aws-sdk/core/dist/a.js",
      "node_modules/@aws-sdk/core/dist/b.js",
      "node_modules/outer/node_modules/inner/index.js",
    ];
    expect(packageDirectories(files)).toEqual(["node_modules/@aws-sdk/core", "node_modules/outer/node_modules/inner"]);
  });

  it("is every licence and notice word by word, and the same words once", () => {
    const files = [
      entered("node_modules/one", "MIT", { LICENSE: "Copyright (c) They", "README.md": "Licence: see there" }),
      entered("node_modules/two", "MIT", { "license.txt": "Copyright (c) They" }),
      entered("node_modules/three", "Apache-2.0", { LICENSE: "Apache", NOTICE: "By them" }),
    ];
    const text = notices(shippedPackages(root, files));
    expect(text).toContain("one 1.2.3 (MIT)\ntwo 1.2.3 (MIT)\n\nCopyright (c) They");
    expect(text).toContain("three 1.2.3 (Apache-2.0)\n\nApache\n\nBy them");
    expect(text.match(/Copyright/g)).toHaveLength(1);
  });

  it.each([
    ["GPL-3.0-only", { LICENSE: "GPL" }, "any 1.2.3 is under GPL-3.0-only: read it"],
    ["UNLICENSED", {}, "any 1.2.3 is under UNLICENSED: read it"],
    ["MIT", { "README.md": "MIT" }, "any 1.2.3 is under MIT, and has no text of it"],
  ])("can't be made of a package under %s with %j", (license, files, reason) => {
    const file = entered("node_modules/any", license, files);
    expect(() => shippedPackages(root, [file])).toThrow(reason);
  });
});

it("Functions and pages hold parts of these packages, and of no other", () => {
  const shipped = shippedPackages(".", [...sourcesOfFunctions(deployedFunctions), ...sourcesOfWebSite()]);
  const scopes = new Set(shipped.map(({ name }) => name.split("/")[0]));
  // A new one is code that clients' records pass through: somebody has to have looked at it (docs/supply-chain.md).
  expect([...scopes].sort()).toEqual([
    "@aws",
    "@aws-sdk",
    "@lit",
    "@middy",
    "@smithy",
    "lit-element",
    "lit-html",
    "oauth4webapi",
    "zod",
  ]);
});
