import { describe, expect, it } from "vitest";
import { runsLow } from "../../domain/low-units.ts";
import { type WorklistFacts, WorklistSort, worklistPlace } from "../../domain/worklist.ts";
import { authorization, balance, catalog, rowOf, withValues } from "./examples.ts";

const entry = (changes: Partial<WorklistFacts>): WorklistFacts => ({
  clientId: "C1",
  authorizationId: "A1",
  lastName: "Quintero",
  firstName: "Marisol",
  createdAt: "2026-03-16T10:00:00.000Z",
  createdBy: "u-1",
  payerName: "Prairie",
  ...changes,
});

describe("sort by lastName, firstName, authDate, addedBy, insuranceName", () => {
  it.each<[WorklistSort, Partial<WorklistFacts>, Partial<WorklistFacts>]>([
    ["lastName", { lastName: "alvarez" }, { lastName: "Álvarez-Bo" }],
    ["lastName", { lastName: "NUÑEZ", firstName: "Ann" }, { lastName: "nunez", firstName: "Bo" }],
    ["lastName", { lastName: "Li", firstName: "Zoe" }, { lastName: "Lia", firstName: "Ann" }],
    ["firstName", { firstName: "Ann", lastName: "Zoe" }, { firstName: "Bo", lastName: "Adams" }],
    ["firstName", { firstName: "Ann", lastName: "Adams" }, { firstName: "ann", lastName: "Zoe" }],
    ["authDate", { createdAt: "2026-03-16T09:59:59.999Z", clientId: "C9" }, { clientId: "C1" }],
    ["addedBy", { createdBy: "u-1", createdAt: "2026-03-17T00:00:00.000Z" }, { createdBy: "u-2" }],
    ["addedBy", { createdAt: "2026-03-15T00:00:00.000Z" }, {}],
    ["insuranceName", { payerName: "Éclair" }, { payerName: "eclair care" }],
    ["insuranceName", { lastName: "Adams" }, { lastName: "Zoe" }],
  ])("%s: %j comes before %j", (sort, first, second) => {
    expect(worklistPlace(sort, entry(first)) < worklistPlace(sort, entry(second))).toBe(true);
  });

  it.each(WorklistSort.options)("%s: ties are broken by client and authorization id", (sort) => {
    const places = [entry({}), entry({ authorizationId: "A2" }), entry({ clientId: "C2" })].map((each) =>
      worklistPlace(sort, each),
    );
    expect(places).toEqual(places.toSorted());
    expect(new Set(places).size).toBe(3);
  });
});

describe("low-units filter", () => {
  const row = (
    authUnits: number | undefined,
    authVisits: number | undefined,
    settings = withValues({}),
    unitsScheduled = 0,
  ) =>
    rowOf(authorization({ ...(authUnits && { authUnits }), ...(authVisits && { authVisits }) }), {
      balance: balance({ unitsUsed: 10, visitsUsed: 5, unitsScheduled }),
      catalog: catalog({ settings }),
    });

  it.each([
    ["units run out first", row(12, 20), "2", true],
    ["visits run out first", row(40, 7), "2", true],
    ["more than asked is left", row(13, 8), "2", false],
    ["not limited is never low", row(undefined, undefined), "999999", false],
    ["overused is below every number", row(9, 20), "0", true],
    ["by the settings: two left", row(12, 20), "true", true],
    ["by the settings: three left, no value set", row(13, 20), "true", false],
    ["by the settings: three left, within the value set", row(13, 20, withValues({ VARIABLE_LEFT: 3 })), "true", true],
    ["by the settings: overuse", row(9, 20), "true", true],
    ["by the settings: more scheduled than remains", row(40, 20, withValues({}), 31), "true", true],
    ["by the settings: as much scheduled as remains", row(40, 20, withValues({}), 30), "true", false],
    ["at most so many remain, however many are scheduled", row(40, 20, withValues({}), 31), "2", false],
    ["by the settings: not limited", row(undefined, undefined), "true", false],
  ])("%s", (_, shown, lowUnits, expected) => {
    expect(runsLow(shown, lowUnits)).toBe(expected);
  });

  it("counts a status that another one hides", () => {
    const expired = rowOf(authorization({ authUnits: 10, expirationDate: "2026-03-01" }), {
      balance: balance({ unitsUsed: 10 }),
    });
    expect([expired.status, runsLow(expired, "true")]).toEqual(["EXPIRED", true]);
  });
});
