import { LocalSession } from "./local-session.ts";
import type { OidcLogin } from "./oidc/oidc-login.ts";
import type { Session } from "./session.ts";

/** How the pages find the API and who signs users in: `/site.json`, which every deployment serves beside the pages. */
interface SiteDescription {
  /** Where the API answers, without `/v1`; empty: where the pages come from. */
  readonly apiBaseUrl: string;
  readonly login: { readonly type: "LOCAL" } | OidcLogin;
}

export interface Site {
  readonly apiBaseUrl: string;
  readonly session: Session;
}

/** The site these pages belong to, with somebody signed in. */
export async function openSite(): Promise<Site> {
  const response = await fetch("/site.json", { cache: "no-store" });
  const { apiBaseUrl, login }: SiteDescription = await response.json();
  return { apiBaseUrl, session: await sessionFor(login) };
}

async function sessionFor(login: SiteDescription["login"]): Promise<Session> {
  switch (login.type) {
    case "LOCAL":
      return new LocalSession();
    case "OIDC": {
      const { openOidcSession, browserSurroundings } = await import("./oidc/index.ts");
      return openOidcSession(login, browserSurroundings());
    }
  }
}
