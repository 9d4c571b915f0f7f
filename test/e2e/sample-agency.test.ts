import { beforeAll, describe, expect, inject, it } from "vitest";
import sample from "../../local/sample/sample-agency.json" with { type: "json" };
import { eventually, type User, user } from "./agency.ts";
import { made, wholeLedger } from "./scene.ts";

const insuranceOf = (insuranceId: string) => sample.clientInsurances.find((each) => each.insuranceId === insuranceId);
const expectedOf = (authorizationId: string) =>
  sample.expected.authorizations.find((each) => each.authorizationId === authorizationId);
const idOf = ({ authorizationId }: { authorizationId: string }) => authorizationId;
const clients = sample.clients.map(({ clientId }) => clientId);
const ofClient = (clientId: string) => sample.authorizations.filter((each) => each.clientId === clientId);

/** As the sample's procedure is shown. */
function procedureOf({ activityCode, groupId }: { activityCode?: string; groupId?: string }) {
  if (groupId === undefined) {
    const code = sample.activityCodes.find((each) => each.activityCode === activityCode);
    return { type: "ACTIVITY", activityCode, label: code?.label, activityCodes: [activityCode] };
  }
  const group = sample.authorizationGroups.find((each) => each.groupId === groupId);
  return { type: "GROUP", groupId, label: group?.choiceText, activityCodes: group?.activityCodes };
}

describe.skipIf(!inject("offers").sample)("the sample agency", () => {
  let anybody: User;
  beforeAll(async () => {
    anybody = await user("u-anybody", "clients:read");
  });

  it.each(sample.authorizations)(
    "$authorizationId reads back as entered, with the expected balance",
    async (entered) => {
      const { authorizationId, clientId, insuranceId, confirmed, discontinued, procedure, ...same } = entered;
      const { authUnits = null, authVisits = null, ...dates } = same as typeof same & Record<string, unknown>;
      const expected = expectedOf(authorizationId);
      const row = await made(anybody.get(`/v1/clients/${clientId}/authorizations/${authorizationId}`));
      const payer = sample.payers.find(({ payerId }) => payerId === insuranceOf(insuranceId)?.payerId);
      expect(row).toMatchObject({
        authorizationId,
        clientId,
        insuranceId,
        ...dates,
        payerId: payer?.payerId,
        payerName: payer?.name,
        procedure: procedureOf(procedure),
        units: { authorized: authUnits, used: expected?.unitsUsed, scheduled: 0, remaining: expected?.unitsRemaining },
        visits: {
          authorized: authVisits,
          used: expected?.visitsUsed,
          scheduled: 0,
          remaining: expected?.visitsRemaining,
        },
        daysLeft: expected?.daysLeft,
        status: expected?.status,
        confirmedMark: confirmed ? "C" : null,
      });
      expect("discontinuedAt" in row).toBe(discontinued);
      expect(row.allowedActions).toEqual([]);
      expect(row.procedure).toEqual(procedureOf(procedure));
    },
  );

  it.each(["2026-01-15", "2026-02-20", "2026-03-15", "2026-03-16"])(
    "as of %s tracker, authorization and ledger show the same usage: that of services up to that day",
    async (asOf) => {
      const { clientId } = sample.clients[0] ?? { clientId: "" };
      const client = `/v1/clients/${clientId}`;
      const { authorizations } = await made(anybody.get(`${client}/authorization-tracker?asOf=${asOf}`));
      expect(authorizations.length).toBeGreaterThan(0);
      for (const row of authorizations) {
        const { authorizationId, units, visits } = row;
        const path = `${client}/authorizations/${authorizationId}`;
        expect((await made(anybody.get(`${path}/ledger?asOf=${asOf}`))).balance).toEqual({ units, visits });
        const alone = await made(anybody.get(`${path}?asOf=${asOf}`));
        expect([alone.units, alone.status, alone.daysLeft]).toEqual([units, row.status, row.daysLeft]);
        const posted = sample.services.filter(
          (service) => service.authorizationId === authorizationId && service.serviceDate <= asOf,
        );
        if (posted.length > 0) expect(units.used).toBe(posted.reduce((sum, service) => sum + service.units, 0));
      }
    },
  );

  it("a claim for a service of A3001 has its number, and no service of the client is misplaced", async () => {
    const claim = await made(
      anybody.get("/v1/clients/C1001/claim-authorization?serviceDate=2026-03-12&activityCode=IND15"),
    );
    expect(claim).toMatchObject({ authorizationId: "A3001", confirmed: true });
    const plan = await made(anybody.get("/v1/clients/C1001/reallocation?includeNamed=true"));
    expect(plan).toMatchObject({ moves: [], unplaced: [] });
  });

  it.each(sample.authorizations)("the movements of $authorizationId sum to what is used", async (entered) => {
    const { authorizationId, clientId } = entered;
    const path = `/v1/clients/${clientId}/authorizations/${authorizationId}`;
    const { movements, balance } = await wholeLedger(anybody, path);
    const services = sample.services.filter((service) => service.authorizationId === authorizationId);
    const movement = ({ serviceId, serviceDate, unitsUsed }: Record<string, unknown>) =>
      `${serviceDate} ${serviceId} ${unitsUsed}`;
    expect(movements.map(movement).sort()).toEqual(
      services.map((service) => movement({ ...service, unitsUsed: service.units })).sort(),
    );
    const { unitsUsed, visitsUsed } = expectedOf(authorizationId) ?? {};
    expect([balance.units.used, balance.visits.used]).toEqual([unitsUsed, visitsUsed]);
  });

  it.each(clients)("the insurances of %s read back as entered", async (clientId) => {
    const { items } = await made(anybody.get(`/v1/clients/${clientId}/insurances`));
    const entered = sample.clientInsurances.filter((each) => each.clientId === clientId);
    expect(items).toEqual(
      entered.map((insurance) => ({
        ...insurance,
        payerName: sample.payers.find(({ payerId }) => payerId === insurance.payerId)?.name,
        status: "ACTIVE",
        source: "EXPLICIT",
        version: 1,
      })),
    );
  });

  it.each(clients)("the client %s reads back as entered", async (clientId) => {
    const client = await made(anybody.get(`/v1/clients/${clientId}`));
    expect(client).toEqual({ ...sample.clients.find((each) => each.clientId === clientId), version: 1 });
  });

  it.each(clients)("the tracker of %s has exactly its authorizations that are not discontinued", async (clientId) => {
    const tracker = await made(anybody.get(`/v1/clients/${clientId}/authorization-tracker`));
    const shown = ofClient(clientId).filter(({ discontinued }) => !discontinued);
    const byExpiration = shown.toSorted((a, b) => (a.expirationDate < b.expirationDate ? -1 : 1));
    expect(tracker.authorizations.map(idOf).sort()).toEqual(shown.map(idOf).sort());
    expect(tracker.authorizations.map(({ expirationDate }: { expirationDate: string }) => expirationDate)).toEqual(
      byExpiration.map(({ expirationDate }) => expirationDate),
    );
    expect(tracker.visible).toBe(!sample.expected.trackerHiddenFor.includes(clientId));
    expect(tracker.asOf).toBe(sample.asOf);
  });

  it("C1008, of whose insurances none requires prior auths, has no tracker", async () => {
    const tracker = await made(anybody.get("/v1/clients/C1008/authorization-tracker?context=NOTE"));
    expect(tracker).toMatchObject({ visible: false, authorizations: [] });
  });

  it.each(sample.authorizations)("$authorizationId has a cap if and only if it is confirmed", async (entered) => {
    const { authorizationId, clientId, insuranceId, confirmed, discontinued } = entered;
    const expected = expectedOf(authorizationId);
    const details = await eventually(
      () => anybody.get(`/v1/clients/${clientId}/insurances/${insuranceId}`),
      ({ body }) => body.caps.some((cap: { authorizationId: string }) => idOf(cap) === authorizationId) === confirmed,
    );
    const [cap] = details.body.caps.filter((each: { authorizationId: string }) => idOf(each) === authorizationId);
    const { authUnits = null, authVisits = null } = entered as { authUnits?: number; authVisits?: number };
    const wanted = {
      authorizationNumber: entered.authorizationNumber,
      activityCodes: procedureOf(entered.procedure).activityCodes,
      unitsCap: authUnits,
      visitsCap: authVisits,
      effectiveDate: entered.effectiveDate,
      expirationDate: entered.expirationDate,
      unitsRemaining: expected?.unitsRemaining,
      visitsRemaining: expected?.visitsRemaining,
      state: discontinued ? "CLOSED" : "OPEN",
    };
    if (confirmed) expect(cap).toMatchObject(wanted);
    else expect(cap).toBeUndefined();
  });

  it("A3011 is discontinued: it has left the tracker and entered the history", async () => {
    const history = await made(anybody.get("/v1/clients/C1007/authorization-history"));
    expect(history.items.map(idOf)).toEqual(["A3011"]);
    expect(history.items[0]).toMatchObject({ status: null, discontinuedAt: expect.stringMatching(/Z$/) });
    const tracker = await made(anybody.get("/v1/clients/C1007/authorization-tracker"));
    expect(tracker.authorizations).toEqual([]);
  });

  it("the history of every client has the discontinued and the expired ones", async () => {
    for (const clientId of clients) {
      const { items, nextCursor } = await made(anybody.get(`/v1/clients/${clientId}/authorization-history`));
      const wanted = ofClient(clientId)
        .filter((each) => each.discontinued || each.expirationDate < sample.asOf)
        .toSorted((a, b) => (a.expirationDate > b.expirationDate ? -1 : 1));
      expect(items.map(idOf)).toEqual(wanted.map(idOf));
      expect(nextCursor).toBeNull();
    }
  });

  it.each(Object.entries(sample.expected.expiresIn))(
    "within %s days the expected ones expire",
    async (days, wanted) => {
      const trackers = await Promise.all(
        clients.map((clientId) => made(anybody.get(`/v1/clients/${clientId}/authorization-tracker?hideExpired=true`))),
      );
      const expiring = trackers
        .flatMap(({ authorizations }) => authorizations)
        .filter(({ daysLeft }) => daysLeft <= Number(days));
      expect(expiring.map(idOf).sort()).toEqual(wanted);
    },
  );

  it("the unconfirmed ones are those without the C", async () => {
    const trackers = await Promise.all(
      clients.map((clientId) => made(anybody.get(`/v1/clients/${clientId}/authorization-tracker`))),
    );
    const unconfirmed = trackers.flatMap(({ authorizations }) => authorizations).filter((row) => !row.confirmedMark);
    expect(unconfirmed.map(idOf).sort()).toEqual(sample.expected.unconfirmed);
    expect(unconfirmed.map(({ confirmation }) => confirmation)).toEqual(
      unconfirmed.map(() => ({ state: "NOT_CONFIRMED" })),
    );
  });

  it("payers, activity codes and authorization groups read back as entered", async () => {
    const kinds = [
      { path: "/v1/payers", key: "payerId", entered: sample.payers as Record<string, unknown>[] },
      { path: "/v1/activity-codes", key: "activityCode", entered: sample.activityCodes as Record<string, unknown>[] },
      {
        path: "/v1/authorization-groups",
        key: "groupId",
        entered: sample.authorizationGroups as Record<string, unknown>[],
      },
    ];
    for (const { path, key, entered } of kinds) {
      const { items } = await made(anybody.get(path));
      for (const wanted of entered) {
        const found = items.filter((item: Record<string, unknown>) => item[key] === wanted[key]);
        expect(found).toEqual([{ ...wanted, version: 1 }]);
      }
    }
  });
});
