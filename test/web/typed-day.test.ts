import { expect, it } from "vitest";
import { noDay, typedDay } from "../../web/elements/typed-day.ts";

it.each([
  ["0026-03-01", "2026-03-01"],
  ["0000-03-01", "2000-03-01"],
  ["0099-12-31", "2099-12-31"],
  ["0202-03-01", "0202-03-01"],
  ["2026-03-01", "2026-03-01"],
  ["", ""],
])("what browsers make of a date field, %j, means %j", (value, day) => {
  expect(typedDay({ value, validity: { badInput: false } })).toBe(day);
});

it("digits that make no day are not the same as none", () => {
  expect(typedDay({ value: "", validity: { badInput: true } })).toBe(noDay);
});
