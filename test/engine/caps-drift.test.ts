import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readAwaited } from "../../store/awaited-caps.ts";
import { capKey } from "../../store/keys.ts";
import { answered, type EnteredClient, enterAuthorization, enterClient, startAgency } from "./agency-on-engine.ts";
import { DriftingAgency } from "./drifting-agency.ts";

let agency: DriftingAgency;
let client: EnteredClient;
beforeAll(async () => {
  const { stack, staff } = await startAgency();
  agency = new DriftingAgency(stack, staff);
});
afterAll(() => agency?.stack.stop());
beforeEach(async () => {
  client = await enterClient(agency.staff);
});

const awaited = (authorizationId: string) => readAwaited(agency.table, client.clientId, authorizationId);
const told = (...detailTypes: string[]) => [expect.objectContaining({ outcome: "TOLD", detailTypes })];
const refused = (reason: string) => [expect.objectContaining({ outcome: "REFUSED", reason })];

/** The report is empty at once, and the job takes the finding off. */
async function expectHealed() {
  expect(await agency.report(client, 20)).toEqual([]);
  const { drift, metrics } = await agency.reconcile(20);
  expect([drift, metrics["CapsDrift"]]).toEqual([0, 0]);
}

test("SENT becomes ACKNOWLEDGED when the cap is stored, and nothing is awaited any more", async () => {
  const authorizationId = await enterAuthorization(agency.staff, client, "PA-1");
  const sent = await agency.confirm(client, authorizationId, 1);
  expect(sent.confirmation.state).toBe("SENT");
  await agency.stack.settled();
  expect((await agency.row(client, authorizationId)).confirmation.state).toBe("ACKNOWLEDGED");
  expect(await awaited(authorizationId)).toBeUndefined();
  expect(await agency.report(client, 20)).toEqual([]);
});

test("A confirm whose event is lost is listed after 15 minutes without any pass, and is repaired on request", async () => {
  const authorizationId = await enterAuthorization(agency.staff, client, "PA-1");
  await agency.losingEvents(() => agency.confirm(client, authorizationId, 1));
  const { confirmation } = await agency.row(client, authorizationId);
  expect(confirmation.state).toBe("SENT");
  expect(await agency.report(client, 14)).toEqual([]);
  expect(await agency.report(client, 16)).toEqual([
    {
      clientId: client.clientId,
      authorizationId,
      insuranceId: client.insuranceId,
      kind: "CAP_MISSING",
      differences: [
        { field: "state", expected: "OPEN", stored: null },
        { field: "authorizationVersion", expected: 1, stored: null },
      ],
      since: confirmation.confirmedAt,
    },
  ]);

  expect(await agency.repair(client, authorizationId)).toEqual(told("AuthorizationConfirmed"));
  expect(await agency.caps(client)).toMatchObject([{ authorizationId, unitsCap: 40, authorizationVersion: 1 }]);
  expect((await agency.row(client, authorizationId)).confirmation).toEqual({ ...confirmation, state: "ACKNOWLEDGED" });
  expect(await awaited(authorizationId)).toBeUndefined();
  await expectHealed();
});

test("A cap that is gone is found by the daily pass, counted, reported and repaired", async () => {
  const authorizationId = await agency.confirmed(client, "PA-1");
  await agency.remove(capKey(client.clientId, authorizationId));
  expect(await agency.report(client, 20), "nothing is awaited").toEqual([]);

  const run = await agency.reconcile(20, { again: true });
  expect(run).toMatchObject({ complete: true, drift: 1, metrics: { CapsDrift: 1, CapsReconciledAgeSeconds: 0 } });
  expect(await agency.report(client, 20)).toMatchObject([{ authorizationId, kind: "CAP_MISSING" }]);

  expect(await agency.repair(client, authorizationId)).toEqual(told("AuthorizationConfirmed"));
  expect(await agency.caps(client)).toMatchObject([{ authorizationId, unitsCap: 40 }]);
  await expectHealed();
});

test("An altered cap is found by the deployed job, reported over HTTP and repaired by a request to the job", async () => {
  const authorizationId = await agency.confirmed(client, "PA-1");
  await agency.alterCap(client, authorizationId, 4000);
  expect(await agency.stack.runJob("reconcile", { again: true })).toMatchObject({ complete: true, drift: 1 });
  const report = () => agency.staff.get("/v1/reports/caps-drift");
  const found = {
    clientId: client.clientId,
    authorizationId,
    kind: "CAP_DIFFERS",
    differences: [{ field: "unitsCap", expected: 40, stored: 4000 }],
  };
  expect(await report()).toMatchObject({ status: 200, body: { items: [found], nextCursor: null } });
  expect(await agency.caps(client), "it repairs nothing silently").toMatchObject([{ unitsCap: 4000 }]);

  const body = JSON.stringify({ repair: [{ clientId: client.clientId, authorizationId }] });
  const reply = await fetch(`${agency.stack.baseUrl}/local/jobs/reconcile`, { method: "POST", body });
  expect(await reply.json()).toMatchObject({ result: { repaired: [{ outcome: "TOLD" }] } });
  await agency.stack.settled();
  expect(await agency.caps(client)).toMatchObject([{ unitsCap: 40, authorizationVersion: 1 }]);
  expect((await report()).body.items).toEqual([]);
  expect(await agency.stack.runJob("reconcile")).toMatchObject({ drift: 0 });
});

test("A group that is edited after the confirm shows, and after the repair the cap has its codes", async () => {
  const groupId = `G-${client.clientId}`;
  const groupOf = (...activityCodes: string[]) =>
    agency.staff.put(`/v1/authorization-groups/${groupId}`, { choiceText: groupId, activityCodes });
  answered(await groupOf("INT"));
  const { authorizationId } = answered(
    await agency.staff.post(`${client.path}/authorizations`, {
      insuranceId: client.insuranceId,
      authorizationNumber: "PA-G",
      procedure: { groupId },
      authVisits: 5,
      effectiveDate: "2026-01-01",
      expirationDate: "2026-12-31",
    }),
  );
  await agency.confirm(client, authorizationId, 1);
  await agency.stack.settled();
  answered(await groupOf("INT", "FAM"));
  await agency.reconcile(0, { again: true });
  expect(await agency.report(client)).toMatchObject([
    { kind: "CAP_DIFFERS", differences: [{ field: "activityCodes", expected: ["INT", "FAM"], stored: ["INT"] }] },
  ]);

  expect(await agency.repair(client, authorizationId)).toEqual(told("AuthorizationConfirmed"));
  expect(await agency.caps(client)).toMatchObject([{ activityCodes: ["INT", "FAM"], authorizationVersion: 1 }]);
  expect(await agency.row(client, authorizationId)).toMatchObject({
    version: 2,
    confirmation: { state: "ACKNOWLEDGED" },
  });
  await expectHealed();
});

test("A discontinued one whose event is lost has an open cap, which the repair closes", async () => {
  const authorizationId = await agency.confirmed(client, "PA-1");
  const path = `${client.path}/authorizations/${authorizationId}/discontinue`;
  await agency.losingEvents(async () => answered(await agency.staff.post(path, {}, { ifMatch: 2 })));
  expect(await agency.report(client, 14)).toEqual([]);
  expect(await agency.report(client, 16)).toMatchObject([
    { kind: "CAP_NOT_CLOSED", differences: [{ field: "state" }, { expected: 3, stored: 1 }] },
  ]);
  expect(await agency.repair(client, authorizationId)).toEqual(told("AuthorizationDiscontinued"));
  expect(await agency.caps(client)).toMatchObject([{ state: "CLOSED", authorizationVersion: 3 }]);
  expect(await awaited(authorizationId)).toBeUndefined();
  await expectHealed();
});

test("One that was changed since its confirm is not repaired, since what was confirmed is not stored", async () => {
  const authorizationId = await enterAuthorization(agency.staff, client, "PA-1");
  await agency.losingEvents(() => agency.confirm(client, authorizationId, 1));
  answered(
    await agency.staff.patch(`${client.path}/authorizations/${authorizationId}`, { authUnits: 50 }, { ifMatch: 2 }),
  );
  expect(await agency.report(client, 16)).toMatchObject([{ kind: "CAP_MISSING" }]);
  const before = agency.stack.bus.events().length;
  expect(await agency.repair(client, authorizationId)).toEqual(refused("CHANGED_SINCE"));
  expect(agency.stack.bus.events()).toHaveLength(before);

  await agency.confirm(client, authorizationId, 3);
  await agency.stack.settled();
  expect(await agency.caps(client)).toMatchObject([{ unitsCap: 50, authorizationVersion: 3 }]);
  await expectHealed();
});

test("A cap that no confirm made is reported, and no repair stands over it", async () => {
  const authorizationId = await agency.confirmed(client, "PA-1");
  const [event] = agency.stack.bus
    .events()
    .filter(({ detailType }) => detailType === "AuthorizationConfirmed")
    .slice(-1);
  const detail = structuredClone(event?.detail) as { metadata: { eventId: string }; data: Record<string, unknown> };
  detail.metadata.eventId = `forged-${authorizationId}`;
  detail.data["authorizationVersion"] = 7;
  agency.stack.bus.put([
    { Source: "prior-auth-tracker", DetailType: "AuthorizationConfirmed", Detail: JSON.stringify(detail) },
  ]);
  await agency.stack.settled();
  await agency.reconcile(20, { again: true });
  expect(await agency.report(client, 20)).toMatchObject([
    { kind: "CAP_UNFOUNDED", differences: [{ field: "authorizationVersion", expected: 1, stored: 7 }] },
  ]);
  expect(await agency.repair(client, authorizationId)).toEqual(refused("CAP_UNFOUNDED"));
  await agency.remove(capKey(client.clientId, authorizationId));
  await agency.repair(client, authorizationId);
  await expectHealed();
});

test("A repair is in the client's audit, with who asked for it; one that is refused leaves no trace", async () => {
  const authorizationId = await agency.confirmed(client, "PA-1");
  expect(await agency.repair(client, authorizationId, "nothing")).toMatchObject([
    { outcome: "REFUSED", reason: "NOTHING_DIFFERS" },
    { outcome: "REFUSED", reason: "UNKNOWN_AUTHORIZATION" },
  ]);
  await agency.remove(capKey(client.clientId, authorizationId));
  await agency.repair(client, authorizationId);
  const path = `${client.path}/audit?authorizationId=${authorizationId}`;
  const { items, faults } = answered(await agency.staff.get(path));
  expect(faults).toEqual([]);
  expect(items.filter(({ action }: { action: string }) => action === "REPAIRED")).toMatchObject([
    {
      by: "operator",
      role: "reconcile",
      subject: "authorization",
      subjectId: authorizationId,
      before: { version: 2 },
      after: { version: 2 },
    },
  ]);
});

test("The same repair twice, one after the other, tells billing once", async () => {
  const authorizationId = await agency.confirmed(client, "PA-1");
  await agency.alterCap(client, authorizationId, 1);
  expect(await agency.repair(client, authorizationId)).toMatchObject([{ outcome: "TOLD" }]);
  expect(await agency.repair(client, authorizationId)).toEqual(refused("NOTHING_DIFFERS"));
});

test("A typing error in the input starts nothing", async () => {
  await expect(agency.stack.runJob("reconcile", { repairs: [] })).rejects.toThrow("/repairs is not a field");
  await expect(agency.stack.runJob("reconcile", { repair: [] })).rejects.toThrow("/repair must name at least one");
});
