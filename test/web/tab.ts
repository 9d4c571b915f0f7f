import type { OidcLogin } from "../../web/session/oidc/oidc-login.ts";
import type { OidcSession } from "../../web/session/oidc/oidc-session.ts";
import { openOidcSession } from "../../web/session/oidc/open-oidc-session.ts";
import type { SignInMessage, SignInNotice, Surroundings } from "../../web/session/oidc/surroundings.ts";

export const site = "https://tracker.example.org";

type Hear = (message: SignInMessage) => void;

/** What became of a page: somebody is signed in, it was left, or it asks. */
type Outcome =
  | { readonly session: OidcSession }
  | { readonly leftFor: string }
  | { readonly asks: SignInNotice; readonly press: () => void };

/** The tabs and windows of one browser, as far as they hear each other. */
export class TestBrowser {
  readonly listeners: { readonly of: Tab; readonly hear: Hear }[] = [];

  open(login: OidcLogin): Tab {
    return new Tab(this, login);
  }
}

/** A tab that goes wherever its pages send it, by real HTTP to the issuer. Its pages are those of the site, opened one after the other. */
export class Tab {
  /** Every address that a page was left for. */
  readonly visited: string[] = [];
  /** Windows that pages opened. */
  readonly windows: Tab[] = [];
  readonly kept = new Map<string, string>();
  blocksWindows = false;
  isClosed = false;
  isCleared = false;
  asked: Extract<Outcome, { asks: unknown }> | undefined;
  private readonly browser: TestBrowser;
  private readonly login: OidcLogin;
  private outcome: (outcome: Outcome) => void = () => {};

  constructor(browser: TestBrowser, login: OidcLogin) {
    this.browser = browser;
    this.login = login;
  }

  /** Opens an address, follows wherever it leads, and stops where somebody is signed in or asked. */
  async go(address: string): Promise<Exclude<Outcome, { leftFor: unknown }>> {
    for (let next = address; ; ) {
      const outcome = await this.visit(next);
      if (!("leftFor" in outcome)) return outcome;
      next = new URL(outcome.leftFor, site).href;
    }
  }

  /** The same, for somebody who is signed in without being asked. */
  async session(address = `${site}/`): Promise<OidcSession> {
    const outcome = await this.go(address);
    if (!("session" in outcome)) throw new Error(`asked: ${JSON.stringify(outcome.asks)}`);
    return outcome.session;
  }

  /** The next thing that the page does. */
  next(): Promise<Outcome> {
    return new Promise((resolve) => {
      this.outcome = resolve;
    });
  }

  private async visit(address: string): Promise<Outcome> {
    this.visited.push(address);
    if (!address.startsWith(`${site}/`)) {
      const response = await fetch(address, { redirect: "manual" });
      return { leftFor: response.headers.get("location") ?? "" };
    }
    const done = this.next();
    void openOidcSession(this.login, this.surroundings(address)).then((session) => this.outcome({ session }));
    return done;
  }

  private surroundings(address: string): Surroundings {
    return {
      address: new URL(address),
      storage: {
        getItem: (key) => this.kept.get(key) ?? null,
        setItem: (key, value) => void this.kept.set(key, value),
        removeItem: (key) => void this.kept.delete(key),
      },
      screen: {
        ask: (asks) =>
          new Promise((press) => {
            this.asked = { asks, press };
            this.outcome(this.asked);
          }),
        hide: () => {
          this.asked = undefined;
        },
      },
      clearPage: () => {
        this.isCleared = true;
      },
      leaveFor: (to) => this.outcome({ leftFor: to }),
      openWindow: (to) => {
        if (this.blocksWindows) return false;
        const window = this.browser.open(this.login);
        this.windows.push(window);
        void window.go(to);
        return true;
      },
      closeWindow: () => {
        this.isClosed = true;
      },
      tell: (message) => {
        for (const { of, hear } of this.browser.listeners) if (of !== this) hear(message);
      },
      listen: (hear) => void this.browser.listeners.push({ of: this, hear }),
    };
  }
}
