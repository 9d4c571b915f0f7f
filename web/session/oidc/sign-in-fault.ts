import { IssuerRefusal } from "./issuer.ts";

/** What users are told when signing in did not work. */
export function signInFault(error: unknown): string {
  if (error instanceof IssuerRefusal) return `The sign-in service answered: ${error.message}`;
  // What browsers throw for a request without an answer.
  if (error instanceof TypeError) return "The sign-in service can't be reached. Try again in a moment.";
  return "The answer of the sign-in service can't be used. Try again; if it stays so, tell your agency's administrator.";
}
