import { describe, expect, it } from "vitest";
import { strandsServices, warningSentences } from "../../web/elements/warnings.ts";

const nameOf = (id: string) => (id === "A2" ? "PA-2" : id);

describe("the warnings of a reply are a sentence for each kind", () => {
  it.each([
    [[], []],
    [["OVERLAPS:A2", "OVERLAPS:A9"], [/authorization PA-2, A9, of the same/]],
    [["OVERLAPS:A2", "OVERLAPS:+1"], [/authorization PA-2 and 1 more authorization, of the same/]],
    [["OUTSIDE_DATES:S1", "OUTSIDE_DATES:S2"], [/on the days of 2 services/]],
    [["OUTSIDE_DATES:S1", "OUTSIDE_DATES:+12"], [/13 services/]],
    [["PROCEDURE_CHANGED:S1"], [/no longer takes in the code of 1 service\./]],
    [["NO_AUTHORIZATION:S1"], [/could cover 1 service that/]],
    [["RETRO_WINDOW_PASSED:S1"], [/1 service so late no more/]],
    [
      ["LONG_SPAN", "OUTSIDE_INSURANCE_DATES", "CLIENT_INACTIVE"],
      [/three years/, /not in force on all of its days/, /client is inactive/],
    ],
    [["AUTHORIZATION_STRANDED:A1"], [/1 open authorization can only be discontinued/]],
    [["AUTHORIZATION_STRANDED:A1", "AUTHORIZATION_STRANDED:+12"], [/13 open authorizations/]],
    [
      ["OUTSIDE_INSURANCE_DATES:A1", "AUTHORIZATION_STRANDED:A1"],
      [/all days of 1 authorization/, /1 open authorization /],
    ],
  ])("%j", (warnings, sentences) => {
    expect(warningSentences(warnings, nameOf)).toEqual(sentences.map((sentence) => expect.stringMatching(sentence)));
  });

  it("one that is newer than this page is said by its own name", () => {
    expect(warningSentences(["SEEN_TWICE:S1", "SEEN_TWICE:S2", "constructor"])).toEqual([
      "Seen twice.",
      "constructor.",
    ]);
  });
});

it.each([
  ["OUTSIDE_DATES:S1", true],
  ["PROCEDURE_CHANGED:S1", true],
  ["NO_AUTHORIZATION:+3", true],
  ["OUTSIDE_INSURANCE_DATES", false],
  ["OVERLAPS:A1", false],
])("%s: services may find another authorization, %s", (warning, isSo) => {
  expect(strandsServices([warning])).toBe(isSo);
});
