import {
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
} from "oauth4webapi";

/** One way to the issuer and back. Holds what proves that the answer belongs to it, and no token. */
export interface SignInAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Where the user was: the address of a page of this site. */
  readonly returnTo: string;
  /** The issuer's answer, once there is one: the query that it came back with. */
  readonly answer?: string;
}

/** The `state` of an attempt in a window of its own begins so: its answer belongs to another window. */
const windowMark = "window.";

export function newAttempt(returnTo: string, { inWindow = false } = {}): SignInAttempt {
  return {
    state: `${inWindow ? windowMark : ""}${generateRandomState()}`,
    nonce: generateRandomNonce(),
    codeVerifier: generateRandomCodeVerifier(),
    returnTo,
  };
}

export function isOfAnotherWindow(answer: URLSearchParams): boolean {
  return answer.get("state")?.startsWith(windowMark) ?? false;
}

/** Whether an address is one to which an issuer sent a user back. */
export function isAnswer(query: URLSearchParams): boolean {
  return query.has("state") && (query.has("code") || query.has("error"));
}

export function challengeOf({ codeVerifier }: SignInAttempt): Promise<string> {
  return calculatePKCECodeChallenge(codeVerifier);
}

const place = "prior-auth-tracker.sign-in";

/** One attempt a tab, which can be at the issuer only once. */
export class KeptAttempt {
  private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;

  constructor(storage: Pick<Storage, "getItem" | "setItem" | "removeItem">) {
    this.storage = storage;
  }

  keep(attempt: SignInAttempt): void {
    this.storage.setItem(place, JSON.stringify(attempt));
  }

  get(): SignInAttempt | undefined {
    const text = this.storage.getItem(place);
    return text === null ? undefined : JSON.parse(text);
  }

  forget(): void {
    this.storage.removeItem(place);
  }
}
