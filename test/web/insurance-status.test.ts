import { expect, it } from "vitest";
import { insuranceStatus } from "../../web/elements/client-insurance/insurance-status.ts";

it.each([
  ["ACTIVE", true, "Active"],
  ["ACTIVE", false, "Active, not in force"],
  ["INACTIVE", false, "Inactive"],
  ["ACTIVE", undefined, "Active"],
  ["INACTIVE", undefined, "Inactive"],
] as const)("an insurance that is %s, in force %s: %s", (status, inForce, text) => {
  expect(insuranceStatus({ status, ...(inForce !== undefined && { inForce }) })).toBe(text);
});
