import { beforeAll, describe, expect, it } from "vitest";
import { eventually, newId, type User, user } from "./agency.ts";

describe("from a payer that requires prior auths to a cap in billing", () => {
  const payerId = newId("payer");
  const activityCode = newId("code");
  const clientId = newId("client");
  let staff: User;
  let insuranceId: string;
  let authorizationId: string;

  beforeAll(async () => {
    staff = await user(
      "u-story",
      "setup:write",
      "clients:read",
      "clients:write",
      "insurances:write",
      "auths:write",
      "auths:confirm",
      "services:write",
    );
    await staff.put(`/v1/activity-codes/${activityCode}`, {
      procedureCode: "H0004",
      label: "Individual",
      unitMinutes: 15,
    });
    await staff.put(`/v1/clients/${clientId}`, {
      firstName: "Ada",
      lastName: "Story",
      dateOfBirth: "1990-01-01",
      status: "ACTIVE",
    });
  });

  it("the payer requires prior auths", async () => {
    const payer = await staff.put(`/v1/payers/${payerId}`, { name: "Story Medicaid", priorAuthsRequired: true });
    expect(payer).toMatchObject({ status: 201, body: { payerId, priorAuthsRequired: true } });
  });

  it("no tracker appears before an insurance requires it", async () => {
    const { body } = await staff.get(`/v1/clients/${clientId}/authorization-tracker?context=NOTE`);
    expect(body).toMatchObject({ visible: false, authorizations: [] });
  });

  it("a new client insurance is marked by the payer's default", async () => {
    const added = await staff.post(`/v1/clients/${clientId}/insurances`, {
      priority: 1,
      payerId,
      subscriberNumber: "S-1",
    });
    expect(added).toMatchObject({ status: 201, body: { priorAuthsRequired: true, source: "PAYER_DEFAULT" } });
    insuranceId = added.body.insuranceId;
  });

  it("the tracker appears, the same in every context", async () => {
    for (const context of ["NOTE", "FACE_SHEET", "ITP"]) {
      const { body } = await staff.get(`/v1/clients/${clientId}/authorization-tracker?context=${context}`);
      expect(body).toMatchObject({ visible: true, context, authorizations: [] });
    }
  });

  it("an authorization is added, and the read right after shows it", async () => {
    const added = await staff.post(`/v1/clients/${clientId}/authorizations`, {
      insuranceId,
      authorizationNumber: "STORY-1",
      procedure: { activityCode },
      authUnits: 20,
      authVisits: 5,
      effectiveDate: "2026-03-01",
      expirationDate: "2026-06-30",
      notes: "As approved",
    });
    expect(added).toMatchObject({ status: 201, body: { confirmedMark: null, status: "OK", warnings: [] } });
    expect(added.headers.get("etag")).toBe('"1"');
    authorizationId = added.body.authorizationId;
    const { body } = await staff.get(`/v1/clients/${clientId}/authorization-tracker`);
    const { warnings: _, ...row } = added.body;
    expect(body.authorizations).toEqual([row]);
  });

  it("a permitted user confirms it to billing, and the C is shown", async () => {
    const path = `/v1/clients/${clientId}/authorizations/${authorizationId}`;
    const confirmed = await staff.post(`${path}/confirm`, undefined, { ifMatch: 1 });
    expect(confirmed).toMatchObject({
      status: 200,
      body: { confirmedMark: "C", confirmation: { confirmedBy: "u-story", confirmedVersion: 1 } },
    });
  });

  it("billing has a cap, the insurance details list it, and the confirmation is acknowledged", async () => {
    const details = await eventually(
      () => staff.get(`/v1/clients/${clientId}/insurances/${insuranceId}`),
      ({ body }) => body.caps.length > 0,
    );
    expect(details.body.caps).toEqual([
      {
        authorizationId,
        authorizationNumber: "STORY-1",
        activityCodes: [activityCode],
        unitsCap: 20,
        visitsCap: 5,
        effectiveDate: "2026-03-01",
        expirationDate: "2026-06-30",
        unitsUsed: 0,
        unitsRemaining: 20,
        visitsUsed: 0,
        visitsRemaining: 5,
        state: "OPEN",
        authorizationVersion: 1,
        updatedAt: expect.stringMatching(/Z$/),
      },
    ]);
    const { body } = await staff.get(`/v1/clients/${clientId}/authorizations/${authorizationId}`);
    expect(body.confirmation.state).toBe("ACKNOWLEDGED");
  });

  it("a service lowers what remains, in the tracker and in the cap", async () => {
    const posted = await staff.put(`/v1/clients/${clientId}/services/${newId("service")}`, {
      activityCode,
      serviceDate: "2026-03-10",
      units: 4,
    });
    expect(posted).toMatchObject({ status: 201, body: { applied: { authorizationId }, warnings: [] } });
    const { body: row } = await staff.get(`/v1/clients/${clientId}/authorizations/${authorizationId}`);
    expect(row).toMatchObject({ version: 2, units: { remaining: 16 }, visits: { remaining: 4 }, percentUsed: 20 });
    const { body: caps } = await staff.get(`/v1/clients/${clientId}/insurances/${insuranceId}/caps`);
    expect(caps.items).toMatchObject([{ unitsUsed: 4, unitsRemaining: 16, visitsRemaining: 4 }]);
  });
});
