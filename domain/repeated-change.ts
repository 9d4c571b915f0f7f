import { versionConflict } from "./domain-error.ts";

/** The stored version of an item, and who made it. */
interface Standing {
  readonly version: number;
  readonly updatedBy?: string | undefined;
}

/** Who asks for a change, and the version that it was decided on. */
interface Asked {
  readonly by: string;
  readonly seenVersion: number;
}

/** Refuses a change of another version than the one that was read, 0 for none. A caller who names none has read nothing. */
export function requireSeen(what: string, seenVersion: number | undefined, currentVersion: number): void {
  if (seenVersion !== undefined && seenVersion !== currentVersion) throw versionConflict(what, currentVersion);
}

/** Whether the stored version is the one that the caller's own change made of the version that they name. */
export function isOwnChange({ version, updatedBy }: Standing, { by, seenVersion }: Asked): boolean {
  return version === seenVersion + 1 && updatedBy === by;
}

/**
 * Refuses a change of a version that is not the stored one. A caller whose reply was lost sends the change again, with the
 * version it was decided on: that is accepted once more, if it would change nothing of what it has made.
 */
export function requireVersion(
  what: string,
  standing: Standing,
  asked: Asked & { readonly changesNothing: boolean },
): void {
  const isSaidAgain = asked.changesNothing && isOwnChange(standing, asked);
  if (standing.version !== asked.seenVersion && !isSaidAgain) throw versionConflict(what, standing.version);
}
