import { describe, expect, it } from "vitest";
import { Authorization as ShownAuthorization } from "../../api/authorizations.ts";
import { byExpiration } from "../../domain/tracker-row.ts";
import {
  activityCode,
  actor,
  authorization,
  balance,
  cap,
  catalog,
  confirmed,
  discontinued,
  group,
  insurance,
  payer,
  rowOf,
  settings,
  stale,
  withValues,
} from "./examples.ts";

it("One representation everywhere.", () => {
  const row = rowOf(confirmed({ authUnits: 96, authVisits: 20, notes: "called" }), {
    balance: balance({ unitsUsed: 40, unitsScheduled: 4, visitsUsed: 10, visitsScheduled: 1 }),
    cap: cap(),
  });
  const { allowedActions: _, ...said } = row;
  expect(said).toEqual({
    authorizationId: "A3001",
    clientId: "C1001",
    insuranceId: "I2001",
    payerId: "PSMED",
    payerName: "Prairie State Medicaid",
    authorizationNumber: "PA-26-004417",
    confirmedMark: "C",
    confirmation: {
      state: "ACKNOWLEDGED",
      confirmedAt: "2026-01-06T15:00:00.000Z",
      confirmedBy: "u-confirmer",
      confirmedVersion: 1,
    },
    procedure: { type: "ACTIVITY", activityCode: "IND15", label: "IND15", activityCodes: ["IND15"] },
    effectiveDate: "2026-01-05",
    expirationDate: "2026-07-04",
    daysLeft: 110,
    units: { authorized: 96, used: 40, scheduled: 4, remaining: 56, available: 52 },
    visits: { authorized: 20, used: 10, scheduled: 1, remaining: 10, available: 9 },
    percentUsed: 50,
    status: "OK",
    statusColor: settings().statuses.OK.color,
    flags: [],
    notes: "called",
    createdAt: "2026-01-05T15:00:00.000Z",
    createdBy: "u-clinician",
    updatedAt: "2026-01-05T15:00:00.000Z",
    version: 2,
  });
});

describe("what is shown is what the contract says", () => {
  it.each([
    ["new", rowOf(authorization())],
    ["confirmed", rowOf(confirmed({ authUnits: 1 }), { cap: cap() })],
    ["stale", rowOf(stale({ notes: "" }))],
    ["overused", rowOf(authorization({ authVisits: 1 }), { balance: balance({ visitsUsed: 3, unitsUsed: 9 }) })],
    ["discontinued", rowOf(authorization(discontinued("moved")))],
    ["of a group", rowOf(authorization({ procedure: { groupId: "gone" } }))],
    [
      "for somebody who may do everything",
      rowOf(authorization(), { actor: actor("auths:confirm", "auths:write", "auths:copy") }),
    ],
  ])("%s", (_, row) => {
    expect(ShownAuthorization.parse(row)).toEqual(row);
  });
});

describe('`confirmedMark:"C"` beside the number when confirmed and unchanged since, else null', () => {
  const withoutEngine = catalog({ settings: settings({ billingEngine: false }) });
  it.each([
    ["not confirmed", rowOf(authorization()), null, "NOT_CONFIRMED"],
    ["confirmed", rowOf(confirmed()), "C", "SENT"],
    ["confirmed and acknowledged", rowOf(confirmed(), { cap: cap() }), "C", "ACKNOWLEDGED"],
    ["changed since", rowOf(stale(), { cap: cap() }), null, "STALE"],
    ["without a billing engine", rowOf(confirmed(), { catalog: withoutEngine }), null, "SENT"],
  ])("%s", (_, row, mark, state) => {
    expect(row.confirmedMark).toBe(mark);
    expect(row.confirmation.state).toBe(state);
  });
});

it("Usage is never reset by an edit; lowering below what is used is allowed and shows negative.", () => {
  const used = balance({ unitsUsed: 40, visitsUsed: 10 });
  expect(rowOf(authorization({ authUnits: 96 }), { balance: used }).units.remaining).toBe(56);
  const lowered = rowOf(stale({ authUnits: 30 }), { balance: used });
  expect(lowered.units).toEqual({ authorized: 30, used: 40, scheduled: 0, remaining: -10, available: -10 });
  expect(lowered.status).toBe("OVERUSE");
});

describe("without it 403, nothing changed, nothing published, and the row's `allowedActions` lacks `confirm`", () => {
  const allowed = actor("auths:confirm");
  const others = actor("auths:write", "auths:copy", "services:write", "setup:write", "reports:read");
  const inactive = insurance({ status: "INACTIVE" });
  const unmarked = insurance({ priorAuthsRequired: false });
  const withoutEngine = catalog({ settings: settings({ billingEngine: false }) });
  it.each([
    ["with the permission", rowOf(authorization(), { actor: allowed }), true],
    ["changed since", rowOf(stale(), { actor: allowed }), true],
    ["without the permission", rowOf(authorization(), { actor: actor() }), false],
    ["with every other permission", rowOf(authorization(), { actor: others }), false],
    ["confirmed already", rowOf(confirmed(), { actor: allowed }), false],
    ["pending", rowOf(authorization({ authorizationNumber: "PENDING" }), { actor: allowed }), false],
    ["discontinued", rowOf(authorization(discontinued()), { actor: allowed }), false],
    ["no billing engine", rowOf(authorization(), { actor: allowed, catalog: withoutEngine }), false],
    ["insurance inactive", rowOf(authorization(), { actor: allowed, insurance: inactive }), false],
    ["insurance not marked", rowOf(authorization(), { actor: allowed, insurance: unmarked }), false],
  ])("%s", (_, row, listed) => {
    expect(row.allowedActions.includes("confirm")).toBe(listed);
  });
});

describe("`copy` is allowed to whoever may copy auths, whatever state the authorization is in", () => {
  const allowed = actor("auths:copy");
  const others = actor("auths:write", "auths:confirm", "services:write", "setup:write", "reports:read");
  it.each([
    ["with the permission", rowOf(authorization(), { actor: allowed }), true],
    ["confirmed", rowOf(confirmed(), { actor: allowed }), true],
    ["pending", rowOf(authorization({ authorizationNumber: "Pending" }), { actor: allowed }), true],
    ["expired", rowOf(authorization(), { actor: allowed, asOf: "2027-01-01" }), true],
    ["with every other permission", rowOf(authorization(), { actor: others }), false],
    ["discontinued", rowOf(authorization(discontinued()), { actor: allowed }), false],
  ])("%s", (_, row, listed) => {
    expect(row.allowedActions.includes("copy")).toBe(listed);
  });
});

describe("`asOf` moves the day that statuses and days left are computed for", () => {
  it.each([
    ["2026-01-04", 181, "FUTURE"],
    ["2026-01-05", 180, "OK"],
    ["2026-06-03", 31, "OK"],
    ["2026-06-04", 30, "EXPIRATION_REMINDER"],
    ["2026-07-04", 0, "EXPIRATION_REMINDER"],
    ["2026-07-05", -1, "EXPIRED"],
  ])("%s: %i days left, %s", (asOf, daysLeft, status) => {
    expect(rowOf(authorization(), { asOf })).toMatchObject({ daysLeft, status });
  });
});

describe("One status per row, the rest in `flags`.", () => {
  it("with the agency's colour of the one", () => {
    const { statuses } = withValues({ VARIABLE_LEFT: 5, EXPIRATION_REMINDER: 200 });
    const using = settings({ statuses: { ...statuses, VARIABLE_LEFT: { color: "#123456", value: 5 } } });
    const row = rowOf(authorization({ authUnits: 10 }), {
      balance: balance({ unitsUsed: 7 }),
      catalog: catalog({ settings: using }),
    });
    expect(row).toMatchObject({ status: "VARIABLE_LEFT", statusColor: "#123456", flags: ["EXPIRATION_REMINDER"] });
  });

  it("none once discontinued, with when and why instead", () => {
    expect(
      rowOf(authorization({ ...discontinued("moved"), authUnits: 1 }), { balance: balance({ unitsUsed: 5 }) }),
    ).toMatchObject({
      status: null,
      statusColor: null,
      flags: [],
      discontinuedAt: "2026-02-01T15:00:00.000Z",
      discontinuedReason: "moved",
    });
  });

  it("what is scheduled does not change it", () => {
    const row = rowOf(authorization({ authUnits: 10 }), { balance: balance({ unitsScheduled: 10 }) });
    expect(row).toMatchObject({ status: "OK", units: { remaining: 10, available: 0 } });
  });
});

describe("names of the setup", () => {
  it("the payer's as it is now, the group's text with its codes", () => {
    const row = rowOf(authorization({ procedure: { groupId: "individual" } }), {
      insurance: insurance({ payerId: "CVBMC" }),
      catalog: catalog({
        payers: [payer({ payerId: "CVBMC", name: "Cedar Valley" })],
        activityCodes: [activityCode("PSY45"), activityCode("PSY60")],
        groups: [group("individual", "*All Individual Therapy", ["PSY45", "PSY60"])],
      }),
    });
    expect(row).toMatchObject({
      payerId: "CVBMC",
      payerName: "Cedar Valley",
      procedure: {
        type: "GROUP",
        groupId: "individual",
        label: "*All Individual Therapy",
        activityCodes: ["PSY45", "PSY60"],
      },
    });
  });

  it("ids where a name is gone", () => {
    expect(rowOf(authorization(), { catalog: catalog() })).toMatchObject({
      payerName: "PSMED",
      procedure: { label: "IND15" },
    });
  });
});

describe("the order of rows", () => {
  it("is by expiration, then effective date, then id", () => {
    const rows = [
      authorization({ authorizationId: "A4", effectiveDate: "2026-01-01", expirationDate: "2026-12-31" }),
      authorization({ authorizationId: "A3", effectiveDate: "2026-02-01", expirationDate: "2026-06-30" }),
      authorization({ authorizationId: "A2", effectiveDate: "2026-01-01", expirationDate: "2026-06-30" }),
      authorization({ authorizationId: "A1", effectiveDate: "2026-02-01", expirationDate: "2026-06-30" }),
      authorization({ authorizationId: "A5", effectiveDate: "2025-01-01", expirationDate: "2025-12-31" }),
    ];
    const order = rows.sort(byExpiration).map(({ authorizationId }) => authorizationId);
    expect(order).toEqual(["A5", "A2", "A1", "A3", "A4"]);
  });
});
