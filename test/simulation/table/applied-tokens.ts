import { isDeepStrictEqual } from "node:util";

/** How long DynamoDB knows the token of a transaction. */
const keptMillis = 10 * 60_000;

interface Applied {
  readonly actions: unknown;
  readonly atMillis: number;
}

/** Another transaction with the token of one that was applied. */
class IdempotentParameterMismatchException extends Error {
  override readonly name = "IdempotentParameterMismatchException";
}

/** Which transactions were applied of late, by their ClientRequestToken: asked for again, they change nothing. */
export class AppliedTokens {
  readonly #applied = new Map<string, Applied>();

  has(token: string, nowMillis: number): boolean {
    const applied = this.#applied.get(token);
    return applied !== undefined && applied.atMillis + keptMillis >= nowMillis;
  }

  wasApplied(token: string, actions: unknown, nowMillis: number): boolean {
    if (!this.has(token, nowMillis)) return false;
    if (!isDeepStrictEqual(this.#applied.get(token)?.actions, actions))
      throw new IdempotentParameterMismatchException("The token was used for another transaction.");
    return true;
  }

  keep(token: string, actions: unknown, atMillis: number): void {
    this.#applied.delete(token);
    this.#applied.set(token, { actions, atMillis });
    // The oldest come first.
    for (const [old, applied] of this.#applied) {
      if (applied.atMillis + keptMillis >= atMillis) break;
      this.#applied.delete(old);
    }
  }
}
