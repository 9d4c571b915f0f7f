import { describe, expect, it } from "vitest";
import { AuthorizationInput } from "../../api/authorizations.ts";
import { addClientInsurance } from "../../api/client-insurances.ts";
import { routes } from "../../api/routes.ts";
import { complete, type Fields, issuesOf, subscriber } from "./complete-bodies.ts";

it("every route that takes a body has a complete one here", () => {
  const withBody = routes.filter(({ body }) => body !== null).map(({ operationId }) => operationId);
  expect(Object.keys(complete).sort()).toEqual(withBody.sort());
});

describe.each(Object.keys(complete))("the body of %s", (name) => {
  it("is accepted when it is complete", () => {
    expect(issuesOf(name, {})).toEqual([]);
  });

  it("has no unknown field", () => {
    expect(issuesOf(name, { prioritty: 1 })).toMatchObject([{ code: "unrecognized_keys", keys: ["prioritty"] }]);
  });

  it.each([
    ["a list", []],
    ["text", "{}"],
    ["null", null],
    ["a number", 1],
  ])("is not %s", (_, body) => {
    expect(complete[name]?.route.body?.safeParse(body).success).toBe(false);
  });
});

describe("a body with five faults names five", () => {
  it.each<[string, Fields, string[]]>([
    [
      "addAuthorization",
      { insuranceId: "", authUnits: 0, authVisits: "5", effectiveDate: "2026-02-30", notes: "x".repeat(2001) },
      ["insuranceId", "authUnits", "authVisits", "effectiveDate", "notes"],
    ],
    [
      "addClientInsurance",
      { priority: 0, payerId: "a#b", subscriberNumber: "", priorAuthsRequired: "yes", groupNumber: 7 },
      ["priority", "payerId", "subscriberNumber", "priorAuthsRequired", "groupNumber"],
    ],
    [
      "changeClientInsurance",
      { priority: 1.5, status: "GONE", subscriberNumber: null, effectiveDate: "soon", typo: 1 },
      ["priority", "subscriberNumber", "effectiveDate", "status", "typo"],
    ],
    [
      "putClient",
      { firstName: " ", lastName: undefined, dateOfBirth: "14.05.2012", status: "NEW", ssn: "078-05-1120" },
      ["firstName", "lastName", "dateOfBirth", "status", "ssn"],
    ],
  ])("%s", (name, changes, expected) => {
    const issues = issuesOf(name, changes);
    const named = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : issue.path.join(".")));
    expect(named).toEqual(expected);
  });

  it("priority (integer, 1 = primary), payerId, subscriberNumber needed; every missing field is named at once", () => {
    const issues = addClientInsurance.body.safeParse({}).error?.issues ?? [];
    expect(issues.map(({ path }) => path.join("."))).toEqual(["priority", "payerId", "subscriberNumber"]);
  });
});

describe("relationship, first/middle/last name, birth date, address lines, city, state, postal code, group number round-trip", () => {
  const address = { line1: "12 Elm St", line2: "Apt 4", city: "Peoria", state: "IL", postalCode: "61602" };
  const entered = { ...subscriber, middleName: "Ana", dateOfBirth: "1985-02-03", address };

  it("are taken as they are given", () => {
    const body = { ...complete["addClientInsurance"]?.body, subscriber: entered, groupNumber: "G-7" };
    expect(addClientInsurance.body.parse(body)).toEqual(body);
  });

  it.each<[string, number]>([
    ["line1", 100],
    ["line2", 100],
    ["city", 100],
    ["state", 50],
    ["postalCode", 20],
  ])("%s has at most %i characters", (field, longest) => {
    const issues = (length: number) =>
      issuesOf("addClientInsurance", {
        subscriber: { ...entered, address: { ...address, [field]: "x".repeat(length) } },
      });
    expect([longest, longest + 1].map((length) => issues(length).length)).toEqual([0, 1]);
  });
});

describe("a given value wins and is EXPLICIT; a non-boolean is 400", () => {
  it.each(["true", "", 0, 1, null, [], {}])("%j is 400", (priorAuthsRequired) => {
    for (const name of ["addClientInsurance", "changeClientInsurance", "putPayer"])
      expect(issuesOf(name, { priorAuthsRequired }).map(({ path }) => path)).toEqual([["priorAuthsRequired"]]);
  });
});

it("all eight fields", () => {
  expect(Object.keys(AuthorizationInput.shape)).toEqual([
    "insuranceId",
    "authorizationNumber",
    "procedure",
    "authUnits",
    "authVisits",
    "effectiveDate",
    "expirationDate",
    "notes",
  ]);
});
