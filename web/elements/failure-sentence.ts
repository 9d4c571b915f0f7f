import { ConnectionError, isProblem } from "../../clients/typescript/src/index.ts";

/** What a person is told when a call failed. The API's own sentence where it has one for people. */
export function failureSentence(error: unknown): string {
  if (error instanceof ConnectionError) {
    return "The authorization service can't be reached. Nothing you typed is lost: try again in a moment.";
  }
  if (isProblem(error, "UNAUTHENTICATED")) return "Your sign-in has ended. Sign in again to go on.";
  if (isProblem(error, "FORBIDDEN")) {
    // Its detail names the permissions that are missing.
    return `${error.problem.detail ?? "You may not do this."} Ask your agency's administrator for the permission.`;
  }
  if (isProblem(error)) return error.problem.detail ?? "The authorization service refused this.";
  return "Something went wrong. Try again in a moment.";
}

/** What a person is told when reading failed: nothing has to be done about it. */
export function readingFailureSentence(error: unknown): string {
  return error instanceof ConnectionError
    ? "The authorization service can't be reached. What is shown may be out of date; it is tried again by itself."
    : failureSentence(error);
}
