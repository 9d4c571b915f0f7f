import { describe, expect, it } from "vitest";
import type { Authorization } from "../../domain/authorization.ts";
import type { Cap } from "../../domain/cap.ts";
import { overlapping, requireNoDuplicate, requireUnused } from "../../domain/duplicates.ts";
import { authorization, cap, confirmed, confirmedVersion, discontinued, settings } from "./examples.ts";
import { refusalCode, refusalOf } from "./refusals.ts";

const entered = (...all: Authorization[]) => ({
  others: new Map(all.map((each) => [each.authorizationId, each])),
  settings: settings(),
});
const added = authorization({ authorizationId: "NEW", effectiveDate: "2026-03-01", expirationDate: "2026-03-31" });
const dates = (effectiveDate: string, expirationDate: string) => ({ effectiveDate, expirationDate });

describe("a duplicate is the same insurance, procedure and number with overlapping dates", () => {
  const other = (changes: Partial<Authorization> = {}) =>
    authorization({ authorizationId: "OTHER", ...dates("2026-03-01", "2026-03-31"), ...changes });
  const refused = (changes: Partial<Authorization>) =>
    refusalCode(() => requireNoDuplicate(added, entered(other(changes))));

  it.each<[string, Partial<Authorization>]>([
    ["all the same", {}],
    ["another case of the number", { authorizationNumber: "pa-26-004417" }],
    ["spaces around the number", { authorizationNumber: " PA-26-004417 " }],
    ["what can't be seen in the number", { authorizationNumber: "PA\u200b-26-\u00ad004417\ufeff" }],
    ["the number in letters of another width", { authorizationNumber: "ＰＡ-26-００4417" }],
    ["the number with dashes of another kind", { authorizationNumber: "PA\u201326\u2212004417" }],
    ["dates of which one day is the same", dates("2026-03-31", "2026-12-31")],
    ["other quantities", { authUnits: 5 }],
    ["other notes", { notes: "called" }],
  ])("%s is the same one", (_, changes) => {
    expect(refused(changes)).toBe("DUPLICATE_AUTHORIZATION");
  });

  it.each<[string, Partial<Authorization>]>([
    ["the next period, for which payers keep numbers", dates("2026-04-01", "2026-09-30")],
    ["the period before", dates("2025-09-01", "2026-02-28")],
    ["a discontinued one", discontinued()],
    ["another number", { authorizationNumber: "PA-26-004418" }],
    ["another insurance", { insuranceId: "I2002" }],
    ["another code", { procedure: { activityCode: "FAM" } }],
    ["a group", { procedure: { groupId: "individual" } }],
    ["a group with the code's name", { procedure: { groupId: "IND15" } }],
    ["itself", { authorizationId: "NEW" }],
  ])("%s is another one", (_, changes) => {
    expect(refused(changes)).toBeNull();
  });

  it("a letter with its accent in one character or in two is the same", () => {
    const wanted = { ...added, authorizationNumber: "ES-\u00d1-1" };
    const refusedOf = (authorizationNumber: string) =>
      refusalCode(() => requireNoDuplicate(wanted, entered(other({ authorizationNumber }))));
    expect(refusedOf("ES-N\u0303-1")).toBe("DUPLICATE_AUTHORIZATION");
    expect(refusedOf("ES-N-1")).toBeNull();
  });

  it.each(["Pending", " pending", "TBD", "n/a", "--"])(
    "%j is nobody's number: any number of them may be saved",
    (number) => {
      const wanted = { ...added, authorizationNumber: number };
      expect(refusalCode(() => requireNoDuplicate(wanted, entered(other({ authorizationNumber: number }))))).toBeNull();
    },
  );

  it("the refusal says which one, and when", () => {
    const { message } = refusalOf(() => requireNoDuplicate(added, entered(other())));
    expect(message).toBe(
      "The authorization OTHER has this number, insurance and procedure from 2026-03-01 to 2026-03-31.",
    );
  });

  it("a change that makes a duplicate is refused; what was one already may be corrected", () => {
    const next = other(dates("2026-04-01", "2026-06-30"));
    const longer = { ...added, expirationDate: "2026-04-15" };
    expect(refusalCode(() => requireNoDuplicate(longer, entered(added, next), added))).toBe("DUPLICATE_AUTHORIZATION");
    const shorter = { ...longer, expirationDate: "2026-04-10", notes: "called" };
    expect(refusalCode(() => requireNoDuplicate(shorter, entered(longer, next), longer))).toBeNull();
  });
});

describe("same insurance, procedure and overlapping dates: saved with a warning naming the other", () => {
  it.each<[string, Partial<Authorization>, boolean]>([
    ["the same days", dates("2026-03-01", "2026-03-31"), true],
    ["within", dates("2026-03-10", "2026-03-12"), true],
    ["around", dates("2026-01-01", "2026-12-31"), true],
    ["ends on the first day", dates("2026-01-01", "2026-03-01"), true],
    ["begins on the last day", dates("2026-03-31", "2026-12-31"), true],
    ["ends the day before", dates("2026-01-01", "2026-02-28"), false],
    ["begins the day after", dates("2026-04-01", "2026-12-31"), false],
    ["another insurance", { insuranceId: "I9" }, false],
    ["another code", { procedure: { activityCode: "FAM" } }, false],
    ["a group, not the code", { procedure: { groupId: "IND15" } }, false],
    ["discontinued", discontinued(), false],
    ["another number", { authorizationNumber: "OTHER" }, true],
    ["itself", { authorizationId: "NEW" }, false],
  ])("%s: %s", (_, changes, overlaps) => {
    const other = authorization({ authorizationId: "OTHER", ...dates("2026-03-01", "2026-03-31"), ...changes });
    expect(overlapping(added, [other])).toEqual(overlaps ? [other] : []);
  });

  it("names every other one", () => {
    const others = ["A1", "A2", "A3"].map((authorizationId) => authorization({ authorizationId }));
    expect(overlapping(added, others).map(({ authorizationId }) => authorizationId)).toEqual(["A1", "A2", "A3"]);
  });

  it("compares groups by group", () => {
    const procedure = { groupId: "individual" };
    const others = [authorization({ procedure }), authorization({ procedure: { groupId: "other" } })];
    expect(overlapping(authorization({ authorizationId: "NEW", procedure }), others)).toEqual([others[0]]);
  });
});

describe("an insurance that is in use can't be deleted", () => {
  const codeOf = (authorizations: Authorization[], caps: Cap[] = []) =>
    refusalCode(() => requireUnused("I2001", { authorizations, caps }));
  const elsewhere = { insuranceId: "I2002" };
  const movedSince = authorization({
    ...elsewhere,
    confirmation: {
      confirmedAt: "2026-01-06T15:00:00.000Z",
      confirmedBy: "u-confirmer",
      confirmedVersion: 1,
      insuranceId: "I2001",
      changedSince: true,
    },
  });

  it.each<[string, Authorization[], Cap[], string | null]>([
    ["nothing was entered", [], [], null],
    ["an authorization was entered under it", [authorization()], [], "IN_USE"],
    ["its only one is discontinued", [authorization(discontinued())], [], "IN_USE"],
    ["one was moved before it was confirmed", [authorization(elsewhere)], [], null],
    ["one was confirmed and moved since: its cap may come yet", [movedSince], [], "IN_USE"],
    ["billing has a cap under it", [authorization(elsewhere)], [cap()], "IN_USE"],
    [
      "what was moved is confirmed where it is now, and its cap too",
      [confirmed(elsewhere)],
      [cap({ confirmed: confirmedVersion(elsewhere) })],
      null,
    ],
  ])("%s", (_, authorizations, caps, code) => {
    expect(codeOf(authorizations, caps)).toBe(code);
  });
});
