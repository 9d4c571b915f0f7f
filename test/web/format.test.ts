import { expect, it } from "vitest";
import { counted, formatDay, formatDaysLeft } from "../../web/elements/format.ts";

it("shows a calendar day as that day, whatever the reader's time zone", () => {
  expect(formatDay("2026-03-16")).toBe("Mar 16, 2026");
  expect(formatDay("2026-12-31")).toBe("Dec 31, 2026");
});

it("leaves what is no day as it is", () => {
  expect([formatDay("not a day"), formatDay("")]).toEqual(["not a day", ""]);
});

it.each([
  [45, "45 days left"],
  [1, "1 day left"],
  [0, "Last day today"],
  [-1, "1 day ago"],
  [-1200, "1,200 days ago"],
])("says %i days left in words", (days, words) => {
  expect(formatDaysLeft(days)).toBe(words);
});

it("counts in singular and plural", () => {
  expect([counted(1, "unit"), counted(0, "unit"), counted(2080, "unit")]).toEqual(["1 unit", "0 units", "2,080 units"]);
});
