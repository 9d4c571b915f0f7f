import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { StartError } from "../start-error.ts";

/**
 * Small values that are made once and must stay the same as long as the data: the token key, secrets, names. Without a file
 * they live as long as the process.
 */
export class KeptValues {
  private readonly values: Record<string, unknown>;
  private readonly file: string | undefined;

  constructor(file?: string) {
    this.file = file;
    this.values = file ? readValues(file) : {};
  }

  get(name: string): unknown {
    return this.values[name];
  }

  set(name: string, value: unknown): void {
    this.values[name] = value;
    if (this.file) {
      // Written beside and renamed: whoever ends the process in between leaves the old file, not half a new one.
      const unfinished = `${this.file}.unfinished`;
      writeFileSync(unfinished, JSON.stringify(this.values), { mode: 0o600 });
      renameSync(unfinished, this.file);
    }
  }

  /** The text kept under this name, made now when there is none. */
  text(name: string, make: () => string): string {
    const kept = this.values[name];
    if (typeof kept === "string") {
      return kept;
    }
    const made = make();
    this.set(name, made);
    return made;
  }
}

function readValues(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return {};
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StartError(`${file} is not JSON: name another --data-dir, or remove this one and begin anew.`, { cause });
  }
}
