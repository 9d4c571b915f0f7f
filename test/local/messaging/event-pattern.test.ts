import { expect, it } from "vitest";
import { eventMatcher } from "../../../local/messaging/event-pattern.ts";

const event = {
  source: "prior-auth-tracker",
  "detail-type": "AuthorizationConfirmed",
  detail: { data: { units: 12, open: true, note: null, codes: ["IND15", "SKL15"] } },
};

it.each<[string, object, boolean]>([
  ["an exact value", { source: ["prior-auth-tracker"] }, true],
  ["one of several values", { source: ["billing-engine", "prior-auth-tracker"] }, true],
  ["another value", { source: ["billing-engine"] }, false],
  ["a missing field", { region: ["eu-central-1"] }, false],
  ["all fields", { source: ["prior-auth-tracker"], "detail-type": ["AuthorizationConfirmed"] }, true],
  ["only some fields", { source: ["prior-auth-tracker"], "detail-type": ["CapUpdated"] }, false],
  ["a number inside", { detail: { data: { units: [12] } } }, true],
  ["a number written as text", { detail: { data: { units: ["12"] } } }, false],
  ["a boolean and null", { detail: { data: { open: [true], note: [null] } } }, true],
  ["an item of a list", { detail: { data: { codes: ["SKL15"] } } }, true],
  ["no item of a list", { detail: { data: { codes: ["TBS15"] } } }, false],
  ["a prefix", { "detail-type": [{ prefix: "Authorization" }] }, true],
  ["another prefix", { "detail-type": [{ prefix: "Cap" }] }, false],
  ["anything but a value", { source: [{ "anything-but": "billing-engine" }] }, true],
  ["anything but this value", { source: [{ "anything-but": ["prior-auth-tracker", "x"] }] }, false],
  ["anything but a prefix", { "detail-type": [{ "anything-but": { prefix: "Auth" } }] }, false],
  ["anything but, of a missing field", { region: [{ "anything-but": "x" }] }, false],
  ["a field that exists", { detail: { data: { units: [{ exists: true }] } } }, true],
  ["a field that does not", { detail: { data: { visits: [{ exists: false }] } } }, true],
  ["a field that should not exist", { source: [{ exists: false }] }, false],
])("matches by %s", (_, pattern, matches) => {
  expect(eventMatcher(pattern, "Rule")(event)).toBe(matches);
});

it.each<[string, unknown, RegExp]>([
  ["a filter it doesn't know", { source: [{ numeric: [">", 1] }] }, /^Rule\.source filters by {"numeric"/],
  ["$or", { $or: [{ source: ["a"] }] }, /^Rule uses \$or/],
  ["a value outside a list", { source: "a" }, /^Rule\.source must be an object/],
  ["an empty list", { source: [] }, /^Rule\.source is an empty list/],
  ["no pattern", undefined, /^Rule must be an object/],
])("refuses %s", (_, pattern, sentence) => {
  expect(() => eventMatcher(pattern, "Rule")).toThrow(sentence);
});
