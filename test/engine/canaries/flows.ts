import { routes } from "../../../api/routes.ts";
import { defaultTrackerSettings, Status } from "../../../domain/status.ts";
import type { ObservedAgency } from "./observed-agency.ts";
import { routeOf } from "./observed-agency.ts";

export const clientId = "CAN-1";
const ofClient = { path: { clientId } };
const dates = { effectiveDate: "2026-01-01", expirationDate: "2026-12-31" };

export async function enterSetup(agency: ObservedAgency): Promise<void> {
  for (const payerId of ["PAY", "SPARE"])
    await agency.write("putPayer", { priorAuthsRequired: true, retroWindowDays: 5 }, { path: { payerId } });
  for (const activityCode of ["CODE", "OTHER", "SPARE"])
    await agency.write("putActivityCode", { unitMinutes: 15 }, { path: { activityCode } });
  await agency.write("putAuthorizationGroup", { activityCodes: ["OTHER"] }, { path: { groupId: "group" } });
  const { overCapPolicy, billingEngine, statuses: colors } = defaultTrackerSettings;
  const statuses = { ...colors, VARIABLE_LEFT: { ...colors.VARIABLE_LEFT, value: 5 } };
  const withoutValue = Status.options.filter((status) => statuses[status].value === undefined);
  const settings = { overCapPolicy, billingEngine, statuses };
  await agency.write(
    "putTrackerSettings",
    settings,
    { ifMatch: 1 },
    withoutValue.map((status) => `statuses.${status}.value`),
  );
}

export async function removeSetup(agency: ObservedAgency): Promise<void> {
  const { items } = await agency.made("listAuthorizationGroups");
  const { choiceText, activityCodes } = items[0];
  const named = { choiceText, activityCodes };
  await agency.refused("putAuthorizationGroup", 409, { path: { groupId: "again" }, body: named });
  await agency.refused("deletePayer", 409, { path: { payerId: "PAY" } });
  await agency.made("deletePayer", { path: { payerId: "SPARE" } });
  await agency.made("deleteActivityCode", { path: { activityCode: "SPARE" } });
  await agency.made("deleteAuthorizationGroup", { path: { groupId: "group" } });
}

/** Two clients with insurances, which are changed, deleted, refused; answers the id of the first one's. */
export async function enterClients(agency: ObservedAgency): Promise<string> {
  const { canaries } = agency;
  const insured = () => ({
    payerId: "PAY",
    priority: 1,
    priorAuthsRequired: true,
    ...dates,
    populateSubscriberFromClient: true,
    subscriber: { dateOfBirth: canaries.birthDate("subscriber's birth date") },
  });
  for (const path of [{ clientId: "CAN-2" }, { clientId }])
    await agency.write(
      "putClient",
      { dateOfBirth: canaries.birthDate("client's birth date"), status: "ACTIVE" },
      { path },
    );
  await agency.write("addClientInsurance", insured(), { path: { clientId: "CAN-2" } });
  const keyed = { ...ofClient, headers: { "idempotency-key": canaries.text("an idempotency key") } };
  const { insuranceId } = await agency.write("addClientInsurance", insured(), keyed);
  const one = { path: { clientId, insuranceId }, ifMatch: 1 };
  await agency.write("changeClientInsurance", { ...insured(), status: "ACTIVE" }, one, ["swapPriority"]);
  const again = canaries.body(routeOf("addClientInsurance"), insured());
  await agency.refused("addClientInsurance", 409, { ...ofClient, body: again });
  const spare = await agency.write("addClientInsurance", { ...insured(), priority: 2 }, ofClient);
  const other = { clientId, insuranceId: spare.insuranceId };
  await agency.refused("deleteClientInsurance", 412, { path: other, ifMatch: 9 });
  await agency.made("deleteClientInsurance", { path: other, ifMatch: 1 });
  await agency.write("addDisclosure", { disclosedOn: "2026-02-03" }, ofClient);
  await agency.write("putHandling", {}, { ...ofClient, ifMatch: 0 });
  return insuranceId;
}

/** An authorization's whole life, and that of services which use it; every job runs once. */
export async function live(agency: ObservedAgency, insuranceId: string): Promise<void> {
  const { canaries, stack } = agency;
  const approved = { insuranceId, procedure: { activityCode: "CODE" }, authUnits: 40, authVisits: 3, ...dates };
  const noGroup = ["procedure.groupId"];
  const { authorizationId } = await agency.write("addAuthorization", approved, ofClient, noGroup);
  const one = { path: { clientId, authorizationId } };
  const changed = { ...approved, authUnits: 41, expirationDate: "2026-03-23" };
  await agency.write("changeAuthorization", changed, { ...one, ifMatch: 1 }, noGroup);
  const stale = { notes: canaries.text("a stale change") };
  await agency.refused("changeAuthorization", 412, { ...one, ifMatch: 1, body: stale });
  const twice = { ...ofClient, body: canaries.body(routeOf("addAuthorization"), approved, noGroup) };
  await agency.made("addAuthorization", twice);
  await agency.refused("addAuthorization", 409, twice);
  await agency.made("confirmAuthorization", { ...one, ifMatch: 2 });
  await stack.settled();

  const used = { activityCode: "CODE", serviceDate: "2026-03-10", units: 39, status: "RENDERED" };
  const service = { ...used, insuranceId, authorizationId };
  for (const serviceId of ["S-1", "S-2"]) await agency.write("putService", service, { path: { clientId, serviceId } });
  await agency.write("checkService", { ...service, serviceId: "S-1" }, ofClient);
  await agency.made("voidService", { path: { clientId, serviceId: "S-1" } });
  const source = { sourceClientId: clientId, sourceAuthorizationId: authorizationId, payerId: "PAY" };
  const noChoice = ["target.clientIds", "target.clientIds.0"];
  const { copyId } = await agency.write("copyAuthorization", { ...source, target: { type: "ALL" } }, {}, noChoice);
  for (const job of stack.jobs) await stack.runJob(job);
  await stack.settled();

  await agency.made("readAuthorizationCopy", { path: { copyId } });
  for (const read of ["readAuthorization", "readLedger"]) await agency.made(read, one);
  await agency.made("listAudit", { ...ofClient, query: `?authorizationId=${authorizationId}` });
  for (const read of ["listCaps", "readClientInsurance"]) await agency.made(read, { path: { clientId, insuranceId } });
  await agency.write("discontinueAuthorization", { effect: "RELEASE" }, { ...one, ifMatch: 3 });
  const { planHash } = await agency.made("readReallocation", { ...ofClient, query: "?includeNamed=true" });
  await agency.write("applyReallocation", { planHash, includeNamed: true }, ofClient);
}

const query: Readonly<Record<string, string>> = {
  readTracker: "?context=NOTE",
  readClaimAuthorization: "?serviceDate=2026-03-10&activityCode=CODE",
  listClientAuthorizations: "?expirationOnOrBefore=2026-12-31",
  searchClients: "?limit=1",
};

/** Every list and report of the agency and of the client, also as CSV. */
export async function readAll(agency: ObservedAgency): Promise<void> {
  for (const { method, operationId, path, csv } of routes) {
    if (method !== "GET" || /\{(?!clientId)/.test(path)) continue;
    const asked = { ...ofClient, query: query[operationId] ?? "" };
    await agency.made(operationId, asked);
    if (csv !== null) await agency.made(operationId, { ...asked, headers: { accept: "text/csv" } });
  }
}

/** What somebody types into an address. */
export async function askByName(agency: ObservedAgency): Promise<void> {
  const { canaries } = agency;
  for (const word of [canaries.text("a search"), canaries.birthDate("a search by birth date")]) {
    await agency.made("searchClients", { query: `?search=${word}` });
    await agency.made("listClientAuthorizations", { query: `${query["listClientAuthorizations"]}&program=${word}` });
  }
  const typed = [canaries.text("a name with a space").replace("Zq", "%20Zq"), "123-45-6789", "123456789"];
  for (const { operationId, path, body } of routes)
    for (const [, place = ""] of path.matchAll(/\{(\w+)\}/g))
      for (const id of typed) {
        const ids = { clientId, insuranceId: "I-1", authorizationId: "A-1", serviceId: "S-1", [place]: id };
        await agency.refused(operationId, 400, { path: ids, ifMatch: 1, ...(body !== null && { body: {} }) });
      }
  await agency.refused("readClient", 400, { path: { clientId: "Marisol-Quintero" } });
}

/** Messages that no function understands, and one whose client there is not; answers how many. */
export async function poison({ canaries, stack }: ObservedAgency): Promise<number> {
  const data = { clientId, serviceId: "S-9", activityCode: "CODE", serviceDate: "2026-03-10", units: 1 };
  const details = [
    { ...data, serviceDate: `${canaries.birthDate("a poison's day")}T` },
    { ...data, clientId: `${canaries.text("a poison's client")} x` },
    { ...data, units: canaries.text("a poison's units"), note: canaries.text("a poison's note") },
    { data: canaries.text("a poison's data") },
    { ...data, clientId: "NOBODY-1", note: canaries.text("a note beside a client that there is not") },
  ];
  for (const detail of details)
    stack.bus.put([{ Source: "billing-engine", DetailType: "ServiceRendered", Detail: JSON.stringify(detail) }]);
  await stack.settled();
  return details.length;
}
