import type { Permission, Tracker } from "../../clients/typescript/src/index.ts";
import type { ApiElement } from "../elements/api-element.ts";
import { ClientChoice } from "./client-choice.ts";
import { connect, type OpenPage, openPage } from "./page.ts";

/** A page about one client, named in the address: Face Sheet, Note, ITP. Only the Face Sheet shows the insurances. */
export async function openClientPage(context: Tracker["context"]): Promise<void> {
  const page = await openPage();
  const shown = [
    element("client-insurance", "insurance", page, "insurances:write"),
    element("authorization-tracker", "tracker", page, "auths:write", { context }),
  ].filter((one) => one !== undefined);
  new ClientChoice(page, (clientId) => {
    for (const { card, element } of shown) {
      card.hidden = clientId === "";
      element.clientId = clientId;
    }
  });
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
