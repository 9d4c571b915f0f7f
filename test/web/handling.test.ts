import { describe, expect, it } from "vitest";
import { handlingMarks } from "../../web/elements/handling-marks.ts";
import { handlingInput } from "../../web/pages/record/handling-dialog.ts";

describe("how a record is to be handled", () => {
  it.each<[object, string]>([
    [{}, ""],
    [{ isRestricted: true }, "Restricted: ask before anything is used or disclosed"],
    [{ isOnLegalHold: true }, "Legal hold: nothing may be deleted"],
    [
      { isRestricted: true, isOnLegalHold: true },
      "Restricted: ask before anything is used or disclosed · Legal hold: nothing may be deleted",
    ],
  ])("%j shows as %j", (marks, text) => {
    expect(handlingMarks(marks)).toBe(text);
  });

  it("is sent without what was left empty, which ends it", () => {
    expect(handlingInput({ restriction: " not to the plan ", legalHold: "  " })).toEqual({
      restriction: { note: "not to the plan" },
      legalHold: null,
    });
  });
});
