import type { Permission } from "../../../clients/typescript/src/index.ts";
import { ConnectionError } from "../../../clients/typescript/src/index.ts";
import type { Session, SignOutReason } from "../session.ts";
import { type Issuer, IssuerRefusal } from "./issuer.ts";
import type { OidcLogin } from "./oidc-login.ts";
import { newAttempt } from "./sign-in-attempt.ts";
import { signInFault } from "./sign-in-fault.ts";
import { SignedOutMark } from "./signed-out-mark.ts";
import { gone, type SignInMessage, type Surroundings } from "./surroundings.ts";
import { permissionsOf, type Tokens, userOf } from "./tokens.ts";

/** How long before its end a token is renewed: requests that began with it are done by then. */
const reserveMillis = 60_000;

export interface OidcSessionParts {
  readonly login: OidcLogin;
  readonly issuer: Issuer;
  readonly surroundings: Surroundings;
  readonly tokens: Tokens;
}

/**
 * A user whom the agency's token issuer has signed in. Tokens are renewed while the page stays as it is. When that is not
 * possible any more, the page is covered until the same user has signed in again, and every call waits for it.
 */
export class OidcSession extends EventTarget implements Session {
  private readonly login: OidcLogin;
  private readonly issuer: Issuer;
  private readonly surroundings: Surroundings;
  private tokens: Tokens;
  private held: ReadonlySet<Permission>;
  /** One at a time: an issuer may take a token that renews only once. */
  private renewing: Promise<void> | undefined;
  private isOver = false;
  /** The other window, whose answer this page waits for. */
  private awaited: { readonly state: string; readonly hear: (answer: URLSearchParams) => void } | undefined;

  constructor({ login, issuer, surroundings, tokens }: OidcSessionParts) {
    super();
    this.login = login;
    this.issuer = issuer;
    this.surroundings = surroundings;
    this.tokens = tokens;
    this.held = permissionsOf(tokens, login);
    surroundings.listen((message) => this.hear(message));
  }

  get user() {
    return userOf(this.tokens);
  }

  get permissions(): ReadonlySet<Permission> {
    return this.held;
  }

  async token(refused = false): Promise<string> {
    if (this.renewing || refused || this.isOver || Date.now() > this.tokens.expiresAtMillis - reserveMillis) {
      this.renewing ??= this.renew(refused).finally(() => {
        this.renewing = undefined;
      });
      await this.renewing;
    }
    return this.tokens.accessToken;
  }

  /** Ends the session here, in all tabs, and with the issuer. */
  async signOut(why: SignOutReason = "user"): Promise<void> {
    const { storage, screen } = this.surroundings;
    this.isOver = true;
    new SignedOutMark(storage).set(why);
    if (why === "idle") {
      // Whoever sits there now is not asked about what another has typed.
      this.surroundings.clearPage();
      void screen.ask({ kind: "leaving" });
    }
    this.surroundings.tell({ type: "signed-out", why });
    await this.endTokens();
    this.surroundings.leaveFor(this.issuer.endSessionAddress(this.tokens) ?? "/");
  }

  private async endTokens(): Promise<void> {
    const { refreshToken } = this.tokens;
    this.tokens = { ...this.tokens, accessToken: "", refreshToken: undefined };
    if (refreshToken !== undefined) await this.issuer.revoke(refreshToken);
  }

  private hear(message: SignInMessage): void {
    if (message.type === "signed-out") {
      if (this.isOver) return;
      if (message.why === "idle") {
        void this.signOut("idle");
        return;
      }
      // Whoever signs out in one tab leaves the computer, and with it all tabs.
      this.isOver = true;
      void this.endTokens();
      void this.token();
      return;
    }
    const answer = new URLSearchParams(message.query);
    if (answer.get("state") === this.awaited?.state) this.awaited?.hear(answer);
  }

  private async renew(refused: boolean): Promise<void> {
    const { refreshToken, expiresAtMillis } = this.tokens;
    // Without a refresh token it is used to its last moment.
    if (refreshToken === undefined && !refused && !this.isOver && Date.now() < expiresAtMillis) return;
    if (refreshToken !== undefined && !this.isOver) {
      try {
        this.take(await this.issuer.renewed(this.tokens, refreshToken));
        if (!this.isOver) return;
        // Somebody signed out meanwhile.
        await this.endTokens();
      } catch (error) {
        // The issuer was not reached: the call fails, and the next one tries again.
        if (!(error instanceof IssuerRefusal)) throw new ConnectionError("network", error);
      }
    }
    await this.signInAgain();
  }

  /** In a window of its own, since leaving this page would lose what was typed. */
  private async signInAgain(): Promise<void> {
    const { screen, address } = this.surroundings;
    let reason: string | undefined;
    for (;;) {
      const attempt = newAttempt("/", { inWindow: true });
      const answered = this.answerTo(attempt.state);
      const signInAddress = await this.issuer.addressFor(attempt);
      await screen.ask({ kind: "ended", ...(reason !== undefined && { reason }) });
      if (!this.surroundings.openWindow(signInAddress)) {
        reason = "The browser kept the window from opening. Allow this site to open windows.";
        continue;
      }
      // Asked once more when the other window was closed without an answer.
      const answer = await Promise.race([answered, screen.ask({ kind: "elsewhere" })]);
      if (answer === undefined) continue;
      try {
        const tokens = await this.issuer.tokensFor(answer, attempt);
        if (tokens.idClaims.sub !== this.tokens.idClaims.sub) {
          // What one user has read and typed is not for another.
          this.surroundings.leaveFor(address.href);
          await gone;
        }
        this.isOver = false;
        this.take(tokens);
        screen.hide();
        return;
      } catch (error) {
        reason = signInFault(error);
      }
    }
  }

  private answerTo(state: string): Promise<URLSearchParams> {
    return new Promise((hear) => {
      this.awaited = { state, hear };
    });
  }

  private take(tokens: Tokens): void {
    this.tokens = tokens;
    const held = permissionsOf(tokens, this.login);
    if (held.size !== this.held.size || [...held].some((permission) => !this.held.has(permission))) {
      this.held = held;
      this.dispatchEvent(new Event("change"));
    }
  }
}
