import { describe, expect, it } from "vitest";
import type { Schema } from "../../../scripts/compatibility/schema.ts";
import {
  eventTakenIn,
  publishedEvent,
  reply,
  request,
  schemaBreaks,
  type Way,
} from "../../../scripts/compatibility/schema-breaks.ts";

const text = { type: "string" };
const whole = { type: "integer" };
const nothing = { type: "null" };
const either = (...anyOf: Schema[]) => ({ anyOf });
const values = (...listed: unknown[]) => ({ type: "string", enum: listed });
const open = (...named: unknown[]) => ({ type: "string", "x-extensible-enum": named });
/** An object that takes no other fields; names that end in ? are optional. */
const object = (fields: Record<string, Schema>, more: Schema = { additionalProperties: false }): Schema => ({
  type: "object",
  properties: Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name.replace("?", ""), schema])),
  required: Object.keys(fields).filter((name) => !name.endsWith("?")),
  ...more,
});

const found = (before: Schema, after: Schema, way: Way) =>
  schemaBreaks({ schema: before, document: before }, { schema: after, document: after }, way);

type Row = [what: string, before: Schema, after: Schema, inReply: readonly string[], inRequest: readonly string[]];

const rows: readonly Row[] = [
  ["nothing", object({ a: text, "b?": whole }), object({ a: text, "b?": whole }), [], []],
  ["a new optional field", object({}), object({ "a?": text }), [], []],
  ["a new required field", object({}), object({ a: text }), [], ["/a is new and required"]],
  ["a removed field", object({ "a?": text }), object({}), ["/a is gone"], ["/a is gone"]],
  ["a renamed field", object({ a: text }), object({ "b?": text }), ["/a is gone"], ["/a is gone"]],
  ["a field that may be missing now", object({ a: text }), object({ "a?": text }), ["/a may be missing now"], []],
  ["a field that is required now", object({ "a?": text }), object({ a: text }), [], ["/a is required now"]],
  ["another type", text, whole, ["the whole was string and is integer"], ["the whole was string and is integer"]],
  ["a wider type", whole, { type: "number" }, ["the whole was integer and is number"], []],
  ["a narrower type", { type: "number" }, whole, [], ["the whole was number and is integer"]],
  ["any value instead of a type", text, {}, ["the whole was string and is anything"], []],
  ["a type instead of any value", {}, text, [], ["the whole was anything and is string"]],
  ["null is possible now", text, either(text, nothing), ["the whole was string and is null"], []],
  ["null is possible no more", either(text, nothing), text, [], ["the whole was null and is string"]],
  ["null in a list of types", text, { type: ["string", "null"] }, ["the whole was string and is null"], []],
  ["the order of alternatives", either(text, nothing), either(nothing, text), [], []],
  ["a wider enumeration", values("A"), values("A", "B"), ['the whole may be "B" now'], []],
  ["a narrower enumeration", values("A", "B"), values("B"), [], ['the whole may not be "A" any more']],
  ["any text instead of listed values", values("A"), text, ["the whole may be any value now"], []],
  ["listed values instead of any text", text, values("A"), [], ["the whole may be listed values only"]],
  ["a value more of an open enumeration", open("A"), open("A", "B"), [], []],
  ["a value less of an open enumeration", open("A", "B"), open("A"), ['the whole is never "B" any more'], []],
  ["another name of such a value", open("A", "B"), open("A", "C"), ['the whole is never "B" any more'], []],
  [
    "an open enumeration that is closed now",
    open("A"),
    values("A", "B"),
    ["the whole is an open enumeration no more"],
    ["the whole may be listed values only"],
  ],
  ["a closed enumeration that may grow now", values("A"), open("A"), ["the whole may be any value now"], []],
  [
    "an open enumeration of which none is named any more",
    open("A"),
    text,
    ["the whole is an open enumeration no more"],
    [],
  ],
  [
    "another constant",
    { type: "number", const: 1 },
    { type: "number", const: 2 },
    ["the whole may be 2 now"],
    ["the whole may not be 1 any more"],
  ],
  ["a constant that was an enumeration of one", values("A"), { const: "A" }, [], []],
  ["a higher minimum", whole, { ...whole, minimum: 1 }, [], ["the whole has minimum 1, was none"]],
  ["a lower minimum", { ...whole, minimum: 1 }, { ...whole, minimum: 0 }, [], []],
  ["a lower maximum", { ...whole, maximum: 9 }, { ...whole, maximum: 8 }, [], ["the whole has maximum 8, was 9"]],
  ["a longer text", { ...text, maxLength: 50 }, { ...text, maxLength: 60 }, [], []],
  [
    "a shorter text",
    { ...text, maxLength: 60 },
    { ...text, maxLength: 50 },
    [],
    ["the whole has maxLength 50, was 60"],
  ],
  ["a text that may be empty no more", text, { ...text, minLength: 1 }, [], ["the whole has minLength 1, was none"]],
  ["fewer entries", { type: "array" }, { type: "array", maxItems: 9 }, [], ["the whole has maxItems 9, was none"]],
  ["another pattern", { ...text, pattern: "^a" }, { ...text, pattern: "^b" }, [], ["the whole has pattern ^b, was ^a"]],
  ["no pattern any more", { ...text, pattern: "^a" }, text, [], []],
  [
    "another format",
    { ...text, format: "date" },
    { ...text, format: "date-time" },
    ["the whole has format date-time, was date"],
    ["the whole has format date-time, was date"],
  ],
  ["no format any more", { ...text, format: "date" }, text, ["the whole has format none, was date"], []],
  [
    "other fields are refused now",
    object({ a: text }, {}),
    object({ a: text }),
    [],
    ["the whole takes no other fields any more"],
  ],
  ["other fields are taken now", object({ a: text }), object({ a: text }, {}), [], []],
  [
    "entries of a list",
    { type: "array", items: object({ a: text }) },
    { type: "array", items: object({}) },
    ["/*/a is gone"],
    ["/*/a is gone"],
  ],
  [
    "entries of a record",
    object({}, { additionalProperties: text }),
    object({}, { additionalProperties: whole }),
    ["/* was string and is integer"],
    ["/* was string and is integer"],
  ],
  ["descriptions, examples and defaults", text, { ...text, description: "x", examples: ["y"], default: "z" }, [], []],
  [
    "one of several alternatives",
    either(object({ a: text }), object({ b: text })),
    either(object({ a: text }), object({ b: whole })),
    ["/b was string and is integer"],
    ["/b was string and is integer"],
  ],
  ["a new alternative", object({ a: text }), either(object({ a: text }), object({ "b?": text })), ["/a is gone"], []],
  [
    "an alternative less",
    either(object({ a: text }), object({ b: text })),
    object({ "a?": text }),
    ["/a may be missing now"],
    ["/b is gone"],
  ],
];

describe.each(rows)("%s", (_, before, after, inReply, inRequest) => {
  it(inReply.length > 0 ? "breaks who reads a reply" : "breaks nobody who reads a reply", () => {
    expect(found(before, after, reply)).toEqual(inReply);
  });

  it(inRequest.length > 0 ? "breaks who sends a request" : "breaks nobody who sends a request", () => {
    expect(found(before, after, request)).toEqual(inRequest);
  });
});

describe("events, of which within a schemaVersion only optional fields are added", () => {
  it.each([publishedEvent, eventTakenIn])("a new required field is a break", (way) => {
    expect(found(object({}, {}), object({ a: text }, {}), way)).toEqual(["/a is new and required"]);
    expect(found(object({}, {}), object({ "a?": text }, {}), way)).toEqual([]);
  });

  it("in every other respect what is published is like a reply, what is taken in like a request", () => {
    for (const [, before, after, inReply, inRequest] of rows.filter(([what]) => what !== "a new required field")) {
      expect(found(before, after, publishedEvent)).toEqual(inReply);
      expect(found(before, after, eventTakenIn)).toEqual(inRequest);
    }
  });
});

describe("references", () => {
  const named = (schema: Schema, name: string) => ({
    ...object({ a: { $ref: `#/$defs/${name}` } }),
    $defs: { [name]: schema },
  });

  it("are followed, each in its own document, and what a schema is called is no promise", () => {
    expect(found(named(text, "A"), named(text, "B"), reply)).toEqual([]);
    expect(found(named(text, "A"), named(whole, "B"), reply)).toEqual(["/a was string and is integer"]);
  });

  it("that lead nowhere are an error, as is a keyword that nobody compares", () => {
    expect(() => found({ $ref: "#/$defs/Lost" }, text, reply)).toThrow("#/$defs/Lost");
    expect(() => found({ allOf: [text] }, text, reply)).toThrow("allOf");
  });
});
