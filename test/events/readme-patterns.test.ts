import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { eventMatcher } from "../../local/messaging/event-pattern.ts";

const directory = join(import.meta.dirname, "..", "..", "events");
const readme = readFileSync(join(directory, "README.md"), "utf8");
const blocks = [...readme.matchAll(/```json\n(.*?)```/gs)].map(([, text = ""]) => JSON.parse(text));
const patterns = blocks.filter((block) => Array.isArray(block.source));
const samples = readdirSync(join(directory, "samples")).map((file) =>
  JSON.parse(readFileSync(join(directory, "samples", file), "utf8")),
);

const matched = (pattern: unknown) =>
  samples.filter(eventMatcher(pattern, "README")).map((sample) => sample["detail-type"]);

it("the patterns of the README match the events that it says", () => {
  expect(patterns.map(matched)).toEqual([
    ["AuthorizationConfirmed", "AuthorizationDiscontinued"],
    ["AuthorizationConfirmed"],
  ]);
});

it("a pattern of another insurance or version matches none", () => {
  const [, narrow] = patterns;
  const { metadata, data } = narrow.detail;
  expect(matched({ ...narrow, detail: { metadata, data: { insuranceId: ["I9999"] } } })).toEqual([]);
  expect(matched({ ...narrow, detail: { metadata: { schemaVersion: [2] }, data } })).toEqual([]);
});
