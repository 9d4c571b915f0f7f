/** Which part of the runs to make, above 0 and up to 1: a run of all checks has time for some only. `LONG_TESTS_SHARE`. */
const share = Number(process.env["LONG_TESTS_SHARE"] ?? 1);
if (!(share > 0 && share <= 1)) throw new Error("LONG_TESTS_SHARE is above 0 and up to 1, such as 0.1.");

/** So many of `all` runs as belong to the share, and at least so many as make sense. */
export function shareOf(all: number, least = 1): number {
  return Math.max(least, Math.ceil(all * share));
}
