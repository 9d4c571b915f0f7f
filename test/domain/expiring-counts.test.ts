import { expect, it } from "vitest";
import { countedAlso, noneExpiring } from "../../domain/expiring-counts.ts";

const today = "2026-03-16";

it.each([
  ["2026-02-13", {}],
  ["2026-02-14", { expiredLately: 1 }],
  ["2026-03-15", { expiredLately: 1 }],
  ["2026-03-16", { within7Days: 1, within14Days: 1, within30Days: 1 }],
  ["2026-03-23", { within7Days: 1, within14Days: 1, within30Days: 1 }],
  ["2026-03-24", { within14Days: 1, within30Days: 1 }],
  ["2026-03-30", { within14Days: 1, within30Days: 1 }],
  ["2026-03-31", { within30Days: 1 }],
  ["2026-04-15", { within30Days: 1 }],
  ["2026-04-16", {}],
])("one that expires on %s counts as %j", (expirationDate, counted) => {
  expect(countedAlso(noneExpiring, [expirationDate], today)).toEqual({ ...noneExpiring, ...counted });
});

it("page after page comes to the same as all at once", () => {
  const dates = ["2026-03-10", "2026-03-16", "2026-03-20", "2026-03-29", "2026-04-10"];
  const paged = dates.reduce((counts, date) => countedAlso(counts, [date], today), noneExpiring);
  expect(paged).toEqual(countedAlso(noneExpiring, dates, today));
  expect(paged).toEqual({ expiredLately: 1, within7Days: 2, within14Days: 3, within30Days: 4 });
});
