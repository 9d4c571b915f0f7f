import { describe, expect, it } from "vitest";
import {
  isLongSpan,
  requireAuthorizationDates,
  requireBirthDate,
  requireInsuranceDates,
  requireServiceDate,
} from "../../domain/date-bounds.ts";
import { refusalCode, refusalOf } from "./refusals.ts";

const today = "2026-03-16";
const isAccepted = (act: () => void) => refusalCode(act) === null;
const dates = (effectiveDate: string, expirationDate: string) => ({ effectiveDate, expirationDate });
const usual = dates("2026-01-05", "2026-07-04");

describe("dates have bounds, both ends included", () => {
  it.each([
    ["0026-03-01", false],
    ["1999-12-31", false],
    ["2000-01-01", true],
    ["2031-12-31", true],
    ["2032-01-01", false],
  ])("an authorization effective %s: %s", (effectiveDate, accepted) => {
    const is = dates(effectiveDate, "2100-12-31");
    expect(isAccepted(() => requireAuthorizationDates(today, is))).toBe(accepted);
  });

  it.each([
    ["1999-12-31", false],
    ["2000-01-01", true],
    ["2100-12-31", true],
    ["2101-01-01", false],
    ["2206-07-04", false],
  ])("an authorization that expires %s: %s", (expirationDate, accepted) => {
    const is = dates("2000-01-01", expirationDate);
    expect(isAccepted(() => requireAuthorizationDates(today, is))).toBe(accepted);
  });

  it.each([
    ["1899-12-31", false],
    ["1900-01-01", true],
    ["2026-03-16", true],
    ["2026-03-17", false],
  ])("a client or subscriber born %s: %s", (dateOfBirth, accepted) => {
    expect(isAccepted(() => requireBirthDate(today, { dateOfBirth }))).toBe(accepted);
    expect(isAccepted(() => requireInsuranceDates(today, { subscriber: { dateOfBirth } }))).toBe(accepted);
  });

  it.each([
    ["1999-12-31", false],
    ["2000-01-01", true],
    ["2028-12-31", true],
    ["2029-01-01", false],
  ])("a service of %s: %s", (serviceDate, accepted) => {
    expect(isAccepted(() => requireServiceDate(today, serviceDate))).toBe(accepted);
  });

  it.each([
    ["1899-12-31", false],
    ["1900-01-01", true],
    ["2100-12-31", true],
    ["9999-12-31", false],
  ])("an insurance from or to %s: %s", (day, accepted) => {
    expect(isAccepted(() => requireInsuranceDates(today, { effectiveDate: day }))).toBe(accepted);
    expect(isAccepted(() => requireInsuranceDates(today, { expirationDate: day }))).toBe(accepted);
  });

  it("what is left out is within all bounds", () => {
    expect(isAccepted(() => requireInsuranceDates(today, {}))).toBe(true);
  });

  it("a refusal names each date, and from when to when it may be", () => {
    const { code, message, faults } = refusalOf(() =>
      requireAuthorizationDates(today, dates("0026-03-01", "2206-07-04")),
    );
    const at = (pointer: string, span: string) => ({ pointer, code, message: `must be ${span}` });
    expect(faults).toEqual([
      at("/effectiveDate", "from 2000-01-01 to 2031-12-31"),
      at("/expirationDate", "from 2000-01-01 to 2100-12-31"),
    ]);
    expect(message).toContain("/effectiveDate must be from 2000-01-01 to 2031-12-31; /expirationDate must be from");
  });

  it("what stands already does not keep anything else from being changed", () => {
    const was = dates("0026-03-01", "2206-07-04");
    expect(isAccepted(() => requireAuthorizationDates(today, was, was))).toBe(true);
    const { faults } = refusalOf(() => requireAuthorizationDates(today, dates("0026-03-02", "2206-07-04"), was));
    expect(faults.map(({ pointer }) => pointer)).toEqual(["/effectiveDate"]);
    expect(isAccepted(() => requireAuthorizationDates(today, usual, was))).toBe(true);
    expect(isAccepted(() => requireServiceDate(today, "0026-03-01", "0026-03-01"))).toBe(true);
    expect(
      isAccepted(() => requireBirthDate(today, { dateOfBirth: "1026-03-01" }, { dateOfBirth: "1026-03-01" })),
    ).toBe(true);
  });
});

it.each([
  ["2026-01-05", "2029-01-04", false],
  ["2026-01-05", "2029-01-05", true],
  ["2024-02-29", "2027-02-28", false],
  ["2024-02-29", "2027-03-01", true],
  ["2026-01-05", "2026-01-05", false],
])("from %s to %s is longer than three years: %s", (effectiveDate, expirationDate, isLong) => {
  expect(isLongSpan({ effectiveDate, expirationDate })).toBe(isLong);
});
