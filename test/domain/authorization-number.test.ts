import { describe, expect, it } from "vitest";
import { isPending, isSameNumber } from "../../domain/authorization-number.ts";
import { settings } from "./examples.ts";

describe("The literal `Pending` (any case) and what else is no number may be saved, not confirmed.", () => {
  it.each([
    ["Pending", true],
    ["pEnDiNg", true],
    [" Pending ", true],
    ["Pending.", true],
    ["Pending\u2026", true],
    ["Pending\u200b", true],
    ["\ufeffＰｅｎｄｉｎｇ", true],
    ["TBD", true],
    ["tbd.", true],
    ["N/A", true],
    ["n / a", true],
    ["NA", true],
    ["None", true],
    ["UNKNOWN", true],
    ["-", true],
    ["--", true],
    ["\u2014", true],
    ["?", true],
    ["???", true],
    ["Pending-1", false],
    ["Pend", false],
    ["PA-26-004417", false],
    ["NA-1", false],
    ["11", false],
    ["0", false],
  ])("%j is none: %s", (authorizationNumber, pending) => {
    expect(isPending(authorizationNumber, settings())).toBe(pending);
  });

  it("the list is the agency's own; Pending stands above it", () => {
    const own = settings({ numbersThatAreNone: ["Called \u2013 waiting"] });
    const texts = ["called - WAITING", "TBD", "Pending"];
    expect(texts.map((text) => isPending(text, own))).toEqual([true, false, true]);
    expect(texts.map((text) => isPending(text, settings({ numbersThatAreNone: [] })))).toEqual([false, false, true]);
  });
});

describe("two numbers are the same one as people read them", () => {
  it.each([
    ["\u2010", "a hyphen"],
    ["\u2011", "a hyphen that does not break"],
    ["\u2012", "a figure dash"],
    ["\u2013", "an en dash"],
    ["\u2014", "an em dash"],
    ["\u2015", "a bar"],
    ["\u2212", "a minus"],
    ["\uff0d", "a wide hyphen"],
    ["\ufe63", "a small hyphen"],
    ["\u02d7", "a modifier minus"],
    ["\u2043", "a hyphen bullet"],
  ])("%j, %s, is a dash as every other", (dash) => {
    expect(isSameNumber(`PA${dash}26`, "pa-26")).toBe(true);
    expect(isSameNumber(`PA${dash}26`, "pa26")).toBe(false);
  });

  it.each([
    [" PA 26", "PA  26 ", true],
    ["PA\u00a026", "PA 26", true],
    ["PA 26", "PA26", false],
    ["00123", "123", false],
    ["1E5", "100000", false],
    ["PA.26", "PA-26", false],
    ["PA\u200b26", "PA26", true],
    ["\u0420\u0410\u212226", "PATM26", true],
    ["\u03a7\u039a7", "xk7", true],
    ["\u042f7", "R7", false],
    ["PAO1", "PA01", false],
    ["PAl1", "PA11", false],
  ])("%j and %j: %s", (a, b, same) => {
    expect(isSameNumber(a, b)).toBe(same);
  });
});
