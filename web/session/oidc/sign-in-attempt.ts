import {
  calculatePKCECodeChallenge,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
} from "oauth4webapi";

/** One going to the issuer and coming back. Holds what proves that the answer belongs to it, and no token. */
export interface SignInAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Where the user was: the address of a page of this site. */
  readonly returnTo: string;
  /** The issuer's answer, once there is one: the query that it came back with. */
  readonly answer?: string;
}

/** Begins the state of an attempt in a window of its own, whose answer belongs to another one. */
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

/** Each tab has one, since it can be at the issuer only once. */
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
