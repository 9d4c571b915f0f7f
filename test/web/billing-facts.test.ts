import { describe, expect, it } from "vitest";
import type { Authorization, CapDrift, ClientInsurance } from "../../clients/typescript/src/index.ts";
import { acknowledgementSummary, insuranceDetails, priorityText } from "../../web/pages/billing/billing-facts.ts";
import { driftText, valueText, whatToDo } from "../../web/pages/caps-drift/drift-wording.ts";
import { insurance } from "./insurance.ts";

const detail = (name: string, changes: Partial<ClientInsurance> = {}) =>
  insuranceDetails({ ...insurance, ...changes }).find((one) => one.name === name)?.value;

describe("the details of an insurance", () => {
  it("name what nobody entered, so that it is seen to be missing", () => {
    expect(
      insuranceDetails(insurance)
        .filter(({ value }) => value === undefined)
        .map(({ name }) => name),
    ).toEqual(["Group #", "Dates", "Subscriber", "Subscriber's date of birth", "Subscriber's address"]);
  });

  it.each([
    [{ effectiveDate: "2026-01-01", expirationDate: "2026-12-31" }, "Jan 1, 2026 to Dec 31, 2026"],
    [{ effectiveDate: "2026-01-01" }, "From Jan 1, 2026"],
    [{ expirationDate: "2026-12-31" }, "Until Dec 31, 2026"],
  ])("have dates of which either end may be open", (dates, text) => {
    expect(detail("Dates", dates)).toBe(text);
  });

  it("have the subscriber with relationship, name, birth date and address", () => {
    const address = { line1: "1 Elm St", city: "Elgin", state: "IL", postalCode: "60120" };
    const subscriber = {
      relationship: "SPOUSE",
      firstName: "Ada",
      lastName: "Berg",
      dateOfBirth: "1980-02-03",
      address,
    };
    expect(detail("Subscriber", { subscriber })).toBe("Ada Berg (Spouse)");
    expect(detail("Subscriber's date of birth", { subscriber })).toBe("Feb 3, 1980");
    expect(detail("Subscriber's address", { subscriber })).toBe("1 Elm St, Elgin, IL 60120");
    expect(detail("Subscriber's address", { subscriber: { ...subscriber, address: {} } })).toBeUndefined();
  });

  it.each([
    [{}, "Yes (payer's default)"],
    [{ priorAuthsRequired: false, source: "EXPLICIT" as const }, "No (set for this client)"],
  ])("say whether prior auths are required, and who says so", (mark, text) => {
    expect(detail("Prior auths required", mark)).toBe(text);
  });
});

it.each([
  [1, "1, primary"],
  [3, "3, tertiary"],
  [4, "4"],
])("priority %s is called %s", (priority, text) => {
  expect(priorityText(priority)).toBe(text);
});

describe("where billing stands with a client", () => {
  const inStates = (...states: Authorization["confirmation"]["state"][]) =>
    states.map((state) => ({ confirmation: { state } }) as Authorization);

  it.each([
    [inStates(), "No authorization to confirm."],
    [inStates("ACKNOWLEDGED", "ACKNOWLEDGED"), "Billing has 2 confirmed authorizations."],
    [
      inStates("ACKNOWLEDGED", "SENT", "STALE", "NOT_CONFIRMED"),
      "Billing has 1 confirmed authorization; 1 confirmation sent and not acknowledged yet; " +
        "1 authorization changed since confirmed; 1 authorization not confirmed.",
    ],
  ])("is said in a sentence", (authorizations, sentence) => {
    expect(acknowledgementSummary(authorizations)).toBe(sentence);
  });
});

describe("a cap that differs", () => {
  const drift = (kind: CapDrift["kind"], ...fields: CapDrift["differences"][number]["field"][]) => ({
    kind,
    differences: fields.map((field) => ({ field, expected: null, stored: null })),
  });

  it.each(["CAP_MISSING", "CAP_OUTDATED", "CAP_NOT_CLOSED", "CAP_DIFFERS", "CAP_UNFOUNDED", "CAP_OF_A_LATER_RELEASE"])(
    "says what is wrong and what to do: %s",
    (kind) => {
      expect(driftText(drift(kind))).toMatch(/^[A-Z]/);
      expect(whatToDo(drift(kind, "state"))).toContain("administrator");
    },
  );

  it("in its codes alone is an edited group, about which the agency decides", () => {
    expect(whatToDo(drift("CAP_DIFFERS", "activityCodes"))).toContain("group was edited");
    expect(whatToDo(drift("CAP_DIFFERS", "activityCodes", "unitsCap"))).not.toContain("group was edited");
  });

  it.each([
    ["unitsCap", null, "not limited"],
    ["state", null, "nothing"],
    ["state", "OPEN", "open"],
    ["unitsCap", 1200, "1,200"],
    ["expirationDate", "2026-12-31", "Dec 31, 2026"],
    ["activityCodes", ["A", "B"], "A, B"],
  ] as const)("has %s %s as people read it: %s", (field, value, text) => {
    expect(valueText(field, value)).toBe(text);
  });
});
