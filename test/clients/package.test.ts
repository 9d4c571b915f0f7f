import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";
import packageJson from "../../clients/typescript/package.json" with { type: "json" };
import rootPackageJson from "../../package.json" with { type: "json" };
import { builtClient } from "./built-client.ts";

const folder = join(import.meta.dirname, "..", "..", "clients", "typescript");
const { directory, packageDirectory } = builtClient();

it("builds to modules and declarations that a project can use", async () => {
  const { createClient, isProblem } = await import(join(packageDirectory, "dist", "index.js"));
  expect(typeof createClient({ baseUrl: "https://api.example.org" }).searchClients.each).toBe("function");
  expect(isProblem(new Error("x"))).toBe(false);
  const tsc = join(folder, "..", "..", "node_modules", "typescript", "bin", "tsc");
  const using = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false", "--types", ""];
  const modules = ["--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom"];
  const told = execFileSync(process.execPath, [tsc, ...using, ...modules, join(directory, "using.ts")], {
    encoding: "utf8",
    cwd: directory,
  });
  expect(told).toBe("");
});

it("needs nothing, at run time or to install", () => {
  const declared: object = packageJson;
  for (const kind of ["dependencies", "peerDependencies", "optionalDependencies", "scripts"])
    expect(declared).not.toHaveProperty(kind);
});

it("has the version of the product", () => {
  expect(packageJson.version).toBe(rootPackageJson.version);
});

it("is as small as its README says, in a browser's bundle", async () => {
  const { outputFiles } = await build({
    stdin: { contents: `export * from "${join(packageDirectory, "dist", "index.js")}";`, resolveDir: directory },
    bundle: true,
    minify: true,
    format: "esm",
    // A module of Node in it would be an error here.
    platform: "browser",
    target: "es2022",
    write: false,
  });
  const sizeBytes = gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length;
  const [, said] = /(\d+\.\d) KB gzipped/.exec(readFileSync(join(folder, "README.md"), "utf8")) ?? [];
  expect(sizeBytes).toBeLessThanOrEqual(Number(said) * 1000);
  // Others may be added without a change of the README, but not so many that it says nothing any more.
  expect(sizeBytes).toBeGreaterThan(Number(said) * 1000 * 0.75);
});
