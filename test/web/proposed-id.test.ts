import { expect, it } from "vitest";
import { proposedId } from "../../web/pages/setup/proposed-id.ts";

it.each([
  ["Prairie State Medicaid", "prairie-state-medicaid"],
  ["*All Individual Therapy", "all-individual-therapy"],
  ["  Núñez & Weißenfels, Inc. ", "nunez-weissenfels-inc"],
  ["BCBS 2", "bcbs-2"],
  ["東京", ""],
  ["", ""],
])("an id is made of the words of a name: %s", (name, id) => {
  expect(proposedId(name, [])).toBe(id);
});

it("an id that is taken, in whatever case, is not proposed", () => {
  expect(proposedId("Aba Treatment", ["ABA-treatment"])).toBe("aba-treatment-2");
  expect(proposedId("Aba Treatment", ["aba-treatment", "aba-treatment-2"])).toBe("aba-treatment-3");
});

it.each([
  ["a".repeat(200), "a".repeat(60)],
  [`${"word ".repeat(11)}${"x".repeat(20)} no`, `${Array(11).fill("word").join("-")}-no`],
])("what is proposed is an id that the API takes, of whole words", (name, id) => {
  const proposed = proposedId(name, []);
  expect(proposed).toBe(id);
  expect(proposed).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
});
