import { expect, it } from "vitest";
import { type Finding, lineOf, summaryOf } from "../../../scripts/doctor/finding.ts";

it("tells each finding on a line, with what to do below it, and counts them", () => {
  const findings: Finding[] = [
    { subject: "node", state: "OK", says: "24.21.0" },
    { subject: "bootstrap", state: "FAULT", says: "None.", todo: "npx cdk bootstrap" },
  ];
  expect(findings.map(lineOf).join("\n")).toBe(
    "ok           node          24.21.0\nFAULT        bootstrap     None.\n                           -> npx cdk bootstrap",
  );
  expect(summaryOf(findings)).toBe("1 fault, 0 not checked, 1 ok.");
});
