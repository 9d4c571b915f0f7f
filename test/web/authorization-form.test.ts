import { describe, expect, it } from "vitest";
import { type Authorization, ConnectionError, ProblemError } from "../../clients/typescript/src/index.ts";
import {
  changeOf,
  differences,
  emptyValues,
  type FormValues,
  faultsOf,
  inputOf,
  longDaysOf,
  rebased,
  valuesOf,
} from "../../web/elements/authorization-tracker/authorization-form.ts";

const values: FormValues = {
  insuranceId: "I1",
  authorizationNumber: "PA-1",
  procedure: "ACTIVITY:IND15",
  authUnits: "96",
  authVisits: "",
  effectiveDate: "2026-01-05",
  expirationDate: "2026-07-04",
  notes: "by phone",
};

describe("the body of an addition", () => {
  it("has what was typed, quantities as numbers, and leaves out what is empty", () => {
    expect(inputOf(values)).toEqual({
      insuranceId: "I1",
      authorizationNumber: "PA-1",
      procedure: { activityCode: "IND15" },
      authUnits: 96,
      effectiveDate: "2026-01-05",
      expirationDate: "2026-07-04",
      notes: "by phone",
    });
  });

  it.each([
    ["GROUP:individual-therapy", { groupId: "individual-therapy" }],
    ["ACTIVITY:a:b", { activityCode: "a:b" }],
  ])("chooses exactly one procedure: %s", (procedure, choice) => {
    expect(inputOf({ ...values, procedure }).procedure).toEqual(choice);
  });

  it.each([
    ["abc", "abc"],
    ["1,000", "1,000"],
    ["12abc", "12abc"],
    ["1.5", 1.5],
    ["-3", -3],
    [" 7 ", 7],
  ])("leaves it to the API to refuse a quantity: %s", (authUnits, sent) => {
    expect(inputOf({ ...values, authUnits }).authUnits).toBe(sent);
  });

  it("is empty for an empty form, so that the API names every field that is missing", () => {
    expect(inputOf(emptyValues(["I1", "I2"]))).toEqual({});
  });
});

it("chooses the insurance when there is only one", () => {
  expect(emptyValues(["I1"]).insuranceId).toBe("I1");
  expect(emptyValues([]).insuranceId).toBe("");
});

describe("the body of a change", () => {
  it("has only what differs from what was read", () => {
    expect(changeOf(values, { ...values, authUnits: "100" })).toEqual({ authUnits: 100 });
    expect(changeOf(values, values)).toEqual({});
  });

  it("clears an optional field by null, and sends an emptied required one to be refused", () => {
    const emptied = { ...values, authUnits: "", notes: "  ", authorizationNumber: "" };
    expect(changeOf(values, emptied)).toEqual({ authUnits: null, notes: null, authorizationNumber: "" });
  });
});

it("shows a missing quantity as empty and never as zero", () => {
  const authorization = {
    insuranceId: "I1",
    authorizationNumber: "PA-1",
    procedure: { type: "GROUP", groupId: "g", label: "G", activityCodes: ["A"] },
    units: { authorized: null },
    visits: { authorized: 5 },
    effectiveDate: "2026-01-05",
    expirationDate: "2026-07-04",
  } as unknown as Authorization;
  expect(valuesOf(authorization)).toMatchObject({ procedure: "GROUP:g", authUnits: "", authVisits: "5", notes: "" });
});

describe("days of more than three years", () => {
  const days = (effectiveDate: string, expirationDate: string) => ({ ...values, effectiveDate, expirationDate });

  it.each([
    ["2026-01-05", "2029-01-04", undefined],
    ["2026-01-05", "2029-01-05", "Jan 5, 2026 to Jan 5, 2029"],
    ["2024-02-29", "2027-02-28", undefined],
    ["2024-02-29", "2027-03-01", "Feb 29, 2024 to Mar 1, 2027"],
    ["2026-01-05", "not a day", undefined],
    ["", "2029-01-05", undefined],
  ])("%s to %s: %s", (effectiveDate, expirationDate, asked) => {
    expect(longDaysOf(days(effectiveDate, expirationDate))).toBe(asked);
  });

  it("are not asked about again when something else is changed", () => {
    const long = days("2026-01-05", "2036-01-05");
    expect(longDaysOf({ ...long, notes: "other" }, long)).toBeUndefined();
    expect(longDaysOf({ ...long, expirationDate: "2037-01-05" }, long)).toBe("Jan 5, 2026 to Jan 5, 2037");
  });
});

describe("when somebody else saved first", () => {
  const mine = { ...values, authUnits: "44", notes: "mine" };
  const theirs = { ...values, authUnits: "60", expirationDate: "2026-08-01" };

  it("nothing that was typed is lost, and what was not touched becomes theirs", () => {
    expect(rebased(values, theirs, mine)).toEqual({
      ...values,
      authUnits: "44",
      notes: "mine",
      expirationDate: "2026-08-01",
    });
  });

  it("says field by field what it was, what they saved and what stands in the form", () => {
    expect(differences(values, theirs, rebased(values, theirs, mine))).toEqual([
      { field: "authUnits", before: "96", theirs: "60", mine: "44" },
      { field: "expirationDate", before: "2026-07-04", theirs: "2026-08-01", mine: "2026-08-01" },
    ]);
  });

  it("saving again sends only what was typed here", () => {
    expect(changeOf(theirs, rebased(values, theirs, mine))).toEqual({ authUnits: 44, notes: "mine" });
  });
});

describe("a refusal", () => {
  const refusal = (code: ProblemError["code"], detail: string, errors: readonly [string, string][] = []) =>
    new ProblemError({
      status: 422,
      code,
      problem: { code, detail, errors: errors.map(([pointer, message]) => ({ pointer, code: "X", message })) },
      currentEtag: null,
      retryAfterSeconds: null,
      mayHaveHappened: false,
    });

  it("puts every fault at its field", () => {
    const { fields, others } = faultsOf(
      refusal("VALIDATION_FAILED", "2 faults", [
        ["/authUnits", "must be a whole number"],
        ["/procedure/activityCode", "is too long"],
        ["/authUnits", "must be at least 1"],
      ]),
    );
    expect([...fields]).toEqual([
      ["authUnits", "Auth units must be a whole number. Auth units must be at least 1."],
      ["procedure", "Procedure is too long."],
    ]);
    expect(others).toEqual([]);
  });

  it("names a fault that belongs to no field of the form as well", () => {
    expect(faultsOf(refusal("VALIDATION_FAILED", "1 fault", [["/color", "is not known"]])).others).toEqual([
      "/color is not known.",
    ]);
  });

  it.each([
    ["UNKNOWN_PROCEDURE", "procedure"],
    ["INSURANCE_INACTIVE", "insuranceId"],
    ["PRIOR_AUTH_NOT_REQUIRED", "insuranceId"],
  ] as const)("of a rule stands at the field it is about: %s", (code, field) => {
    expect([...faultsOf(refusal(code, "The reason.")).fields]).toEqual([[field, "The reason."]]);
  });

  it("of a duplicate names no id that nobody sees", () => {
    const { fields } = faultsOf(
      refusal("DUPLICATE_AUTHORIZATION", "The authorization 1234-5678 has this number already."),
    );
    expect(fields.get("authorizationNumber")).toMatch(/^Another authorization has this number/);
  });

  it("that is about no field is said for the whole form", () => {
    expect(faultsOf(refusal("ALREADY_DISCONTINUED", "It is discontinued.")).others).toEqual(["It is discontinued."]);
    expect(faultsOf(new ConnectionError("network")).others).toHaveLength(1);
  });
});
