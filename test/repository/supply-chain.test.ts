import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { root } from "./sources.ts";

const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
const tools = readdirSync(join(root, "tools"));

describe("what is installed", () => {
  it.each([".npmrc", join("tools", "contracts-lint", ".npmrc")])(
    "runs nothing while it is, whichever npm reads %s",
    (file) => {
      // npm 10 knows only the first, which npm 11 knows as well.
      expect(read(file)).toMatch(/^ignore-scripts=true$/m);
      expect(read(file)).toMatch(/^strict-allow-scripts=true$/m);
    },
  );

  it("is of npm what the lock file says to the byte", () => {
    for (const lock of ["package-lock.json", join("tools", "contracts-lint", "package-lock.json")]) {
      const { packages } = JSON.parse(read(lock)) as {
        packages: Record<string, { integrity?: string; link?: boolean; inBundle?: boolean }>;
      };
      const { "": _, ...installed } = packages;
      // What a package brings within itself has that package's hash.
      const unsure = Object.entries(installed).filter(
        ([, { integrity, link, inBundle }]) => !link && !inBundle && !integrity?.startsWith("sha512-"),
      );
      expect(unsure.map(([name]) => name)).toEqual([]);
    }
    const ranges = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies });
    expect(ranges.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it.each(tools.filter((tool) => readdirSync(join(root, "tools", tool)).includes("requirements.txt")))(
    "is of PyPI for %s what the requirements say to the byte",
    (tool) => {
      const lines = read("tools", tool, "requirements.txt").replaceAll("\\\n", "").trim().split("\n");
      expect(lines.length).toBeGreaterThan(5);
      for (const line of lines) expect(line).toMatch(/^[\w-]+==[\w.]+( ;[^-]+)?( +--hash=sha256:[0-9a-f]{64})+$/i);
      expect(read("scripts", "python-environment.ts")).toContain('"--require-hashes", "--only-binary", ":all:"');
    },
  );
});
