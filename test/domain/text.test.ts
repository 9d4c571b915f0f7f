import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ActivityCodeId,
  AuthorizationId,
  ClientId,
  GroupId,
  InsuranceId,
  PayerId,
  UserId,
  Version,
} from "../../domain/id.ts";
import { Permission } from "../../domain/permission.ts";
import { fold, legibleText, longText, shortText } from "../../domain/text.ts";

describe("an id", () => {
  const ids = { PayerId, ActivityCodeId, GroupId, ClientId, InsuranceId, AuthorizationId };
  const cases: [string, boolean][] = [
    ["C1001", true],
    ["individual-therapy", true],
    ["a.b_c-D", true],
    ["7", true],
    ["x".repeat(64), true],
    ["x".repeat(65), false],
    ["", false],
    // # parts the segments of a key, / those of a path.
    ["C#1", false],
    ["C/1", false],
    ["C 1", false],
    ["C1001\n", false],
    ["-C1", false],
    [".hidden", false],
    ["..", false],
    ["Müller", false],
    ["C1001#AUDIT", false],
    ["C%231", false],
  ];
  it.each(Object.keys(ids) as (keyof typeof ids)[])("%s is opaque and safe in a URL and in a key", (name) => {
    expect(cases.map(([text]) => [text, ids[name].safeParse(text).success])).toEqual(cases);
  });

  it.each([
    ["auth0|5f7c8ec7c33c6c004bbafe82", true],
    ["u".repeat(128), true],
    ["u".repeat(129), false],
    ["", false],
  ])("of a user, %j: %s", (text, accepted) => {
    expect(UserId.safeParse(text).success).toBe(accepted);
  });

  it.each([
    [1, true],
    [2 ** 31, true],
    [0, false],
    [-1, false],
    [1.5, false],
    ["1", false],
  ])("a version of %j: %s", (version, accepted) => {
    expect(Version.safeParse(version).success).toBe(accepted);
  });
});

it("clients:write, insurances:write, auths:write, auths:confirm, auths:copy, services:write, setup:write, reports:read, audit:read", () => {
  expect(Permission.options.join(", ")).toBe(
    "clients:write, insurances:write, auths:write, auths:confirm, auths:copy, services:write, setup:write, reports:read, audit:read",
  );
});

describe("text of one line", () => {
  it.each([
    ["a", true],
    ["abcde", true],
    ["abcdef", false],
    ["", false],
    [" ", false],
    ["\u00a0\u2003", false],
    ["a b", true],
    ["a\nb", false],
    ["a\tb", false],
    ["a\u0000", false],
    ["a\u007f", false],
    ["Zoë", true],
    ["a\ud800", false],
    ["\udc00a", false],
    ["a😀", true],
  ])("%j of at most 5 characters: %s", (text, accepted) => {
    expect(shortText(5).safeParse(text).success).toBe(accepted);
  });
});

describe("text that is read off and typed again", () => {
  it.each([
    ["PA-26", true],
    ["１２３", true],
    ["a b", true],
    ["\u06f1\u200c\u06f2", true],
    ["", false],
    [" ", false],
    ["\u200b", false],
    ["\u2060\u00ad ", false],
    ["\u202e321", false],
    ["a\u2066b", false],
    ["a\u0085b", false],
    ["a\u2028b", false],
    ["a\nb", false],
    ["123456", false],
  ])("%j of at most 5 characters: %s", (text, accepted) => {
    expect(legibleText(5).safeParse(text).success).toBe(accepted);
  });
});

describe("text of several lines", () => {
  it.each([
    ["", true],
    ["one\r\ntwo\tthree", true],
    ["x".repeat(20), true],
    ["x".repeat(21), false],
    ["a\u0000", false],
    ["a\u001b[31m", false],
    ["a\ud800", false],
  ])("%j of at most 20 characters: %s", (text, accepted) => {
    expect(longText(20).safeParse(text).success).toBe(accepted);
  });
});

describe("text as it is compared", () => {
  it.each([
    ["NUÑEZ", "nunez"],
    ["nun\u0303ez", "nunez"],
    ["  Van  den \t Berg ", "van den berg"],
    ["ÅÉÎÕÜ", "aeiou"],
    ["ﬁ", "fi"],
    ["Ｃ１００１", "c1001"],
    ["İ", "i"],
    ["O'Brien-Smith", "o'brien-smith"],
    ["", ""],
  ])("%j is %j", (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it("stays as it is when it is compared once more", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => fold(fold(text)) === fold(text)));
  });
});
