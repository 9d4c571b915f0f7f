import { LocalSession } from "./local-session.ts";
import type { Session } from "./session.ts";

/** How the pages find the API and who signs users in: `/site.json`, which every deployment serves beside the pages. */
interface SiteDescription {
  /** Where the API answers, without `/v1`; empty: where the pages come from. */
  readonly apiBaseUrl: string;
  readonly login: { readonly type: "LOCAL" };
}

export interface Site {
  readonly apiBaseUrl: string;
  readonly session: Session;
}

/** The site these pages belong to, with somebody signed in. */
export async function openSite(): Promise<Site> {
  const response = await fetch("/site.json", { cache: "no-store" });
  const { apiBaseUrl, login }: SiteDescription = await response.json();
  return { apiBaseUrl, session: sessionFor(login) };
}

function sessionFor(login: SiteDescription["login"]): Session {
  if (login.type !== "LOCAL") {
    throw new Error(`These pages know no login of the type ${login.type}.`);
  }
  return new LocalSession();
}
