import { accessSync, chmodSync, constants, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../start-error.ts";

/** The files that outlive the server; all undefined when nothing is kept. */
export interface DataFiles {
  readonly table?: string;
  readonly queues?: string;
  readonly values?: string;
}

export function dataFiles(directory: string | undefined): DataFiles {
  if (directory === undefined) {
    return {};
  }
  try {
    makeDirectory(directory);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`--data-dir can't be used (${reason}): name a directory that can be written.`, { cause });
  }
  return {
    table: join(directory, "table.db"),
    queues: join(directory, "queues.db"),
    values: join(directory, "values.json"),
  };
}

/** One level only: its parents are somebody else's, and making them all never ends in places such as /proc. */
function makeDirectory(directory: string): void {
  // Whatever somebody types in is kept here as it is: only its owner may look.
  const mode = 0o700;
  const found = statSync(directory, { throwIfNoEntry: false });
  if (!found?.isDirectory()) {
    mkdirSync(directory, { mode });
  } else if ((found.mode & 0o077) !== 0) {
    chmodSync(directory, mode);
  }
  accessSync(directory, constants.W_OK);
}
