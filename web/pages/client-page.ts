import { html, render } from "lit";
import type { Client, Tracker } from "../../clients/typescript/src/index.ts";
import type { ApiElement } from "../elements/api-element.ts";
import type { Permission } from "../session/session.ts";
import { connect, type OpenPage, openPage, part } from "./page.ts";

/** A page about one client, named in the address: Face Sheet, Note, ITP. Only the Face Sheet shows the insurances. */
export async function openClientPage(context: Tracker["context"]): Promise<void> {
  const page = await openPage();
  const shown = [
    element("client-insurance", "insurance", page, "insurances:write"),
    element("authorization-tracker", "tracker", page, "auths:write", { context }),
  ].filter((one) => one !== undefined);
  const showClient = () => {
    const clientId = new URLSearchParams(location.search).get("client") ?? "";
    for (const { card, element } of shown) {
      card.hidden = clientId === "";
      element.clientId = clientId;
    }
  };
  const search = async (text: string) => {
    const { data } = await page.api.searchClients({ search: text, limit: 20 });
    render(clientSearch(data.items, search, choose), part("find"));
  };
  const choose = (clientId: string) => {
    history.pushState(null, "", `?client=${encodeURIComponent(clientId)}`);
    showClient();
  };
  window.addEventListener("popstate", showClient);
  showClient();
  await search("");
}

function element(
  name: string,
  cardId: string,
  page: OpenPage,
  permission: Permission,
  attributes: Readonly<Record<string, string>> = {},
) {
  const card = document.getElementById(cardId);
  if (!card) return undefined;
  const made = document.createElement(name) as ApiElement;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  connect(made, page);
  const allow = () => made.toggleAttribute("readonly", !page.session.permissions.has(permission));
  allow();
  page.session.addEventListener("change", allow);
  card.append(made);
  return { card, element: made };
}

function clientSearch(
  clients: readonly Client[],
  search: (text: string) => Promise<void>,
  choose: (clientId: string) => void,
) {
  return html`<search>
      <label>
        Client: last name, first name or id begins with
        <input type="search" autocomplete="off" @input=${({ target }: Event) => search((target as HTMLInputElement).value)} />
      </label>
    </search>
    <ul class="clients">
      ${clients.map(
        ({ clientId, lastName, firstName, program }) => html`<li>
          <button type="button" @click=${() => choose(clientId)}>${lastName}, ${firstName}</button>
          ${clientId} ${program}
        </li>`,
      )}
    </ul>`;
}
