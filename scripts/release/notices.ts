import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A package of which something is shipped, under its own licence. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Its licence and its notices, word by word. */
  readonly texts: readonly string[];
}

/** Licences that ask for their text and the names of the authors to go along, and for nothing else. */
const permitted: ReadonlySet<string> = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"]);

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Of packages that bring no file of it: as their README has it. */
const textsOfReadme: Readonly<Record<string, string>> = {
  "@middy/core": `Copyright (c) 2017-2026 will Farrell, Luciano Mammino, and Middy contributors\n\n${mit}`,
};

/** The packages that files are of, each once, by their directories below the root. */
export function packageDirectories(files: readonly string[]): string[] {
  const found = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(found)].sort();
}

/**
 * What has to go along with what is shipped of a package.
 * @throws Error when nobody has looked at its licence yet, or it has no text
 */
function shippedPackage(directory: string): ShippedPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  if (!permitted.has(license)) {
    throw new Error(
      `${name} ${version} is under ${license}: read it, and add it to scripts/release/notices.ts if it may be shipped.`,
    );
  }
  const texts = readdirSync(directory)
    .filter((file) => /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i.test(file))
    .sort()
    .map((file) => readFileSync(join(directory, file), "utf8").trim());
  const text = textsOfReadme[name];
  if (texts.length === 0 && text === undefined) {
    throw new Error(`${name} ${version} is under ${license}, and has no text of it.`);
  }
  return { name, version, license, texts: texts.length === 0 && text !== undefined ? [text] : texts };
}

/** All of them as one text. Packages under the same words share them. */
export function notices(packages: readonly ShippedPackage[]): string {
  const byText = Map.groupBy(packages, ({ texts }) => texts.join("\n\n"));
  const parts = [...byText].map(([text, under]) => {
    const names = under.map(({ name, version, license }) => `${name} ${version} (${license})`);
    return `${names.join("\n")}\n\n${text}`;
  });
  return [
    "Parts of these packages are in the functions and pages of the Prior-Authorization Tracker, each under its own licence.",
    ...parts,
  ].join(`\n\n${"-".repeat(80)}\n\n`);
}

/** The directories of packages, seen from a root. */
export function shippedPackages(root: string, files: readonly string[]): ShippedPackage[] {
  return packageDirectories(files)
    .map((directory) => join(root, directory))
    .filter((directory) => existsSync(join(directory, "package.json")))
    .map(shippedPackage);
}
