import { versionConflict } from "./domain-error.ts";

/** What stands, and who changed it last. */
interface Standing {
  readonly version: number;
  readonly updatedBy?: string | undefined;
}

/** Who asks for a change, and the version that it was decided on. */
interface Asked {
  readonly by: string;
  readonly seenVersion: number;
}

/** Whether the caller's own change made what stands out of the version that they name. */
export function isOwnChange({ version, updatedBy }: Standing, { by, seenVersion }: Asked): boolean {
  return version === seenVersion + 1 && updatedBy === by;
}

/**
 * Refuses a change of another version than the one that stands. A change whose reply was lost comes again with the version that
 * it was decided on: it is taken once more, where it changes nothing of what its caller made of that version.
 */
export function requireVersion(
  what: string,
  standing: Standing,
  asked: Asked & { readonly changesNothing: boolean },
): void {
  const isSaidAgain = asked.changesNothing && isOwnChange(standing, asked);
  if (standing.version !== asked.seenVersion && !isSaidAgain) throw versionConflict(what, standing.version);
}
