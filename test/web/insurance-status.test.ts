import { expect, it } from "vitest";
import { insuranceStatus, insuranceWarnings } from "../../web/elements/client-insurance/insurance-status.ts";

it.each([
  ["ACTIVE", true, "Active"],
  ["ACTIVE", false, "Active, not in force"],
  ["INACTIVE", false, "Inactive"],
] as const)("an insurance that is %s, in force %s: %s", (status, inForce, text) => {
  expect(insuranceStatus({ status, inForce })).toBe(text);
});

it.each([
  [[], []],
  [["AUTHORIZATION_STRANDED:A1"], [/1 open authorization can only be discontinued/]],
  [["AUTHORIZATION_STRANDED:A1", "AUTHORIZATION_STRANDED:+12"], [/13 open authorizations/]],
  [
    ["OUTSIDE_INSURANCE_DATES:A1", "AUTHORIZATION_STRANDED:A1"],
    [/1 open authorization /, /all days of 1 authorization/],
  ],
])("of the warnings %j as many sentences as there are kinds", (warnings, sentences) => {
  expect(insuranceWarnings(warnings)).toEqual(sentences.map((sentence) => expect.stringMatching(sentence)));
});
