import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Teardown } from "../teardown.ts";
import { type Assembly, readAssembly } from "./assembly.ts";
import { synthesize } from "./synthesize.ts";

/** The output of a synthesis that was made before, or of one made now, which is gone when the stack ends. */
export async function assemblyOf(made: string | undefined, teardown: Teardown, signal: AbortSignal): Promise<Assembly> {
  if (made !== undefined) {
    return readAssembly(made);
  }
  const directory = mkdtempSync(join(tmpdir(), "prior-auth-tracker-"));
  await teardown.add(() => rmSync(directory, { recursive: true, force: true }));
  await synthesize(directory, signal);
  return readAssembly(directory);
}
