import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAheadOfClock, overrides, type Statement } from "../../domain/latest-statement.ts";
import { asChosen, type Choice, type PostedService } from "../../domain/service.ts";

const posted = (changes: Partial<PostedService> = {}): PostedService => ({
  activityCode: "IND15",
  serviceDate: "2026-03-10",
  units: 4,
  status: "RENDERED",
  ...changes,
});
const said = (second: number, what: PostedService | null, by: Statement["by"] = "BILLING_ENGINE"): Statement => ({
  at: `2026-03-16T15:00:0${second}.999Z`,
  by,
  posted: what,
});
const voided = null;
const five = posted({ units: 5 });

describe("the last word of a service stands", () => {
  it.each<[what: string, told: Statement, stored: Statement, stands: boolean]>([
    ["what was said later", said(2, posted()), said(1, five), true],
    ["what was said earlier", said(1, five), said(2, posted()), false],
    ["a void that was said earlier", said(1, voided), said(2, posted()), false],
    ["posted again after it was void", said(2, posted()), said(1, voided), true],
    ["of one moment, a void over what was posted", said(1, voided), said(1, posted()), true],
    ["of one moment, what was posted over a void", said(1, posted()), said(1, voided), false],
    ["of one moment, the greater text", said(1, five), said(1, posted()), true],
    ["of one moment, the smaller text", said(1, posted()), said(1, five), false],
    ["of one moment, what a person said is not undone", said(1, voided), said(1, posted(), "PERSON"), false],
    ["later than what a person said", said(2, posted()), said(1, five, "PERSON"), true],
    ["the same once more", said(1, posted()), said(1, posted()), true],
    ["void once more", said(1, voided), said(1, voided), true],
  ])("%s: %o over %o is %s", (_, told, stored, stands) => {
    expect(overrides(told, stored)).toBe(stands);
  });

  const word = fc.record({
    second: fc.integer({ min: 1, max: 2 }),
    what: fc.oneof(
      fc.constant(voided),
      fc
        .record(
          {
            units: fc.integer({ min: 1, max: 12 }),
            serviceDate: fc.constantFrom("2026-03-10", "2026-03-11"),
            insuranceId: fc.constantFrom("I1", "I2"),
            authorizationId: fc.constantFrom("A1", "A2"),
          },
          { requiredKeys: ["units", "serviceDate"] },
        )
        .map(posted),
    ),
  });
  const choice = fc.option(
    fc.constantFrom<Choice>(
      { activityCode: "IND15", serviceDate: "2026-03-10", authorizationId: "A2" },
      { activityCode: "IND15", serviceDate: "2026-03-11", insuranceId: "I2" },
    ),
    { nil: undefined },
  );
  const insuranceOf = (authorizationId: string) => ({ A1: "I1", A2: "I2" })[authorizationId];
  const lastOf = (words: readonly Statement[], chosen: Choice | undefined) =>
    words
      .map((word) => ({ ...word, posted: word.posted && asChosen(word.posted, chosen, insuranceOf) }))
      .reduce((stored, told) => (overrides(told, stored) ? told : stored)).posted;

  it("whichever order the engine's words come in, and however often, with what a person chose before", () => {
    const heard = fc
      .array(
        word.map(({ second, what }) => said(second, what)),
        { minLength: 1, maxLength: 6 },
      )
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })));
    fc.assert(
      fc.property(heard, choice, ([inOrder, redelivered], chosen) => {
        expect(lastOf(redelivered, chosen)).toEqual(lastOf(inOrder, chosen));
      }),
    );
  });
});

describe("said further ahead than five minutes", () => {
  it.each([
    ["2026-03-16T14:00:00.000Z", false],
    ["2026-03-16T15:00:00.000Z", false],
    ["2026-03-16T15:05:00.000Z", false],
    ["2026-03-16T15:05:00.001Z", true],
    ["2062-03-16T15:00:00.000Z", true],
  ])("at three in the afternoon %s is: %s", (at, ahead) => {
    expect(isAheadOfClock(new Date(at), new Date("2026-03-16T15:00:00.000Z"))).toBe(ahead);
  });
});
