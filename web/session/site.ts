import { openLocalSession } from "./local-session.ts";
import type { OidcLogin } from "./oidc/oidc-login.ts";
import type { Session } from "./session.ts";

/** How the pages find the API and who signs users in: `/site.json`, which every deployment serves beside the pages. */
interface SiteDescription {
  /** Where the API answers, without `/v1`; empty: where the pages come from. */
  readonly apiBaseUrl: string;
  /** After how many minutes without anybody's input users are signed out. */
  readonly signOffAfterMinutes: number;
  readonly login: { readonly type: "LOCAL" } | OidcLogin;
}

export interface Site {
  readonly apiBaseUrl: string;
  readonly signOffAfterMinutes: number;
  readonly session: Session;
}

/** The site these pages belong to, with somebody signed in. */
export async function openSite(): Promise<Site> {
  const response = await fetch("/site.json", { cache: "no-store" });
  const { login, ...site }: SiteDescription = await response.json();
  return { ...site, session: await sessionFor(login) };
}

async function sessionFor(login: SiteDescription["login"]): Promise<Session> {
  switch (login.type) {
    case "LOCAL":
      return openLocalSession();
    case "OIDC": {
      const { openOidcSession, browserSurroundings } = await import("./oidc/index.ts");
      return openOidcSession(login, browserSurroundings());
    }
  }
}
