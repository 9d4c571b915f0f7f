import { expect, it } from "vitest";
import { readAgencyConfig } from "../../../lib/agency-file/agency-files.ts";
import { examineSafeguards } from "../../../scripts/doctor/safeguards.ts";

const production = readAgencyConfig("juniper-ridge");

it.each([
  ["real records", production, "Records are real, and held like that."],
  [
    "a demo",
    readAgencyConfig("demo"),
    "Records are invented: enter nobody real. Not held as real ones are: removalPolicy, account, alarmEmail, budget, allowedOrigins, logRetentionDays.",
  ],
  [
    "a pilot that only tries",
    { ...production, stage: "pilot", records: "invented", mfa: "optional", webSite: {} } as const,
    "Records are invented: enter nobody real. Not held as real ones are: mfa, webSite.",
  ],
  [
    "a pilot that only tries, and could begin",
    { ...production, stage: "pilot", records: "invented" } as const,
    "Records are invented, and held as real ones are.",
  ],
])("The doctor says of %s what would have to change before anybody enters people", (_, config, says) => {
  expect(examineSafeguards(config)).toEqual({ subject: "safeguards", state: "OK", says });
});
