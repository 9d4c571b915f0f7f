import { describe, expect, it } from "vitest";
import { requirePayerKept, warningsOfClient, warningsOfInsurance } from "../../domain/stranded.ts";
import { authorization, client, insurance } from "./examples.ts";
import { refusalCode, refusalOf } from "./refusals.ts";

const first = authorization({ authorizationId: "A1", expirationDate: "2026-05-31" });
const second = authorization({ authorizationId: "A2", expirationDate: "2026-07-04" });
const ofAnother = authorization({ authorizationId: "A3", insuranceId: "I2" });
const open = [second, ofAnother, first];
const both = ["AUTHORIZATION_STRANDED:A1", "AUTHORIZATION_STRANDED:A2"];

describe("a change of an insurance names the open authorizations that it strands, what expires first first", () => {
  it.each([
    ["active and marked", {}, []],
    ["inactive", { status: "INACTIVE" }, both],
    ["not marked", { priorAuthsRequired: false }, both],
    ["ended before some of their days", { expirationDate: "2026-06-30" }, ["OUTSIDE_INSURANCE_DATES:A2"]],
    [
      "begun after some of their days",
      { effectiveDate: "2026-01-06" },
      ["A1", "A2"].map((id) => `OUTSIDE_INSURANCE_DATES:${id}`),
    ],
    [
      "inactive and ended",
      { status: "INACTIVE", expirationDate: "2026-06-30" },
      [...both, "OUTSIDE_INSURANCE_DATES:A2"],
    ],
  ] as const)("%s", (_, changes, warnings) => {
    expect(warningsOfInsurance(insurance(changes), open)).toEqual(warnings);
  });

  it("and counts those after the first hundred", () => {
    const many = Array.from({ length: 103 }, (_, at) => authorization({ authorizationId: `A${at}` }));
    const warnings = warningsOfInsurance(insurance({ status: "INACTIVE" }), many);
    expect([warnings.length, warnings.at(-1)]).toEqual([101, "AUTHORIZATION_STRANDED:+3"]);
  });
});

describe("another payer is another insurance", () => {
  it.each([
    ["another payer, with open authorizations", { payerId: "CVBMC" }, open, "PAYER_IN_USE"],
    ["another payer, with none", { payerId: "CVBMC" }, [], null],
    ["another payer, with another insurance's", { payerId: "CVBMC" }, [ofAnother], null],
    ["another subscriber number", { subscriberNumber: "S-9" }, open, null],
  ] as const)("%s: %s", (_, changes, authorizations, code) => {
    expect(refusalCode(() => requirePayerKept(insurance(), insurance(changes), authorizations))).toBe(code);
  });

  it("says what to do instead, at the payer", () => {
    const refusal = refusalOf(() => requirePayerKept(insurance(), insurance({ payerId: "CVBMC" }), open));
    expect(refusal.message).toMatch(/end it and add another one of CVBMC/);
    expect(refusal.faults.map(({ pointer }) => pointer)).toEqual(["/payerId"]);
  });
});

describe("a client who becomes inactive strands all that is open", () => {
  it.each([
    ["ACTIVE", []],
    ["INACTIVE", ["A1", "A2", "A3"].map((id) => `AUTHORIZATION_STRANDED:${id}`)],
  ] as const)("%s", (status, warnings) => {
    expect(warningsOfClient(client({ status }), open)).toEqual(warnings);
  });
});
