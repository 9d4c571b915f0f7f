import { execFileSync } from "node:child_process";
import { join } from "node:path";

const contract = join(import.meta.dirname, "..", "..", "docs", "contracts", "asyncapi.json");

interface Kept {
  readonly caps: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The ids of events that are not what the contract says. */
  readonly deadLetters: readonly string[];
}

/** What the subscriber that knows only the contract makes of these events. */
export function bySecondSubscriber(events: readonly unknown[]): Kept {
  const file = join(import.meta.dirname, "subscriber-by-contract.mjs");
  return JSON.parse(
    execFileSync(process.execPath, [file, contract], { input: JSON.stringify(events), encoding: "utf8" }),
  );
}
