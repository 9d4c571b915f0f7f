import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { asStored } from "../../domain/entry-rules.ts";
import {
  ActivityCodeId,
  AuthorizationId,
  ClientId,
  GroupId,
  InsuranceId,
  PayerId,
  ServiceId,
  UserId,
  Version,
} from "../../domain/id.ts";
import { Permission } from "../../domain/permission.ts";
import { fold, longText, shortText } from "../../domain/text.ts";

describe("an id", () => {
  const ids = { PayerId, ActivityCodeId, GroupId, ClientId, InsuranceId, AuthorizationId, ServiceId };
  const names = Object.keys(ids) as (keyof typeof ids)[];
  const badForm = "must be 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit";
  const asNumber = "must not look like a social security number";
  const asName = "must not be a person's name: it needs a digit";
  const cases: [string, string?][] = [
    ["C1001"],
    ["a.b_c-D7"],
    ["7"],
    [`x${"1".repeat(63)}`],
    ["12345678"],
    ["1234567890"],
    ["12-345-6789"],
    ["2026-03-16"],
    ["0198c1f2-7f53-7cc2-9ad1-3f5b8a0e4d11"],
    ["1".repeat(65), badForm],
    ["", badForm],
    // # parts the segments of a key, / those of a path.
    ["C#1", badForm],
    ["C/1", badForm],
    ["C 1", badForm],
    ["C1001\n", badForm],
    ["-C1", badForm],
    [".hidden1", badForm],
    ["..", badForm],
    ["Müller", badForm],
    ["C1001#AUDIT", badForm],
    ["C%231", badForm],
    ["Marisol Quintero", badForm],
    ["marisol@quintero.example", badForm],
    ["123-45-6789", asNumber],
    ["123456789", asNumber],
    ["123.45.6789", asNumber],
    ["123_456789", asNumber],
  ];
  const saidOf = (name: keyof typeof ids, text: string) => ids[name].safeParse(text).error?.issues[0]?.message;

  it.each(names)("%s is opaque, safe in a URL and in a key, and no social security number", (name) => {
    expect(cases.map(([text]) => [text, saidOf(name, text)])).toEqual(cases.map(([text, said]) => [text, said]));
  });

  it.each(names)("the published pattern of %s says the same", (name) => {
    const { pattern = "", maxLength = 0 } = z.toJSONSchema(ids[name]);
    const isTaken = (text: string) => new RegExp(pattern).test(text) && text.length <= maxLength;
    expect(cases.map(([text]) => [text, isTaken(text)])).toEqual(
      cases.map(([text, said]) => [text, said === undefined]),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/), (text) => {
        expect(isTaken(text)).toBe(saidOf(name, text) === undefined);
      }),
    );
  });

  it.each(["Smith-John", "john.smith", "JohnSmith", "Quintero_Marisol", "Marisol", "MQ"])(
    "%s may be a name: no client has it; payers, codes and groups are words",
    (text) => {
      const refused = names.filter((name) => saidOf(name, text) !== undefined);
      expect([refused, saidOf("ClientId", text)]).toEqual([["ClientId"], asName]);
    },
  );

  it("is read as it was stored when other rules held", () => {
    expect(["JohnSmith", "123-45-6789"].map((text) => asStored(ClientId, text))).toEqual(["JohnSmith", "123-45-6789"]);
    expect(() => asStored(ClientId, "C#1")).toThrow(badForm);
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

it("clients:read, clients:write, insurances:write, auths:write, auths:confirm, auths:copy, services:write, setup:write, reports:read, audit:read, records:manage", () => {
  expect(Permission.options.join(", ")).toBe(
    "clients:read, clients:write, insurances:write, auths:write, auths:confirm, auths:copy, services:write, setup:write, reports:read, audit:read, records:manage",
  );
});

/** Text of at most 5 characters, and what is said of it; nothing, where it is accepted. */
type Texts = readonly (readonly [text: string, message?: string])[];

const ofOneLine: Texts = [
  ["a"],
  ["abcde"],
  ["a b"],
  ["Zoë"],
  ["a😀"],
  ["PA-26"],
  ["１２３"],
  ["\u06f1\u200c\u06f2"],
  ["\u05d0\u05d1"],
  ["abcdef", "must be at most 5 characters"],
  ["abcdefgh\u202e", "must be at most 5 characters"],
  ["", "must not be empty"],
  [" ", "must not be blank"],
  ["\u00a0\u2003", "must not be blank"],
  ["\u200b", "must not be blank"],
  ["\u2060\u00ad ", "must not be blank"],
  ["\u2800\u3164", "must not be blank"],
  ["a\nb", "must not contain the control character U+000A"],
  ["a\tb", "must not contain the control character U+0009"],
  ["a\u0000", "must not contain the control character U+0000"],
  ["a\u007f", "must not contain the control character U+007F"],
  ["a\u0085b", "must not contain the control character U+0085"],
  ["a\u2028b", "must not contain the control character U+2028"],
  ["\u202e321", "must not contain the control character U+202E"],
  ["a\u2066b", "must not contain the control character U+2066"],
  ["a\u200fb", "must not contain the control character U+200F"],
  ["a\u061cb", "must not contain the control character U+061C"],
  ["a\ud800", "must be well-formed Unicode"],
  ["\udc00a", "must be well-formed Unicode"],
];
const ofManyLines: Texts = [
  [""],
  ["a\r\n\tb"],
  ["\u2028- a"],
  ["abcdef", "must be at most 5 characters"],
  ["\n \t", "must not be blank"],
  ["\u200b", "must not be blank"],
  ["a\u0000", "must not contain the control character U+0000"],
  ["a\u001b[m", "must not contain the control character U+001B"],
  ["a\u0085b", "must not contain the control character U+0085"],
  ["a\u202eb", "must not contain the control character U+202E"],
  ["a\ud800", "must be well-formed Unicode"],
];

describe.each([
  ["one line", shortText(5), ofOneLine],
  ["several lines", longText(5), ofManyLines],
])("text of %s", (_, schema, texts) => {
  it.each(texts)("%j of at most 5 characters: %s", (text, message) => {
    const issues = schema.safeParse(text).error?.issues ?? [];
    expect(issues.map((issue) => issue.message)).toEqual(message === undefined ? [] : [message]);
  });

  it("the published pattern says the same, and takes at most what only Unicode's tables tell", () => {
    const pattern = new RegExp(z.toJSONSchema(schema).pattern ?? "");
    const isKnown = ([, message]: Texts[number]) => !/at most|well-formed/.test(message ?? "");
    for (const [text, message] of texts.filter(isKnown))
      expect([text, pattern.test(text)]).toEqual([text, message === undefined]);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 5 }), (text) => {
        fc.pre(text.length <= 5);
        if (schema.safeParse(text).success) expect(text).toMatch(pattern);
      }),
    );
  });

  it("is read as it was stored when other rules held, though never longer or broken", () => {
    for (const [text, message] of texts.filter(([text]) => text !== "")) {
      const isHard = /at most|well-formed/.test(message ?? "");
      if (isHard) expect(() => asStored(schema, text)).toThrow(message);
      else expect(asStored(schema, text)).toBe(text);
    }
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
    ["Quin\u200btero\u00ad", "quintero"],
    ["O'Brien-Smith", "o'brien-smith"],
    ["", ""],
  ])("%j is %j", (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it("stays as it is when it is compared once more", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => fold(fold(text)) === fold(text)));
  });
});
