import { describe, expect, it } from "vitest";
import { jobs } from "../../lib/job-table.ts";
import { SynthesizedAgency } from "./synthesized-agency.ts";

const agency = new SynthesizedAgency();
const schedules = agency.ofType("AWS::Scheduler::Schedule").map(([, { Properties }]) => Properties);

/** The schedule that starts a function. */
function scheduleOf(name: string) {
  const found = schedules.filter(({ Target }) => agency.called(Target.Arn) === name);
  expect(found, name).toHaveLength(1);
  return found[0];
}

/** When each job runs, and in how many seconds it has to be done. */
const expected: Readonly<Record<string, readonly [schedule: string, timeoutSeconds: number]>> = {
  resend: ["rate(1 minute)", 50],
  reconcile: ["rate(1 hour)", 300],
  anchor: ["rate(1 hour)", 570],
  remind: ["cron(0/10 6 * * ? *)", 570],
  retention: ["cron(0/10 3 * * ? *)", 570],
  backfill: ["rate(10 minutes)", 570],
};

describe("what runs by the clock", () => {
  it("is said here for every job", () => {
    expect(jobs.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort());
    expect(schedules).toHaveLength(jobs.length);
  });

  it.each(Object.entries(expected))("%s runs at %j", (name, [ScheduleExpression, timeoutSeconds]) => {
    const schedule = scheduleOf(name);
    expect(schedule).toMatchObject({
      ScheduleExpression,
      ScheduleExpressionTimezone: "America/Chicago",
      State: "ENABLED",
      FlexibleTimeWindow: { Mode: "OFF" },
    });
    expect(JSON.parse(schedule.Target.Input)).toEqual({ job: name });
    expect(agency.functions().get(name)?.resource.Properties.Timeout).toBe(timeoutSeconds);
  });

  it("sending again is over before the next run begins", () => {
    expect(agency.functions().get("resend")?.resource.Properties.Timeout).toBeLessThan(60);
  });
});

describe.each(jobs.map(({ name }) => [name]))("%s", (name) => {
  const { Target } = scheduleOf(name);

  it("keeps what could not be started", () => {
    const kept = agency.referred(Target.DeadLetterConfig.Arn);
    expect(agency.ofType("AWS::SQS::Queue").map(([id]) => id)).toContain(kept);
    expect(Target.RetryPolicy.MaximumEventAgeInSeconds).toBeGreaterThanOrEqual(60);
  });

  it("is started by a role that may start that function and keep what did not start, and nothing else", () => {
    const role = agency.resources[agency.referred(Target.RoleArn) ?? ""]?.Properties;
    const statements = role.Policies[0].PolicyDocument.Statement;
    expect(
      statements.map(({ Action, Resource }: { Action: string | string[]; Resource: unknown }) => [
        Action,
        agency.called(Resource) ?? agency.referred(Resource),
      ]),
    ).toEqual([
      ["lambda:InvokeFunction", name],
      ["sqs:SendMessage", agency.referred(Target.DeadLetterConfig.Arn)],
      [["kms:Decrypt", "kms:GenerateDataKey"], agency.key()[0]],
    ]);
    expect(role.AssumeRolePolicyDocument.Statement).toHaveLength(1);
    expect(role.AssumeRolePolicyDocument.Statement[0].Principal).toEqual({ Service: "scheduler.amazonaws.com" });
  });
});
