import { chmodSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dataFiles } from "../../../local/kept/data-directory.ts";
import { temporaryDirectory } from "../hand-made-stack.ts";

const modeOf = (directory: string) => (statSync(directory).mode & 0o777).toString(8);

describe("nobody but its owner looks into the data directory", () => {
  it("which is made so", () => {
    const directory = join(temporaryDirectory(), "data");
    dataFiles(directory);
    expect(modeOf(directory)).toBe("700");
  });

  it.each([0o755, 0o770, 0o701, 0o777])("nor into one that was there with the mode %o", (mode) => {
    const directory = join(temporaryDirectory(), "data");
    mkdirSync(directory);
    chmodSync(directory, mode);
    dataFiles(directory);
    expect(modeOf(directory)).toBe("700");
  });
});

it("nothing is kept without one", () => {
  expect(dataFiles(undefined)).toEqual({});
});
