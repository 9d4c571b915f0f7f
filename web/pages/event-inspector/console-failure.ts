import { failureSentence } from "../../elements/failure-sentence.ts";
import { ConsoleRefusal } from "./local-console.ts";

/** What a person is told when the local server refused or did not answer. */
export function consoleFailure(error: unknown): string {
  return error instanceof ConsoleRefusal ? error.message : failureSentence(error);
}
