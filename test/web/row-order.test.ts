import { describe, expect, it } from "vitest";
import type { ReportedAuthorization } from "../../clients/typescript/src/index.ts";
import { inOrder, type OrderName, orderAfter, orderOf, orderText } from "../../web/pages/reports/row-order.ts";

type Row = ReportedAuthorization;

const row = (authorizationId: string, lastName: string, remaining: number | null, status: Row["status"]): Row => {
  const amounts = { authorized: remaining, used: 0, scheduled: 0, remaining, available: remaining };
  return {
    authorizationId,
    clientId: "C1",
    insuranceId: "I1",
    payerId: "P1",
    payerName: "Payer",
    authorizationNumber: "PA-1",
    confirmedMark: null,
    confirmation: { state: "NOT_CONFIRMED" },
    procedure: { type: "ACTIVITY", activityCode: "X", label: `Label ${authorizationId}`, activityCodes: ["X"] },
    effectiveDate: "2026-01-01",
    expirationDate: "2026-03-20",
    daysLeft: 4,
    units: amounts,
    visits: amounts,
    percentUsed: null,
    status,
    statusColor: null,
    flags: [],
    allowedActions: [],
    createdAt: "2026-03-16T14:00:00.000Z",
    createdBy: "u",
    updatedAt: "2026-03-16T14:00:00.000Z",
    version: 1,
    client: { clientId: "C1", firstName: "A", lastName, dateOfBirth: "2000-01-01", status: "ACTIVE" },
  };
};

const rows = [
  row("A1", "Zeller", 10, "OK"),
  row("A2", "ångström", null, "OVERUSE"),
  row("A3", "Berg", 9, "EXPIRATION_REMINDER"),
  row("A4", "Berg", -1, "ONE_LEFT"),
];
const idsIn = (by: OrderName, isDescending = false) =>
  inOrder(rows, { by, isDescending }).map(({ authorizationId }) => authorizationId);

describe("rows in order", () => {
  it.each<[OrderName, boolean, string[]]>([
    ["client", false, ["A2", "A3", "A4", "A1"]],
    ["client", true, ["A1", "A3", "A4", "A2"]],
    ["units", false, ["A4", "A3", "A1", "A2"]],
    ["units", true, ["A1", "A3", "A4", "A2"]],
    ["status", false, ["A2", "A4", "A3", "A1"]],
    ["procedure", false, ["A1", "A2", "A3", "A4"]],
    ["expiration", false, ["A1", "A2", "A3", "A4"]],
  ])("by %s (reversed: %s); equal ones stay as they were, and what is not limited comes last", (by, reversed, ids) => {
    expect(idsIn(by, reversed)).toEqual(ids);
  });
});

describe("an order in an address", () => {
  it.each(["client", "-client", "expiration", "-units"])("is read as it was written: %s", (text) => {
    expect(orderText(orderOf(text))).toBe(text);
  });

  it.each([null, "", "size", "-", "toString"])("that is none is the usual one: %s", (text) => {
    expect(orderText(orderOf(text))).toBe("expiration");
  });

  it("is turned round by choosing its column once more, and begins anew by another", () => {
    expect(orderText(orderAfter(orderOf("client"), "client"))).toBe("-client");
    expect(orderText(orderAfter(orderOf("-client"), "client"))).toBe("client");
    expect(orderText(orderAfter(orderOf("-client"), "units"))).toBe("units");
  });
});
