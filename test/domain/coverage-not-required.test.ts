import { describe, expect, it } from "vitest";
import type { ClientInsurance } from "../../domain/client-insurance.ts";
import type { PostedService } from "../../domain/service.ts";
import { decided, type Given } from "./coverage-scene.ts";
import { insurance } from "./examples.ts";

const requires = insurance();
const needsNone = insurance({ insuranceId: "I9", priority: 2, priorAuthsRequired: false });
const first = (other: ClientInsurance) => ({ ...other, priority: 1 });
const second = (other: ClientInsurance) => ({ ...other, priority: 2 });

describe("Not required is not uncovered: only where no authorization covers a service is it asked whether one is required", () => {
  it.each<[string, readonly ClientInsurance[], Partial<PostedService>, string | null]>([
    ["one insurance that needs none", [needsNone], {}, "PRIOR_AUTH_NOT_REQUIRED"],
    ["no insurance", [], {}, "NO_INSURANCE"],
    ["one that needs them", [requires], {}, null],
    ["the best priority needs none", [first(needsNone), second(requires)], {}, "PRIOR_AUTH_NOT_REQUIRED"],
    ["the best priority needs them", [requires, needsNone], {}, null],
    ["the named one needs none", [requires, needsNone], { insuranceId: "I9" }, "PRIOR_AUTH_NOT_REQUIRED"],
    ["the named one needs them", [first(needsNone), second(requires)], { insuranceId: "I2001" }, null],
    ["that which needs them is inactive", [{ ...requires, status: "INACTIVE" }], {}, "NO_INSURANCE"],
    [
      "that which needs them ended before, the other begins",
      [{ ...requires, expirationDate: "2026-03-15" }, needsNone],
      {},
      "PRIOR_AUTH_NOT_REQUIRED",
    ],
    ["that which needs them begins later", [{ ...requires, effectiveDate: "2026-03-17" }], {}, "NO_INSURANCE"],
  ])("%s", (_, insurances, service, reason) => {
    for (const policy of ["FLAG", "BLOCK"] as const) {
      const coverage = decided([], service, { policy, insurances });
      if (reason === null) {
        expect(coverage).toMatchObject({ applied: null, warnings: ["NO_AUTHORIZATION"] });
        expect([coverage.reason, coverage.refusal?.code]).toEqual([
          undefined,
          policy === "BLOCK" ? "NO_AUTHORIZATION" : undefined,
        ]);
      } else expect(coverage).toEqual({ applied: null, reason, warnings: [], refusal: null });
    }
  });

  it("what an authorization covers uses it, required or not", () => {
    const given: Given = { insuranceId: "I9", of: { priorAuthsRequired: false } };
    const coverage = decided([given], {}, { insurances: [needsNone] });
    expect(coverage).toMatchObject({ applied: { authorizationId: "A3001" }, warnings: [] });
    expect(coverage).not.toHaveProperty("reason");
  });

  it("one of other days makes nothing required", () => {
    const given: Given = { insuranceId: "I9", expirationDate: "2026-03-15" };
    expect(decided([given], {}, { insurances: [needsNone] })).toMatchObject({ warnings: [] });
  });
});
