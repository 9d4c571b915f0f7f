import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

export const root = join(import.meta.dirname, "..", "..");

/** Installed or generated, so not the repository's own; names with a dot in front are nobody's sources either. */
const foreign = /^(\..+|node_modules|build|dist|cdk\.out|coverage)$/;

/** The repository's own files of one ending, by path and text. */
export function sources(ending: string): Map<string, string> {
  const paths = globSync(`**/*.${ending}`, {
    cwd: root,
    exclude: (path) => foreign.test(path.split(sep).at(-1) ?? ""),
  });
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), "utf8")]));
}
