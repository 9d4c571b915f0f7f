import { describe, expect, it } from "vitest";
import { expirationWindow } from "../../domain/expiration-window.ts";
import { refusalOf } from "./refusals.ts";

const asOf = "2026-03-16";

describe("the expiration dates that a report is about", () => {
  it.each([
    ["without dates: today to today + 30 included", {}, { first: asOf, last: "2026-04-15" }],
    ["7 days", { expiresIn: 7 }, { first: asOf, last: "2026-03-23" }],
    ["14 days", { expiresIn: 14 }, { first: asOf, last: "2026-03-30" }],
    ["30 days", { expiresIn: 30 }, { first: asOf, last: "2026-04-15" }],
    ["what runs low, without dates: whenever it expires", { isLow: true }, { first: asOf, last: "2100-12-31" }],
    ["what runs low, within 30 days", { isLow: true, expiresIn: 30 }, { first: asOf, last: "2026-04-15" }],
    [
      "what runs low, up to a day",
      { isLow: true, expirationOnOrBefore: "2026-12-31" },
      { first: asOf, last: "2026-12-31" },
    ],
    ["up to a day: from today on", { expirationOnOrBefore: "2026-12-31" }, { first: asOf, last: "2026-12-31" }],
    ["up to today", { expirationOnOrBefore: asOf }, { first: asOf, last: asOf }],
    [
      "effective from a day on: nothing expires before it, and five years are enough",
      { effectiveOnOrAfter: "2026-01-01" },
      { first: "2026-01-01", last: "2031-03-20", effectiveFrom: "2026-01-01" },
    ],
    [
      "effective from a coming day on",
      { effectiveOnOrAfter: "2026-09-01" },
      { first: "2026-09-01", last: "2031-09-05", effectiveFrom: "2026-09-01" },
    ],
    [
      "between two days, past ones too",
      { effectiveOnOrAfter: "2025-01-01", expirationOnOrBefore: "2025-12-31" },
      { first: "2025-01-01", last: "2025-12-31", effectiveFrom: "2025-01-01" },
    ],
  ])("%s", (_, asked, window) => {
    expect(expirationWindow(asked, asOf)).toEqual(window);
  });

  it.each<[string, Parameters<typeof expirationWindow>[0], string[]]>([
    ["expiresIn with free dates", { expiresIn: 7, effectiveOnOrAfter: "2026-01-01" }, ["?expiresIn"]],
    ["a past end without a beginning", { expirationOnOrBefore: "2026-03-15" }, ["?expirationOnOrBefore"]],
    [
      "an end before the beginning, with expiresIn besides",
      { expiresIn: 7, effectiveOnOrAfter: "2026-02-01", expirationOnOrBefore: "2026-01-31" },
      ["?expiresIn", "?expirationOnOrBefore"],
    ],
    [
      "more than ten years",
      { effectiveOnOrAfter: "2016-01-01", expirationOnOrBefore: "2026-12-31" },
      ["?expirationOnOrBefore"],
    ],
    ["more than ten years by an open end", { effectiveOnOrAfter: "2016-01-01" }, ["?effectiveOnOrAfter"]],
  ])("%s is refused, naming every fault", (_, asked, wanted) => {
    const { code, faults } = refusalOf(() => expirationWindow(asked, asOf));
    expect(code).toBe("VALIDATION_FAILED");
    expect(faults.map(({ pointer }) => pointer)).toEqual(wanted);
  });
});
