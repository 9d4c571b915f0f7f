import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { emptyState, type State } from "./caps.ts";

export function readState(file: string | undefined): State {
  return file !== undefined && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : emptyState;
}

/** Whoever is killed in the middle leaves the older state, and is told the events again. */
export function writeState(file: string | undefined, state: State): void {
  if (file === undefined) return;
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(state));
  renameSync(unfinished, file);
}
