import { versionConflict } from "./domain-error.ts";

/** What stands, and who changed it last. */
interface Standing {
  readonly version: number;
  readonly updatedBy?: string;
}

/** A change that a caller asks for, and the version that it was decided on. */
interface Asked {
  readonly seenVersion: number | undefined;
  readonly by: string;
}

/** Whether the caller's own change made what stands out of the version that they name. */
export function isOwnChange({ version, updatedBy }: Standing, { seenVersion, by }: Asked): boolean {
  return seenVersion !== undefined && version === seenVersion + 1 && updatedBy === by;
}

/**
 * Refuses a change of another version than the one that stands. A change whose reply was lost comes again with the version that
 * it was decided on: it is taken once more, where it changes nothing of what its caller made of that version.
 *
 * @param next what the change makes of what stands; the very same when it changes nothing
 */
export function requireVersion<Item extends Standing>(what: string, standing: Item, next: Item, asked: Asked): void {
  if (standing.version === asked.seenVersion) return;
  if (next === standing && isOwnChange(standing, asked)) return;
  throw versionConflict(what, standing.version);
}
