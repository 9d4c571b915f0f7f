import { describe, expect, it } from "vitest";
import {
  barParts,
  leftText,
  signed,
  statusText,
  unconfirmable,
  usedText,
} from "../../web/elements/authorization-tracker/wording.ts";

const amounts = (authorized: number | null, used: number, scheduled = 0) => ({
  authorized,
  used,
  scheduled,
  remaining: authorized === null ? null : authorized - used,
  available: authorized === null ? null : authorized - used - scheduled,
});

it.each([
  [amounts(96, 40), "56 of 96 left"],
  [amounts(2080, 1780), "300 of 2,080 left"],
  [amounts(4, 5), "1 over 4"],
  [amounts(4, 4), "0 of 4 left"],
  [amounts(null, 10), "Not limited"],
])("says what is left, and what is over", (amount, text) => {
  expect(leftText(amount)).toBe(text);
});

it("says what is used, and what is scheduled when something is", () => {
  expect([usedText(amounts(96, 40)), usedText(amounts(96, 40, 4))]).toEqual(["40 used", "40 used, 4 scheduled"]);
});

describe("a bar", () => {
  it("shows used and scheduled, together never more than the whole", () => {
    expect(barParts(amounts(10, 4, 2))).toEqual({ used: 40, scheduled: 20 });
    expect(barParts(amounts(10, 8, 5))).toEqual({ used: 80, scheduled: 20 });
    expect(barParts(amounts(4, 5))).toEqual({ used: 100, scheduled: 0 });
  });

  it("shows nothing where nothing is limited", () => {
    expect(barParts(amounts(null, 5))).toEqual({ used: 0, scheduled: 0 });
  });
});

it("says of VARIABLE_LEFT how many are left, by the quantity that runs out first", () => {
  const row = { units: amounts(10, 4), visits: amounts(5, 2) };
  expect(statusText("VARIABLE_LEFT", row)).toBe("3 left");
  expect(statusText("OVERUSE", row)).toBe("Overuse");
  expect(statusText("OVERSCHEDULED", row)).toBe("More scheduled than left");
  expect(statusText("PERIOD_REACHED", row)).toBe("Period reached");
});

it.each([
  ["NOT_CONFIRMED", "INACTIVE", true, "Its insurance is inactive"],
  ["STALE", "INACTIVE", true, "Its insurance is inactive"],
  ["STALE", "ACTIVE", false, "Its insurance requires no prior auths"],
  ["NOT_CONFIRMED", "ACTIVE", true, ""],
  ["SENT", "INACTIVE", true, ""],
] as const)("says why %s can't be confirmed under an insurance that is %s, required %s", (...given) => {
  const [state, status, priorAuthsRequired, text] = given;
  expect(unconfirmable({ state }, { status, priorAuthsRequired })).toBe(text);
});

it("gives movements their sign", () => {
  expect([signed(4), signed(0), signed(-1)]).toEqual(["+4", "0", "−1"]);
});
