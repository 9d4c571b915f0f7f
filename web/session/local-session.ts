import type { Permission } from "../../clients/typescript/src/index.ts";
import { type DemoUser, demoUsers } from "./demo-users.ts";
import { SignedOutMark } from "./oidc/signed-out-mark.ts";
import type { Session, SignOutReason } from "./session.ts";

interface IssuedToken {
  readonly access_token: string;
  readonly expires_in: number;
}

/** Each tab may have a user of its own, so that two of them can be tried side by side. */
const chosenUser = "prior-auth-tracker.user";

/** A token is not used any more in its last minute. */
const reserveSeconds = 60;

/** Tokens of the local server, for whichever demo user is chosen. */
export class LocalSession extends EventTarget implements Session {
  user: DemoUser = demoUsers.find(({ userId }) => userId === sessionStorage.getItem(chosenUser)) ?? demoUsers[0];
  private current: { readonly value: Promise<string>; readonly renewAtMillis: number } | undefined;

  get permissions(): ReadonlySet<Permission> {
    return new Set(this.user.permissions);
  }

  /** Takes tokens for that user from now on. */
  switchTo(userId: string): void {
    const user = demoUsers.find((one) => one.userId === userId);
    if (user && user !== this.user) {
      this.user = user;
      this.current = undefined;
      sessionStorage.setItem(chosenUser, userId);
      this.dispatchEvent(new Event("change"));
    }
  }

  token(refused = false): Promise<string> {
    if (!this.current || refused || Date.now() > this.current.renewAtMillis) {
      const issued = this.issue();
      this.current = { value: issued.then((token) => token.access_token), renewAtMillis: Number.POSITIVE_INFINITY };
      issued.then(
        (token) => {
          const renewAtMillis = Date.now() + (token.expires_in - reserveSeconds) * 1000;
          this.current = { value: Promise.resolve(token.access_token), renewAtMillis };
        },
        // The next call tries anew; whoever asked is told by the rejection.
        () => {
          this.current = undefined;
        },
      );
    }
    return this.current.value;
  }

  /** Nobody has signed in here; what is shown and typed goes all the same, until somebody wants to go on. */
  async signOut(why: SignOutReason = "user"): Promise<void> {
    this.current = undefined;
    new SignedOutMark(sessionStorage).set(why);
    document.body.replaceChildren();
    location.replace("/");
  }

  private async issue(): Promise<IssuedToken> {
    const { userId, permissions } = this.user;
    const response = await fetch("/local/token", { method: "POST", body: JSON.stringify({ userId, permissions }) });
    if (!response.ok) {
      throw new Error(`The local server gave no token: ${response.status}`);
    }
    return response.json();
  }
}

/** The session of this tab; of one that was signed out once somebody wants to go on. */
export async function openLocalSession(): Promise<LocalSession> {
  const signedOut = new SignedOutMark(sessionStorage);
  if (signedOut.notice) {
    const { browserSurroundings } = await import("./oidc/browser-surroundings.ts");
    const { screen } = browserSurroundings();
    await screen.ask(signedOut.notice);
    screen.hide();
    signedOut.clear();
  }
  return new LocalSession();
}
