import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { type FunctionDefinition, functionCalled } from "../functions/function-definition.ts";
import { StartError } from "../start-error.ts";
import type { CloudFormation, Resource } from "../template/cloud-formation.ts";

interface Subscription {
  readonly logGroup: string;
  /** The function that writes into the log. */
  readonly writer: string;
  readonly reader: string;
  readonly takes: (line: Readonly<Record<string, unknown>>) => boolean;
}

interface LogEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}

export interface LogSubscriptionsParts {
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  readonly log: (line: string) => void;
}

/** CloudWatch Logs gathers lines for some seconds; nobody waits here longer than needed for a batch to form. */
const gatherMillis = 250;

/** Lambda calls a function that it was handed an event for three times in all, and then gives the event up. */
const attempts = 3;

/** The template's subscription filters: hands lines of functions' logs on to another function, as CloudWatch Logs does. */
export class LogSubscriptions {
  private readonly subscriptions: readonly Subscription[];
  private readonly parts: LogSubscriptionsParts;
  private readonly gathered = new Map<Subscription, LogEvent[]>();
  private delivering: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(template: CloudFormation, functions: readonly FunctionDefinition[], parts: LogSubscriptionsParts) {
    this.subscriptions = template
      .ofType("AWS::Logs::SubscriptionFilter")
      .map((filter) => subscriptionOf(filter, template, functions));
    this.parts = parts;
  }

  /** Takes a line that a function wrote. */
  take(functionName: string, text: string): void {
    const ofWriter = this.subscriptions.filter(({ writer }) => writer === functionName);
    if (this.stopped || ofWriter.length === 0 || !text.startsWith("{")) {
      return;
    }
    const line = jsonOf(text);
    for (const subscription of ofWriter.filter(({ takes }) => takes(line))) {
      const events = this.gathered.get(subscription) ?? [];
      events.push({ id: randomUUID(), timestamp: Date.now(), message: text });
      this.gathered.set(subscription, events);
      this.timer ??= setTimeout(() => this.deliver(), gatherMillis);
    }
  }

  /** Resolves when all lines taken so far were delivered, or given up. */
  async settled(): Promise<void> {
    this.deliver();
    await this.delivering;
  }

  async stop(): Promise<void> {
    await this.settled();
    this.stopped = true;
  }

  private deliver(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batches = [...this.gathered];
    this.gathered.clear();
    // One after the other: what nobody waits for must not take the processor from those who do.
    this.delivering = batches.reduce(
      (before, [subscription, events]) => before.then(() => this.call(subscription, events)),
      this.delivering,
    );
  }

  private async call({ logGroup, reader }: Subscription, logEvents: readonly LogEvent[]): Promise<void> {
    const delivery = { messageType: "DATA_MESSAGE", owner: "local", logGroup, logStream: "local", logEvents };
    const event = { awslogs: { data: gzipSync(JSON.stringify(delivery)).toString("base64") } };
    for (let attempt = 1; attempt <= attempts; attempt++) {
      try {
        await this.parts.invoke(reader, event);
        return;
      } catch (error) {
        this.parts.log(`[${reader}] ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text);
  } catch {
    // A filter on fields takes no line that is not JSON.
    return {};
  }
}

function subscriptionOf(
  filter: Resource,
  template: CloudFormation,
  functions: readonly FunctionDefinition[],
): Subscription {
  const logGroup = template.text(filter, "LogGroupName");
  const writer = functions.find((one) => one.logGroup === logGroup);
  const reader = functionCalled(functions, template.property(filter, "DestinationArn"));
  if (!(writer && reader)) {
    throw new StartError(`${filter.logicalId} leads from ${logGroup} to no function: both ends must be functions.`);
  }
  const takes = filterOf(template.text(filter, "FilterPattern"), filter.logicalId);
  return { logGroup, writer: writer.name, reader: reader.name, takes };
}

/** @throws StartError for another pattern than `{ $.field = "text" || … }` */
export function filterOf(pattern: string, place: string): Subscription["takes"] {
  const [, inner = ""] = /^\{ (.+) \}$/.exec(pattern) ?? [];
  const terms = inner.split(" || ").map((term) => /^\$\.(\w+) = "([^"*]*)"$/.exec(term));
  if (!terms.every((term) => term !== null)) {
    throw new StartError(`${place}.FilterPattern is ${pattern}; the local server knows { $.field = "text" || … }.`);
  }
  return (line) => terms.some(([, field = "", text]) => line[field] === text);
}
