import { describe, expect, it } from "vitest";
import { defaultTrackerSettings, requireEditableValues, Status, TrackerSettings } from "../../domain/status.ts";
import { settings, withValues } from "./examples.ts";
import { refusalCode, refusalOf } from "./refusals.ts";

const { statuses } = defaultTrackerSettings;
const withValueOf = (status: Status, value: number) =>
  settings({ statuses: { ...statuses, [status]: { ...statuses[status], value } } });

describe("a value on any other status 400", () => {
  it.each(Status.options)("%s", (status) => {
    const editable = status === "VARIABLE_LEFT" || status === "EXPIRATION_REMINDER";
    expect(refusalCode(() => requireEditableValues(withValueOf(status, 5)))).toBe(
      editable ? null : "VALUE_NOT_EDITABLE",
    );
  });

  it("names each of them where it stands", () => {
    const using = settings({
      statuses: {
        ...withValueOf("OK", 1).statuses,
        FUTURE: { color: "#000000", value: 2 },
        VARIABLE_LEFT: { color: "#000000", value: 3 },
      },
    });
    expect(refusalOf(() => requireEditableValues(using)).faults.map(({ pointer }) => pointer)).toEqual([
      "/statuses/FUTURE/value",
      "/statuses/OK/value",
    ]);
  });
});

describe("the settings", () => {
  it("are complete from the start: {overCapPolicy, billingEngine, statuses: {[status]: {color, value?}}}", () => {
    expect(TrackerSettings.parse(defaultTrackerSettings)).toEqual(defaultTrackerSettings);
    expect(defaultTrackerSettings).toMatchObject({ overCapPolicy: "FLAG", billingEngine: true });
    expect(refusalCode(() => requireEditableValues(defaultTrackerSettings))).toBeNull();
  });

  it("list at most 50 texts that are no number, of up to 50 characters", () => {
    const accepts = (numbersThatAreNone: string[]) =>
      TrackerSettings.safeParse(settings({ numbersThatAreNone })).success;
    expect(accepts([])).toBe(true);
    expect(accepts(Array.from({ length: 50 }, (_, index) => `${index}`.padEnd(50, "x")))).toBe(true);
    expect(accepts(Array.from({ length: 51 }, (_, index) => `none ${index}`))).toBe(false);
    for (const text of ["", " ", "x".repeat(51), "two\nlines"]) expect(accepts([text])).toBe(false);
  });

  it.each(Status.options)("need a colour of %s", (status) => {
    const { [status]: _, ...others } = statuses;
    expect(TrackerSettings.safeParse({ ...defaultTrackerSettings, statuses: others }).success).toBe(false);
    const colourless = { ...statuses, [status]: {} };
    expect(TrackerSettings.safeParse({ ...defaultTrackerSettings, statuses: colourless }).success).toBe(false);
  });

  it("know no other status", () => {
    const more = { ...statuses, THREE_LEFT: { color: "#000000" } };
    expect(TrackerSettings.safeParse({ ...defaultTrackerSettings, statuses: more }).success).toBe(false);
  });

  it.each([
    [0, true],
    [30, true],
    [-1, false],
    [2.5, false],
    ["30", false],
  ])("a value of %j: %s", (value, accepted) => {
    const using = withValues({ EXPIRATION_REMINDER: value as number });
    expect(TrackerSettings.safeParse(using).success).toBe(accepted);
  });
});
