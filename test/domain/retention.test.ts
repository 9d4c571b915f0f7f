import { describe, expect, it } from "vitest";
import { deletedFrom, isPast, lastDateOf, mayBeDeleted } from "../../domain/retention.ts";
import * as examples from "./examples.ts";

const nothing = { expirationDates: [], serviceDates: [], disclosureDates: [], changes: [] };
const dayOf = (at: string) => at.slice(0, 10);

describe("the last day of a record", () => {
  it.each<[string, Partial<Parameters<typeof lastDateOf>[0]>, string | undefined]>([
    ["an authorization's end", { expirationDates: ["2019-02-28", "2018-01-01"] }, "2019-02-28"],
    ["a service", { expirationDates: ["2019-02-28"], serviceDates: ["2019-03-01", "2018-05-05"] }, "2019-03-01"],
    ["a disclosure", { serviceDates: ["2019-03-01"], disclosureDates: ["2020-01-31"] }, "2020-01-31"],
    ["a change", { disclosureDates: ["2020-01-31"], changes: [{ at: "2021-12-31T23:00:00.000Z" }] }, "2021-12-31"],
    ["none where there is nothing to count from", {}, undefined],
  ])("is that of %s, if it is the last", (_, dated, expected) => {
    expect(lastDateOf({ ...nothing, ...dated }, dayOf)).toBe(expected);
  });
});

describe("a record", () => {
  it.each([
    ["2019-02-28", 7, "2026-02-28", false],
    ["2019-02-28", 7, "2026-03-01", true],
    // Nobody's February 29 is cut short.
    ["2020-02-29", 7, "2027-03-01", false],
    ["2020-02-29", 7, "2027-03-02", true],
    ["2030-01-01", 6, "2026-03-16", false],
  ])("whose last day is %s and that is kept %i years is past on %s: %s", (lastDate, years, today, expected) => {
    expect(isPast(lastDate, years, today)).toBe(expected);
  });

  it("that was listed may be deleted 30 days later", () => {
    expect(deletedFrom({ listedOn: "2026-03-01" })).toBe("2026-03-31");
  });
});

describe("a client", () => {
  const inactive = { ...examples.client(), status: "INACTIVE" as const };
  const none = new Map();
  it.each<[string, Parameters<typeof mayBeDeleted>[0], boolean]>([
    ["who is inactive", { client: inactive, authorizations: none }, true],
    ["who is active", { client: { ...inactive, status: "ACTIVE" }, authorizations: none }, false],
    ["who is on legal hold", { client: { ...inactive, isOnLegalHold: true }, authorizations: none }, false],
    ["who is restricted", { client: { ...inactive, isRestricted: true }, authorizations: none }, true],
    [
      "who has an open authorization",
      { client: inactive, authorizations: new Map([["A1", examples.authorization()]]) },
      false,
    ],
  ])("%s may be deleted: %j", (_, record, expected) => {
    expect(mayBeDeleted(record)).toBe(expected);
  });
});
