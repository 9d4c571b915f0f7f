import { randomUUID } from "node:crypto";
import { type FunctionDefinition, functionCalled } from "../functions/function-definition.ts";
import { StartError } from "../start-error.ts";
import type { CloudFormation, Resource } from "../template/cloud-formation.ts";
import { refuseUnknownKeys } from "../template/supported-resources.ts";
import { type ScheduleTimes, scheduleTimes } from "./schedule-expression.ts";

/** A function that the stack runs by the clock. */
export interface Job {
  /** The schedule's name in the template, or the function's. */
  readonly name: string;
  readonly functionName: string;
  readonly arn: string;
  readonly input: string | undefined;
  /** The queue that keeps the input of a run that could not be started. */
  readonly undeliveredArn: string | undefined;
  readonly enabled: boolean;
  readonly times: ScheduleTimes;
}

/** Why the scheduler can't start a job, such as a role that may not; undefined when it can. */
export type JobStartHook = (jobName: string) => string | undefined;

export interface SchedulesParts {
  readonly keepUnstarted: (queueArn: string, input: string, error: string) => void;
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  readonly log: (line: string) => void;
  /** The stack's time, which an input may name. Jobs become due by the real one. */
  readonly now: () => number;
}

const minuteMillis = 60_000;

export function jobsOf(template: CloudFormation, functions: readonly FunctionDefinition[]): Job[] {
  const jobs = template.ofType("AWS::Scheduler::Schedule").map((schedule) => jobOf(schedule, template, functions));
  const names = jobs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new StartError(`Two schedules run ${twice}: give each a Name, so that /local/jobs can tell them apart.`);
  }
  return jobs;
}

function jobOf(schedule: Resource, template: CloudFormation, functions: readonly FunctionDefinition[]): Job {
  const place = `${schedule.logicalId}.Properties`;
  const window = template.property(schedule, "FlexibleTimeWindow") as { Mode?: string } | undefined;
  if (window?.Mode !== "OFF") {
    throw new StartError(`${place}.FlexibleTimeWindow is ${window?.Mode}; the local server knows OFF.`);
  }
  const target = schedule.properties["Target"] as Record<string, unknown>;
  refuseUnknownKeys(target, `${place}.Target`, ["Arn", "DeadLetterConfig", "Input", "RetryPolicy", "RoleArn"]);
  const arn = schedule.stack.resolve(target["Arn"], `${place}.Target.Arn`);
  const started = functionCalled(functions, arn);
  if (!started) {
    throw new StartError(`${place}.Target.Arn is no function of the template: the local server starts functions only.`);
  }
  const input = schedule.stack.resolve(target["Input"], `${place}.Target.Input`);
  const { Arn: undeliveredArn } = (schedule.stack.resolve(target["DeadLetterConfig"], place) ?? {}) as {
    Arn?: string;
  };
  const timeZone = template.property(schedule, "ScheduleExpressionTimezone");
  const name = template.property(schedule, "Name");
  return {
    name: typeof name === "string" ? name : started.name,
    functionName: started.name,
    arn: `arn:aws:scheduler:${template.region}:${template.accountId}:schedule/default/${schedule.logicalId}`,
    input: typeof input === "string" ? input : undefined,
    undeliveredArn,
    enabled: template.property(schedule, "State") !== "DISABLED",
    times: scheduleTimes(
      template.text(schedule, "ScheduleExpression"),
      typeof timeZone === "string" ? timeZone : "UTC",
      `${place}.ScheduleExpression`,
    ),
  };
}

/** Runs the jobs when they are due, by the real time. */
export class Schedules {
  private readonly jobs: readonly Job[];
  private readonly parts: SchedulesParts;
  private timer: NodeJS.Timeout | undefined;
  private minutes = 0;
  /** Comes before each run by the clock or by request. */
  onStart: JobStartHook | undefined;

  constructor(jobs: readonly Job[], parts: SchedulesParts) {
    this.jobs = jobs;
    this.parts = parts;
  }

  get names(): string[] {
    return this.jobs.map(({ name }) => name);
  }

  start(): void {
    // Computed from the clock each time, so that no minute is skipped after weeks; a little late, so that none comes twice.
    this.timer = setTimeout(
      () => {
        this.minute();
        this.start();
      },
      minuteMillis - (Date.now() % minuteMillis) + 20,
    );
    // A waiting job must not keep the process alive.
    this.timer.unref();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /**
   * Runs a job now, whether or not it is due, and answers what its function answered.
   *
   * @param input what the function gets instead of the schedule's own input
   */
  async run(name: string, input?: unknown): Promise<unknown> {
    const job = this.jobs.find((one) => one.name === name);
    if (!job) {
      throw new Error(`There is no job ${name}; there are ${this.names.join(", ") || "none"}.`);
    }
    const event = input ?? eventOf(job, new Date(this.parts.now()));
    const hindrance = this.onStart?.(name);
    if (hindrance !== undefined) {
      if (job.undeliveredArn !== undefined) {
        this.parts.keepUnstarted(job.undeliveredArn, JSON.stringify(event), hindrance);
      }
      throw new Error(`The job ${name} could not be started: ${hindrance}.`);
    }
    return this.parts.invoke(job.functionName, event);
  }

  private minute(): void {
    this.minutes++;
    for (const { name, times, enabled } of this.jobs) {
      const isDue = "isDue" in times ? times.isDue(Date.now()) : this.minutes % times.everyMinutes === 0;
      if (enabled && isDue) {
        this.run(name).catch((error: unknown) => {
          this.parts.log(`[${name}] ${error instanceof Error ? error.message : String(error)}`);
        });
      }
    }
  }
}

/** The input of the template with the scheduler's keywords filled in, or what the scheduler sends when there is none. */
function eventOf({ arn, input }: Job, time: Date): unknown {
  const scheduledTime = `${time.toISOString().slice(0, 19)}Z`;
  const executionId = randomUUID();
  if (input === undefined) {
    return {
      version: "0",
      id: executionId,
      "detail-type": "Scheduled Event",
      source: "aws.scheduler",
      time: scheduledTime,
      resources: [arn],
      detail: "{}",
    };
  }
  const filled = input
    .replaceAll("<aws.scheduler.schedule-arn>", arn)
    .replaceAll("<aws.scheduler.scheduled-time>", scheduledTime)
    .replaceAll("<aws.scheduler.execution-id>", executionId)
    .replaceAll("<aws.scheduler.attempt-number>", "1");
  return JSON.parse(filled);
}
