import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import type { PlantedBug } from "../../test/simulation/planted-bug.ts";

const notCopied: ReadonlySet<string> = new Set([".git", "node_modules", "build", "cdk.out", "coverage", ".local"]);

/** The repository as it stands, somewhere else, with the same packages. */
export class TreeCopy {
  readonly directory = mkdtempSync(join(tmpdir(), "prior-auth-tracker-mutations-"));

  constructor(root: string) {
    // Not by git's list: a checkout may come without git.
    const isSource = (path: string) => !notCopied.has(relative(root, path).split(sep)[0] ?? "");
    cpSync(root, this.directory, { recursive: true, filter: isSource });
    symlinkSync(join(root, "node_modules"), join(this.directory, "node_modules"));
  }

  /**
   * Plants a bug; answers how to take it out again.
   * @throws Error when its text is not found exactly once: then the code has moved on, and the bug has to follow
   */
  plant({ name, file, find, replace }: PlantedBug): () => void {
    const path = join(this.directory, file);
    const text = readFileSync(path, "utf8");
    const found = text.split(find).length - 1;
    if (found !== 1) throw new Error(`"${name}": its text is found ${found} times in ${file}, not once:\n${find}`);
    // A function, so that no "$" of the text means anything.
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
    return () => writeFileSync(path, text);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
