import { expect, it } from "vitest";
import { scheduleTimes } from "../../../local/jobs/schedule-expression.ts";

it.each([
  ["rate(1 minute)", 1],
  ["rate(5 minutes)", 5],
  ["rate(2 hours)", 120],
  ["rate(1 day)", 1440],
])("reads %s", (expression, everyMinutes) => {
  expect(scheduleTimes(expression, "UTC", "Job")).toEqual({ everyMinutes });
});

it.each<[string, string, string, boolean]>([
  ["cron(0 6 * * ? *)", "America/Chicago", "2026-03-16T11:00:30Z", true],
  ["cron(0 6 * * ? *)", "America/Chicago", "2026-01-16T12:00:00Z", true],
  ["cron(0 6 * * ? *)", "America/Chicago", "2026-03-16T11:01:00Z", false],
  ["cron(*/15 * * * ? *)", "UTC", "2026-03-16T11:45:00Z", true],
  ["cron(*/15 * * * ? *)", "UTC", "2026-03-16T11:50:00Z", false],
  ["cron(30 8 ? * MON-FRI *)", "UTC", "2026-03-16T08:30:00Z", true],
  ["cron(30 8 ? * MON-FRI *)", "UTC", "2026-03-15T08:30:00Z", false],
  ["cron(0 0 1 JAN,jul ? 2026)", "UTC", "2026-07-01T00:00:00Z", true],
  ["cron(0 0 1 1,7 ? 2026)", "UTC", "2027-07-01T00:00:00Z", false],
])("%s in %s at %s: %s", (expression, zone, instant, due) => {
  const times = scheduleTimes(expression, zone, "Job");
  expect("isDue" in times && times.isDue(Date.parse(instant))).toBe(due);
});

it.each([
  "at(2026-03-16T00:00:00)",
  "rate(0 minutes)",
  "cron(0 6 * *)",
  "cron(0 6 L * ? *)",
  "cron(0 25 * * ? *)",
  "cron(0/0 1 * * ? *)",
])("refuses %s", (expression) => {
  expect(() => scheduleTimes(expression, "UTC", "Job")).toThrow(/^Job/);
});
