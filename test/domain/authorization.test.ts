import { describe, expect, it } from "vitest";
import { Authorization, duplicateMark, isPending, overlapping } from "../../domain/authorization.ts";
import { authorization, discontinued } from "./examples.ts";

const accepts = (changes: Record<string, unknown>) =>
  Authorization.safeParse({ ...authorization(), ...changes }).success;

describe("integers 1..999999; 0, negatives, fractions, strings 400; both absent accepted", () => {
  const quantities: [unknown, boolean][] = [
    [1, true],
    [2080, true],
    [999_999, true],
    [0, false],
    [-1, false],
    [1_000_000, false],
    [1.5, false],
    ["96", false],
    [null, false],
    [true, false],
    [Number.NaN, false],
    [Number.POSITIVE_INFINITY, false],
  ];
  it.each(quantities)("%s units: %s", (authUnits, accepted) => {
    expect(accepts({ authUnits })).toBe(accepted);
  });
  it.each(quantities)("%s visits: %s", (authVisits, accepted) => {
    expect(accepts({ authVisits })).toBe(accepted);
  });
  it.each([[{}], [{ authUnits: 1 }], [{ authVisits: 1 }], [{ authUnits: 1, authVisits: 1 }]])(
    "%j is accepted",
    (given) => {
      expect(accepts(given)).toBe(true);
    },
  );
});

describe("The authorization number is required.", () => {
  it.each([
    ["PA-26-004417", true],
    ["1", true],
    ["x".repeat(50), true],
    ["x".repeat(51), false],
    ["", false],
    ["   ", false],
    ["PA\n26", false],
    [undefined, false],
    [null, false],
    [4417, false],
  ])("%j: %s", (authorizationNumber, accepted) => {
    expect(accepts({ authorizationNumber })).toBe(accepted);
  });
});

describe("The literal `Pending` (any case) may be saved, not confirmed.", () => {
  it.each([
    ["Pending", true],
    ["pending", true],
    ["PENDING", true],
    ["pEnDiNg", true],
    [" Pending ", true],
    ["Pending\u200b", true],
    ["\ufeffＰｅｎｄｉｎｇ", true],
    ["Pending-1", false],
    ["Pend", false],
    ["PA-26-004417", false],
  ])("%j is pending: %s", (authorizationNumber, pending) => {
    expect(isPending(authorizationNumber)).toBe(pending);
    expect(accepts({ authorizationNumber })).toBe(true);
  });
});

describe("optional, up to 2,000 characters", () => {
  it.each([
    ["", true],
    ["Approved by phone.\n\tCall back in May.", true],
    ["x".repeat(2000), true],
    ["x".repeat(2001), false],
    ["bell \u0007", false],
    ["half \ud83d", false],
    ["whole 😀", true],
    [null, false],
    [7, false],
  ])("notes %#: %s", (notes, accepted) => {
    expect(accepts({ notes })).toBe(accepted);
  });
});

describe("same number, insurance and procedure: 409", () => {
  const mark = (changes: Partial<Authorization>) => JSON.stringify(duplicateMark(authorization(changes)));
  it.each<[string, Partial<Authorization>]>([
    ["all the same", {}],
    ["another case of the number", { authorizationNumber: "pa-26-004417" }],
    ["spaces around the number", { authorizationNumber: " PA-26-004417 " }],
    ["what can't be seen in the number", { authorizationNumber: "PA\u200b-26-\u00ad004417\ufeff" }],
    ["the number in letters of another width", { authorizationNumber: "ＰＡ-26-００4417" }],
    ["other dates", { effectiveDate: "2027-01-01", expirationDate: "2027-06-30" }],
    ["other quantities", { authUnits: 5 }],
    ["another id", { authorizationId: "A9" }],
    ["other notes", { notes: "called" }],
  ])("%s is the same one", (_, changes) => {
    expect(mark(changes)).toBe(mark({}));
  });

  it.each<[string, Partial<Authorization>]>([
    ["another number", { authorizationNumber: "PA-26-004418" }],
    ["another insurance", { insuranceId: "I2002" }],
    ["another code", { procedure: { activityCode: "FAM" } }],
    ["a group", { procedure: { groupId: "individual" } }],
    ["a group with the code's name", { procedure: { groupId: "IND15" } }],
  ])("%s is another one", (_, changes) => {
    expect(mark(changes)).not.toBe(mark({}));
  });

  it("a letter with its accent in one character or in two is the same", () => {
    expect(mark({ authorizationNumber: "ES-\u00d1-1" })).toBe(mark({ authorizationNumber: "ES-N\u0303-1" }));
    expect(mark({ authorizationNumber: "ES-\u00d1-1" })).not.toBe(mark({ authorizationNumber: "ES-N-1" }));
  });

  it.each(["Pending", "PENDING", " pending"])("%j is nobody's number: any number of them may be saved", (number) => {
    expect(duplicateMark(authorization({ authorizationNumber: number }))).toBeNull();
  });
});

describe("same insurance, procedure and overlapping dates: saved with a warning naming the other", () => {
  const added = authorization({ authorizationId: "NEW", effectiveDate: "2026-03-01", expirationDate: "2026-03-31" });
  const dates = (effectiveDate: string, expirationDate: string) => ({ effectiveDate, expirationDate });
  it.each<[string, Partial<Authorization>, boolean]>([
    ["the same days", dates("2026-03-01", "2026-03-31"), true],
    ["within", dates("2026-03-10", "2026-03-12"), true],
    ["around", dates("2026-01-01", "2026-12-31"), true],
    ["ends on the first day", dates("2026-01-01", "2026-03-01"), true],
    ["begins on the last day", dates("2026-03-31", "2026-12-31"), true],
    ["ends the day before", dates("2026-01-01", "2026-02-28"), false],
    ["begins the day after", dates("2026-04-01", "2026-12-31"), false],
    ["another insurance", { insuranceId: "I9" }, false],
    ["another code", { procedure: { activityCode: "FAM" } }, false],
    ["a group, not the code", { procedure: { groupId: "IND15" } }, false],
    ["discontinued", discontinued(), false],
    ["another number", { authorizationNumber: "OTHER" }, true],
    ["itself", { authorizationId: "NEW" }, false],
  ])("%s: %s", (_, changes, overlaps) => {
    const other = authorization({ authorizationId: "OTHER", ...dates("2026-03-01", "2026-03-31"), ...changes });
    expect(overlapping(added, [other])).toEqual(overlaps ? [other] : []);
  });

  it("names every other one", () => {
    const others = ["A1", "A2", "A3"].map((authorizationId) => authorization({ authorizationId }));
    expect(overlapping(added, others).map(({ authorizationId }) => authorizationId)).toEqual(["A1", "A2", "A3"]);
  });

  it("compares groups by group", () => {
    const procedure = { groupId: "individual" };
    const others = [authorization({ procedure }), authorization({ procedure: { groupId: "other" } })];
    expect(overlapping(authorization({ authorizationId: "NEW", procedure }), others)).toEqual([others[0]]);
  });
});
