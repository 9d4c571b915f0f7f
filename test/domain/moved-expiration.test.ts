import { describe, expect, it } from "vitest";
import { isShownAt } from "../../domain/moved-expiration.ts";
import { authorization } from "./examples.ts";

/** It moved to 20 March at this moment; the first page was begun at 14:00, and now it is 15:00. */
const moved = (at: string) =>
  authorization({ expirationDate: "2026-03-20", expirationDateSince: `2026-03-16T${at}.000Z` });
const reading = { begunAt: "2026-03-16T14:00:00.000Z", now: new Date("2026-03-16T15:00:00.000Z") };

describe("An authorization whose date is moved while a report is read is shown where it is met", () => {
  it.each<[string, string, string, boolean]>([
    ["as listed, moved long before", "2026-03-20", "09:00:00", true],
    ["as listed, moved this moment", "2026-03-20", "15:00:00", true],
    ["at a day that it left, its new one lies ahead", "2026-03-17", "14:58:59", false],
    ["the same, moved a moment ago: the index may not have the new one yet", "2026-03-17", "14:59:00", true],
    ["at a day that it left, its new one was passed", "2026-03-25", "13:58:59", false],
    ["the same, moved since the first page was begun: the page had passed before", "2026-03-25", "13:59:00", true],
    ["the same, moved this moment", "2026-03-25", "15:00:00", true],
  ])("%s", (_, listedOn, movedAt, isShown) => {
    expect(isShownAt(moved(movedAt), { expirationDate: listedOn }, reading)).toBe(isShown);
  });

  it("one whose date was never moved counts as entered when it was added", () => {
    const { expirationDateSince: _, ...never } = moved("09:00:00");
    expect(
      isShownAt({ ...never, createdAt: "2026-03-16T14:30:00.000Z" }, { expirationDate: "2026-03-25" }, reading),
    ).toBe(true);
  });
});
