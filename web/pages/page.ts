import { html, render } from "lit";
import { createClient, type Permission, type PriorAuthClient } from "../../clients/typescript/src/index.ts";
import type { ApiElement } from "../elements/api-element.ts";
import { demoUsers } from "../session/demo-users.ts";
import { LocalSession } from "../session/local-session.ts";
import type { Session } from "../session/session.ts";
import { signOffWhenIdle } from "../session/sign-off.ts";
import { openSite, type Site } from "../session/site.ts";

/** What every page has to work with. */
export interface OpenPage extends Site {
  readonly api: PriorAuthClient;
}

/** Signs the user in, shows the name, and gives the page what it needs to call the API. */
export async function openPage(): Promise<OpenPage> {
  const { apiBaseUrl, session, signOffAfterMinutes } = await openSite();
  signOffWhenIdle(session, signOffAfterMinutes);
  const show = () => render(session instanceof LocalSession ? userSwitcher(session) : signedIn(session), part("who"));
  show();
  session.addEventListener("change", show);
  const api = createClient({ baseUrl: apiBaseUrl, token: (refused) => session.token(refused) });
  return { apiBaseUrl, session, signOffAfterMinutes, api };
}

/** Gives an element the API's address and the user's tokens, and a new reading whenever the user is another one. */
export function connect(
  element: Pick<ApiElement, "apiBase" | "token" | "reload">,
  { apiBaseUrl, session }: OpenPage,
): void {
  element.apiBase = apiBaseUrl;
  element.token = (refused) => session.token(refused);
  session.addEventListener("change", () => void element.reload());
}

/** Why the user may not do it, with every permission that is missing; empty: the user may. */
export function refusal({ user, permissions }: Session, what: string, ...needed: readonly Permission[]): string {
  const missing = needed.filter((permission) => !permissions.has(permission));
  return missing.length === 0 ? "" : `${user.name} may not ${what}. That needs ${missing.join(" and ")}.`;
}

/** An element of the page's own HTML. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`This page has no element #${id}.`);
  return found;
}

function signedIn(session: Session) {
  const signOut = () => void session.signOut();
  return html`<p>${session.user.name}</p>
    <button type="button" @click=${signOut}>Sign out</button>`;
}

function userSwitcher(session: LocalSession) {
  const choose = ({ target }: Event) => session.switchTo((target as HTMLSelectElement).value);
  return html`<label>
    Acting as
    <select @change=${choose}>
      ${demoUsers.map(
        ({ userId, name }) =>
          html`<option value=${userId} ?selected=${userId === session.user.userId}>${name}</option>`,
      )}
    </select>
  </label>`;
}
