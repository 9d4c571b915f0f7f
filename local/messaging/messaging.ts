import type { DatabaseSync } from "node:sqlite";
import { type FunctionDefinition, functionCalled } from "../functions/function-definition.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { countQueue } from "../metrics/platform-metrics.ts";
import type { Grants } from "../roles/grants.ts";
import { StartError } from "../start-error.ts";
import type { CloudFormation, Resource } from "../template/cloud-formation.ts";
import { refuseUnknownKeys } from "../template/supported-resources.ts";
import { type BusRule, EventBus } from "./event-bus.ts";
import { EventLog } from "./event-log.ts";
import { eventMatcher } from "./event-pattern.ts";
import { EventSource } from "./event-source.ts";
import { PutEventsEndpoint } from "./put-events-endpoint.ts";
import { type DeadLetter, Queue } from "./queue.ts";
import { SendMessageEndpoint } from "./send-message-endpoint.ts";

export interface MessagingParts {
  readonly template: CloudFormation;
  readonly database: DatabaseSync;
  readonly grants: Grants;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** AWS polls a queue with five batches at once when the template doesn't say. */
const defaultBatchesAtOnce = 5;

/** The template's buses, rules and queues, and which queue feeds which function. */
export class Messaging {
  readonly endpoint: PutEventsEndpoint;
  readonly queueEndpoint: SendMessageEndpoint;
  readonly bus: EventBus;
  private readonly parts: MessagingParts;
  private readonly queues: readonly Queue[];
  private readonly rules: readonly BusRule[];
  private readonly ofSchedules = new Set<Queue>();
  private readonly eventLog: EventLog;
  private sources: readonly EventSource[] = [];
  private stopped = false;

  constructor(parts: MessagingParts) {
    const { template, database, now } = parts;
    this.parts = parts;
    this.queues = queuesOf(template, database, now);
    this.eventLog = new EventLog(database);
    this.rules = template.ofType("AWS::Events::Rule").flatMap((rule) => this.ruleOf(rule));
    this.bus = new EventBus({
      busNames: template.ofType("AWS::Events::EventBus").map((bus) => template.ref(bus)),
      rules: this.rules,
      log: this.eventLog,
      database,
      region: template.region,
      accountId: template.accountId,
      now,
    });
    this.endpoint = new PutEventsEndpoint(this.bus, parts.grants);
    this.queueEndpoint = new SendMessageEndpoint(this.queues, parts.grants);
  }

  /** Begins to feed functions from their queues, what was left over first. */
  deliverTo(
    functions: readonly FunctionDefinition[],
    invoke: (functionName: string, event: unknown) => Promise<unknown>,
  ): void {
    const { template, log } = this.parts;
    this.sources = template.ofType("AWS::Lambda::EventSourceMapping").flatMap((mapping) => {
      const queue = this.queueByArn(
        template.property(mapping, "EventSourceArn"),
        `${mapping.logicalId}.EventSourceArn`,
      );
      const named = template.text(mapping, "FunctionName");
      const target = functionCalled(functions, named);
      if (!target) {
        throw new StartError(`${mapping.logicalId} feeds ${named}, which is no function of the template.`);
      }
      if (template.property(mapping, "Enabled") === false) {
        return [];
      }
      return new EventSource(queue, this.settingsOf(mapping), {
        invoke: (event) => invoke(target.name, event),
        onOutcome: ({ eventId, receiveCount }, outcome, error) => {
          // A function also reports success for a message that it put among the dead letters itself.
          const why = outcome === "processed" && eventId !== undefined ? queue.givenUp(eventId) : error;
          const end = outcome === "processed" && why !== undefined ? "dead-lettered" : outcome;
          if (eventId !== undefined) {
            this.eventLog.settle(eventId, queue.name, end, receiveCount, why);
          }
          if (end !== "processed") {
            log(`[${queue.name}] attempt ${receiveCount} ${end}: ${why}`);
          }
        },
      });
    });
    for (const source of this.sources) {
      source.start();
    }
  }

  /** Whether everything that was put on a bus has come to its end. */
  isIdle(): boolean {
    return this.stopped || (this.endpoint.isIdle() && this.sources.every((source) => source.isIdle()));
  }

  /** What was given up, and what never got to its queue. */
  deadLetters(): DeadLetter[] {
    const ofQueues = this.queues.flatMap(({ redrivePolicy }) => redrivePolicy?.deadLetters ?? []);
    const ofRules = this.rules.flatMap(({ undelivered }) => [...(undelivered?.values() ?? [])]);
    return [...new Set([...ofQueues, ...ofRules, ...this.ofSchedules])].flatMap((queue) => queue.deadLetters());
  }

  /** Keeps the input of a job that could not be started. */
  keepUnstarted(queueArn: string, input: string, error: string): void {
    const queue = this.queueByArn(queueArn, "The queue of a schedule");
    this.ofSchedules.add(queue);
    queue.keepFor(undefined, input, { error });
  }

  /** Has the queues' depths and ages told as metrics. */
  countInto(metrics: Metrics): void {
    for (const queue of this.queues) {
      countQueue({ queue, queueName: queue.arn.split(":").at(-1) ?? "" }, metrics);
    }
  }

  /** Sends dead letters back to the queues they came from, all or those of one event; says how many. */
  redrive(ofEvent?: string): number {
    const redriven = this.queues.map((queue) => {
      // The function may take them only after the log is written: an attempt may be over at once.
      const messages = queue.takeBackDeadLetters(ofEvent);
      for (const { eventId } of messages) {
        if (eventId !== undefined) {
          this.eventLog.settle(eventId, queue.name, "queued", 0);
        }
      }
      queue.announce();
      return messages.length;
    });
    return redriven.reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const source of this.sources) {
      source.stop();
    }
    for (const queue of this.queues) {
      queue.stop();
    }
    await Promise.all([this.endpoint.stop(), this.queueEndpoint.stop()]);
  }

  private settingsOf(mapping: Resource) {
    const { template } = this.parts;
    const { MaximumConcurrency } = (template.property(mapping, "ScalingConfig") ?? {}) as {
      MaximumConcurrency?: number;
    };
    const responses = (template.property(mapping, "FunctionResponseTypes") ?? []) as string[];
    return {
      batchSize: Number(template.property(mapping, "BatchSize") ?? 10),
      batchingWindowMillis: Number(template.property(mapping, "MaximumBatchingWindowInSeconds") ?? 0) * 1000,
      mostBatchesAtOnce: MaximumConcurrency ?? defaultBatchesAtOnce,
      reportsItemFailures: responses.includes("ReportBatchItemFailures"),
      region: template.region,
    };
  }

  private ruleOf(rule: Resource): BusRule[] {
    const { template } = this.parts;
    const place = `${rule.logicalId}.Properties`;
    if (template.property(rule, "State") === "DISABLED") {
      return [];
    }
    const targets = (rule.properties["Targets"] ?? []) as Record<string, unknown>[];
    const busName = template.property(rule, "EventBusName") ?? "default";
    return [
      {
        busName: String(busName).split("/").at(-1) ?? "",
        matches: eventMatcher(template.property(rule, "EventPattern"), `${place}.EventPattern`),
        ...this.targetsOf(rule, targets, place),
      },
    ];
  }

  private targetsOf(rule: Resource, targets: readonly Record<string, unknown>[], place: string) {
    const undelivered = new Map<Queue, Queue>();
    const queues = targets.map((target, index) => {
      const targetPlace = `${place}.Targets[${index}]`;
      refuseUnknownKeys(target, targetPlace, ["Arn", "Id", "DeadLetterConfig", "RetryPolicy"]);
      const { Arn, DeadLetterConfig } = rule.stack.resolve(target, targetPlace) as {
        Arn: unknown;
        DeadLetterConfig?: { Arn: unknown };
      };
      const queue = this.queueByArn(Arn, `${targetPlace}.Arn`);
      if (DeadLetterConfig) {
        undelivered.set(queue, this.queueByArn(DeadLetterConfig.Arn, `${targetPlace}.DeadLetterConfig.Arn`));
      }
      return queue;
    });
    return { targets: queues, undelivered };
  }

  private queueByArn(arn: unknown, place: string): Queue {
    const queue = this.queues.find((one) => one.arn === arn);
    if (!queue) {
      throw new StartError(
        `${place} is ${arn}, which is no queue of the template: the local server knows queues only.`,
      );
    }
    return queue;
  }
}

function queuesOf(template: CloudFormation, database: DatabaseSync, now: () => number): Queue[] {
  const resources = template.ofType("AWS::SQS::Queue");
  const queues = resources.map((resource) => new Queue(resource.path, template.arn(resource), database, now));
  for (const [index, resource] of resources.entries()) {
    const policy = template.property(resource, "RedrivePolicy") as
      | { deadLetterTargetArn: string; maxReceiveCount: number }
      | undefined;
    const deadLetters = queues.find(({ arn }) => arn === policy?.deadLetterTargetArn);
    if (policy && !deadLetters) {
      throw new StartError(
        `${resource.logicalId} sends its dead letters to ${policy.deadLetterTargetArn}, which is no queue of the template.`,
      );
    }
    if (policy && deadLetters) {
      queues[index]?.redriveTo({ deadLetters, maxReceiveCount: Number(policy.maxReceiveCount) });
    }
  }
  return queues;
}
