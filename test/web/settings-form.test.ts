import { describe, expect, it } from "vitest";
import { ProblemError } from "../../clients/typescript/src/index.ts";
import { defaultTrackerSettings, Status } from "../../domain/status.ts";
import {
  changedSettings,
  meaningOf,
  rebasedSettings,
  settingLabel,
  settingsBodyOf,
  settingsFaultsOf,
  settingsValuesOf,
  statuses,
} from "../../web/pages/setup/settings-form.ts";

const read = settingsValuesOf(defaultTrackerSettings);

it("the statuses stand in the order in which the tracker decides between them", () => {
  expect(statuses).toEqual(Status.options);
});

describe("the body of a change", () => {
  it("is what was read when nothing was touched", () => {
    expect(settingsBodyOf(read)).toEqual(defaultTrackerSettings);
  });

  it("has a value only where one belongs, and none where it was emptied", () => {
    const values = { ...read, "VARIABLE_LEFT-value": " 5 ", "EXPIRATION_REMINDER-value": "", "OK-color": " #00ff00 " };
    const { statuses: sent } = settingsBodyOf(values);
    expect(sent.VARIABLE_LEFT.value).toBe(5);
    expect(sent.EXPIRATION_REMINDER).not.toHaveProperty("value");
    expect(sent.OK).toEqual({ color: "#00ff00" });
    expect(Object.keys(read).filter((field) => field.endsWith("-value"))).toEqual([
      "VARIABLE_LEFT-value",
      "EXPIRATION_REMINDER-value",
    ]);
  });

  it("has a text that is no number for each line that is not empty", () => {
    expect(settingsBodyOf({ ...read, numbersThatAreNone: " TBD \n\nto come, soon\n" }).numbersThatAreNone).toEqual([
      "TBD",
      "to come, soon",
    ]);
    expect(settingsBodyOf({ ...read, numbersThatAreNone: "" }).numbersThatAreNone).toEqual([]);
  });

  it("leaves it to the API to refuse what is no number", () => {
    expect(settingsBodyOf({ ...read, "VARIABLE_LEFT-value": "few" }).statuses.VARIABLE_LEFT.value).toBe("few");
  });
});

it("keeps what was typed when somebody else saved first", () => {
  const theirs = { ...read, billingEngine: "false", "OK-color": "#000001" };
  const mine = { ...read, overCapPolicy: "BLOCK", "OK-color": "#000002" };
  const rebased = rebasedSettings(read, theirs, mine);
  expect(rebased).toEqual({ ...read, overCapPolicy: "BLOCK", billingEngine: "false", "OK-color": "#000002" });
  expect(changedSettings(theirs, rebased).map(settingLabel)).toEqual(["Going over a cap", "Colour of OK"]);
});

it("puts every fault at its field", () => {
  const errors = [
    "/statuses/OK/color",
    "/statuses/VARIABLE_LEFT/value",
    "/overCapPolicy",
    "/numbersThatAreNone/3",
    "/statuses/NEW/color",
  ];
  const error = new ProblemError({
    status: 400,
    code: "VALIDATION_FAILED",
    problem: { errors: errors.map((pointer) => ({ pointer, code: "X", message: "is wrong" })) },
    currentEtag: null,
    retryAfterSeconds: null,
    mayHaveHappened: false,
  });
  const { fields, others } = settingsFaultsOf(error);
  expect(Object.fromEntries(fields)).toEqual({
    "OK-color": "Colour of OK is wrong.",
    "VARIABLE_LEFT-value": "Running low: units or visits left is wrong.",
    overCapPolicy: "Going over a cap is wrong.",
    numbersThatAreNone: "Texts that are no authorization number is wrong.",
  });
  expect(others).toEqual(["/statuses/NEW/color is wrong."]);
});

it("a status whose value is empty is said not to be used", () => {
  expect(meaningOf("VARIABLE_LEFT", undefined)).toContain("Not used");
  expect(meaningOf("EXPIRATION_REMINDER", 30)).toBe("30 or fewer days until the expiration date");
});
