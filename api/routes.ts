import * as audit from "./audit.ts";
import * as copies from "./authorization-copies.ts";
import * as authorizations from "./authorizations.ts";
import * as capsDrift from "./caps-drift.ts";
import * as insurances from "./client-insurances.ts";
import * as clients from "./clients.ts";
import * as documents from "./documents.ts";
import * as reallocation from "./reallocation.ts";
import * as records from "./records.ts";
import * as reports from "./reports.ts";
import type { RouteContract } from "./route.ts";
import * as services from "./services.ts";
import * as setup from "./setup.ts";
import * as tracker from "./tracker.ts";

/** Every route there is. Infrastructure, local server and documents read this table; nothing lists routes a second time. */
export const routes: readonly RouteContract[] = [
  setup.listPayers,
  setup.putPayer,
  setup.deletePayer,
  setup.listActivityCodes,
  setup.putActivityCode,
  setup.deleteActivityCode,
  setup.listAuthorizationGroups,
  setup.putAuthorizationGroup,
  setup.deleteAuthorizationGroup,
  setup.listProcedures,
  setup.readTrackerSettings,
  setup.putTrackerSettings,
  clients.searchClients,
  clients.readClient,
  clients.putClient,
  insurances.listClientInsurances,
  insurances.addClientInsurance,
  insurances.readClientInsurance,
  insurances.changeClientInsurance,
  insurances.deleteClientInsurance,
  insurances.listCaps,
  tracker.readTracker,
  authorizations.addAuthorization,
  authorizations.readAuthorization,
  authorizations.changeAuthorization,
  authorizations.confirmAuthorization,
  authorizations.discontinueAuthorization,
  authorizations.listAuthorizationHistory,
  authorizations.readLedger,
  records.readRecord,
  records.addDisclosure,
  records.listDisclosures,
  records.readHandling,
  records.putHandling,
  reports.listRetentionDue,
  audit.listAudit,
  audit.listSetupAudit,
  copies.copyAuthorization,
  copies.readAuthorizationCopy,
  services.putService,
  services.voidService,
  services.checkService,
  services.readClaimAuthorization,
  reallocation.readReallocation,
  reallocation.applyReallocation,
  capsDrift.listCapsDrift,
  reports.listClientAuthorizations,
  reports.listUnconfirmedAuthorizations,
  documents.readOpenapi,
  documents.listProblems,
];
