import { describe, expect, it } from "vitest";
import type { Authorization, Cap } from "../../clients/typescript/src/index.ts";
import {
  acknowledgementText,
  insuranceCaps,
  unitsOf,
  visitsOf,
} from "../../web/elements/client-caps/insurance-caps.ts";
import { insurance } from "./insurance.ts";

const cap: Cap = {
  authorizationId: "A1",
  authorizationNumber: "PA-1",
  activityCodes: ["X"],
  unitsCap: 20,
  visitsCap: null,
  effectiveDate: "2026-01-01",
  expirationDate: "2026-12-31",
  unitsUsed: 25,
  unitsRemaining: -5,
  visitsUsed: 3,
  visitsRemaining: null,
  state: "OPEN",
  authorizationVersion: 1,
  updatedAt: "2026-03-16T14:00:00.000Z",
};

type State = Authorization["confirmation"]["state"];
const noAmounts = { authorized: null, used: 0, scheduled: 0, remaining: null, available: null };
const authorization = (
  state: State,
  confirmedVersion?: number,
  changes: Partial<Authorization> = {},
): Authorization => ({
  authorizationId: "A1",
  clientId: "C1",
  insuranceId: "I1",
  payerId: "P1",
  payerName: "Payer",
  authorizationNumber: "PA-1",
  confirmedMark: null,
  confirmation: { state, ...(confirmedVersion !== undefined && { confirmedVersion }) },
  procedure: { type: "ACTIVITY", activityCode: "X", label: "X", activityCodes: ["X"] },
  effectiveDate: "2026-01-01",
  expirationDate: "2026-12-31",
  daysLeft: 1,
  units: noAmounts,
  visits: noAmounts,
  percentUsed: null,
  status: "OK",
  statusColor: "#146C2E",
  flags: [],
  allowedActions: [],
  createdAt: "2026-03-16T14:00:00.000Z",
  createdBy: "u",
  updatedAt: "2026-03-16T14:00:00.000Z",
  version: 1,
  ...changes,
});

describe("the caps of an insurance", () => {
  it("are shown apart when they are closed", () => {
    const closed: Cap = { ...cap, authorizationId: "A2", state: "CLOSED" };
    const shown = insuranceCaps(insurance, [closed, cap], []);
    expect([shown.open, shown.closed]).toEqual([[cap], [closed]]);
  });

  it.each<[State, number | undefined, readonly Cap[], boolean]>([
    ["SENT", 1, [], true],
    ["ACKNOWLEDGED", 1, [], true],
    ["STALE", 1, [], true],
    ["NOT_CONFIRMED", undefined, [], false],
    ["SENT", 2, [cap], false],
    ["ACKNOWLEDGED", 1, [cap], false],
  ])("are to come as long as what was confirmed has none: %s %s", (state, version, caps, isToCome) => {
    expect(insuranceCaps(insurance, caps, [authorization(state, version)]).toCome.length).toBe(isToCome ? 1 : 0);
  });

  it("are those of this insurance alone", () => {
    const other = authorization("SENT", 1, { insuranceId: "I2" });
    expect(insuranceCaps(insurance, [], [other]).toCome).toEqual([]);
  });
});

it.each<[State, number, string]>([
  ["ACKNOWLEDGED", 1, "Acknowledged"],
  ["STALE", 1, "Changed since: confirm it again"],
  ["SENT", 2, "A newer version is sent, its cap is to come"],
  ["STALE", 2, "A newer version is sent, its cap is to come"],
])("a cap says where billing stands with an authorization that is %s in version %s", (state, version, text) => {
  expect(acknowledgementText(cap, authorization(state, version))).toBe(text);
});

it("a cap of what left the tracker says nothing of it", () => {
  expect(acknowledgementText(cap, undefined)).toBeUndefined();
});

it("a cap's amounts are those of billing: overused ones are negative, and not limited is not zero", () => {
  expect(unitsOf(cap)).toEqual({ authorized: 20, used: 25, scheduled: 0, remaining: -5, available: -5 });
  expect(visitsOf(cap)).toEqual({ authorized: null, used: 3, scheduled: 0, remaining: null, available: null });
});
