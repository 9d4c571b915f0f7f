import type { ActivityCode, AuthorizationGroup, Payer } from "../../clients/typescript/src/index.ts";
import { connect, openPage, part } from "./page.ts";
import { CatalogSection } from "./setup/catalog-section.ts";
import { activityCodes, authorizationGroups, payers } from "./setup/kinds.ts";
import { ProcedureOrder } from "./setup/procedure-order.ts";
import { TrackerSettings } from "./setup/tracker-settings.ts";

class SetupPayers extends CatalogSection<Payer> {
  protected override readonly kind = payers;
}

class SetupActivityCodes extends CatalogSection<ActivityCode> {
  protected override readonly kind = activityCodes;
}

class SetupAuthorizationGroups extends CatalogSection<AuthorizationGroup> {
  protected override readonly kind = authorizationGroups;
}

const sections = [
  { id: "payers", name: "setup-payers", element: SetupPayers },
  { id: "activity-codes", name: "setup-activity-codes", element: SetupActivityCodes },
  { id: "authorization-groups", name: "setup-authorization-groups", element: SetupAuthorizationGroups },
  { id: "procedures", name: "procedure-order", element: ProcedureOrder },
  { id: "settings", name: "tracker-settings", element: TrackerSettings },
] as const;

const page = await openPage();
const shown = sections.map(({ id, name, element }) => {
  customElements.define(name, element);
  const made = new element();
  connect(made, page);
  part(id).append(made);
  return made;
});
const allow = () => {
  const isAllowed = page.session.permissions.has("setup:write");
  for (const element of shown) element.readonly = !isAllowed;
  part("allowed").textContent = isAllowed
    ? ""
    : `${page.session.user.name} may look at all of this. Changing it needs the permission setup:write.`;
};
allow();
page.session.addEventListener("change", allow);
