import type { RunClient } from "./agency.ts";
import { type Model, Refused } from "./model.ts";

/** A run under way: the model, the client, and what billing was told so far, each with what it means to the model. */
export interface Running {
  readonly model: Model;
  readonly client: RunClient;
  readonly told: (() => void)[];
}

type Predicted<Result> = { readonly result: Result } | { readonly refused: string };

/** What the model says: its result, or the code of its refusal. */
export function predicted<Result>(decide: () => Result): Predicted<Result> {
  try {
    return { result: decide() };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.code };
    throw error;
  }
}

export const codeOf = (outcome: object) => ("refused" in outcome ? outcome.refused : "accepted");
