import { describe, expect, it } from "vitest";
import { Authorization } from "../../domain/authorization.ts";
import { ClientInsurance, priorAuthsMark, trackerVisible } from "../../domain/client-insurance.ts";
import { isConfirmed } from "../../domain/confirmation.ts";
import type { Status } from "../../domain/status.ts";
import { sum, usageOf } from "../../domain/usage.ts";
import sample from "../../local/sample/sample-agency.json" with { type: "json" };
import { balance, catalog, confirmed, discontinued, rowOf } from "./examples.ts";

const setUp = catalog({
  payers: sample.payers.map((payer) => ({ ...payer, version: 1 })),
  activityCodes: sample.activityCodes.map((code) => ({ ...code, version: 1 })),
  groups: sample.authorizationGroups.map((group) => ({ ...group, version: 1 })),
});

const insurances = sample.clientInsurances.map((entered) => {
  const payer = setUp.payers.get(entered.payerId);
  if (payer === undefined) throw new Error(`There is no payer ${entered.payerId}.`);
  return ClientInsurance.parse({
    ...entered,
    status: "ACTIVE",
    ...priorAuthsMark(entered.priorAuthsRequired, payer),
    version: 1,
  });
});

/** What the sample enters, as it is stored. */
const authorizations = sample.authorizations.map(
  ({ confirmed: isConfirmed, discontinued: isDiscontinued, ...entered }) => {
    const { confirmation } = confirmed();
    return Authorization.parse({
      ...entered,
      ...(isConfirmed && { confirmation }),
      ...(isDiscontinued && discontinued("No longer needed")),
      createdAt: "2025-06-01T12:00:00.000Z",
      createdBy: "u-clinician",
      updatedAt: "2025-06-01T12:00:00.000Z",
      updatedBy: "u-clinician",
      version: 2,
    });
  },
);

type Expected = (typeof sample.expected.authorizations)[number];

function rowOfSample({ authorizationId, unitsUsed, visitsUsed }: Expected, asOf = sample.asOf) {
  const shown = authorizations.find((each) => each.authorizationId === authorizationId);
  const insurance = insurances.find((each) => each.insuranceId === shown?.insuranceId);
  if (shown === undefined || insurance === undefined) throw new Error(`The sample lacks ${authorizationId}.`);
  return rowOf(shown, { insurance, balance: balance({ unitsUsed, visitsUsed }), catalog: setUp, asOf });
}

/** What the sample's services take from an authorization. */
function takenFrom(authorizationId: string) {
  const services = sample.services.filter((each) => each.authorizationId === authorizationId);
  const days = Map.groupBy(services, ({ serviceDate }) => serviceDate);
  const usages = [...days.values()].map((ofDay) =>
    usageOf(
      Object.fromEntries(
        ofDay.map(({ serviceId, activityCode, units }) => [serviceId, { activityCode, units, status: "RENDERED" }]),
      ),
    ),
  );
  return usages.reduce(sum, balance());
}

describe("the sample agency's services", () => {
  it.each(sample.expected.authorizations)("take from $authorizationId what the sample says", (expected) => {
    const { unitsUsed, visitsUsed } = expected;
    expect(takenFrom(expected.authorizationId)).toEqual(balance({ unitsUsed, visitsUsed }));
  });
});

describe("the sample agency's tracker", () => {
  it("has an expectation for every authorization", () => {
    const expected = sample.expected.authorizations.map(({ authorizationId }) => authorizationId);
    expect(expected).toEqual(authorizations.map(({ authorizationId }) => authorizationId));
  });

  it.each(sample.expected.authorizations)("shows $authorizationId as $status, $daysLeft days left", (expected) => {
    const row = rowOfSample(expected);
    expect({
      authorizationId: row.authorizationId,
      unitsUsed: row.units.used,
      visitsUsed: row.visits.used,
      unitsRemaining: row.units.remaining,
      visitsRemaining: row.visits.remaining,
      daysLeft: row.daysLeft,
      status: row.status,
    }).toEqual({
      authorizationId: expected.authorizationId,
      unitsUsed: expected.unitsUsed,
      visitsUsed: expected.visitsUsed,
      unitsRemaining: expected.unitsRemaining,
      visitsRemaining: expected.visitsRemaining,
      daysLeft: expected.daysLeft,
      status: expected.status as Status | null,
    });
  });

  it.each([
    ["7", 7],
    ["14", 14],
    ["30", 30],
  ] as const)("expires within %s days what the sample says", (key, days) => {
    const expiring = sample.expected.authorizations
      .map((expected) => rowOfSample(expected))
      .filter((row) => row.discontinuedAt === undefined && row.daysLeft >= 0 && row.daysLeft <= days)
      .map((row) => row.authorizationId);
    expect(expiring).toEqual(sample.expected.expiresIn[key]);
  });

  it("has unconfirmed what the sample says", () => {
    const unconfirmed = authorizations.filter((each) => each.discontinued === undefined && !isConfirmed(each));
    expect(unconfirmed.map(({ authorizationId }) => authorizationId)).toEqual(sample.expected.unconfirmed);
  });

  it("is hidden for those for whom the sample says so", () => {
    const hidden = sample.clients.filter(
      ({ clientId }) =>
        !trackerVisible(
          insurances.filter((insurance) => insurance.clientId === clientId),
          sample.asOf,
        ),
    );
    expect(hidden.map(({ clientId }) => clientId)).toEqual(sample.expected.trackerHiddenFor);
  });
});
