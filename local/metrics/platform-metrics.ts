import type { CallOutcome } from "../functions/function-host.ts";
import type { Queue } from "../messaging/queue.ts";
import type { CloudFormation } from "../template/cloud-formation.ts";
import type { MetricId, Metrics } from "./metrics.ts";

/*
 * What AWS counts by itself, under its names and dimensions. What one machine does not have, such as throttled requests to the
 * table, is not counted as 0: it is not there.
 */

export interface QueueCounts {
  readonly queue: Queue;
  /** As it is called in dimensions: the last part of its ARN. */
  readonly queueName: string;
}

export function countQueue({ queue, queueName }: QueueCounts, metrics: Metrics): void {
  const id = (metricName: string): MetricId => ({
    namespace: "AWS/SQS",
    metricName,
    dimensions: { QueueName: queueName },
  });
  metrics.gauge(id("ApproximateNumberOfMessagesVisible"), () => queue.visible());
  metrics.gauge(id("ApproximateAgeOfOldestMessage"), (atMillis) => {
    const sentAtMillis = queue.oldestSentAtMillis();
    return sentAtMillis === undefined ? 0 : Math.max(0, (atMillis - sentAtMillis) / 1000);
  });
}

type Dimensions = Readonly<Record<string, string>>;

/**
 * The dimensions that AWS counts a function's calls under, by its ARN: the function as a whole, and the alias that was called.
 */
export function functionDimensions(template: CloudFormation): (functionArn: string) => Dimensions[] {
  const aliases = template.ofType("AWS::Lambda::Alias").map((alias) => ({
    FunctionName: template.text(alias, "FunctionName"),
    Resource: `${template.text(alias, "FunctionName")}:${template.text(alias, "Name")}`,
  }));
  return (functionArn) => {
    const functionName = functionArn.split(":").at(-1) ?? "";
    return [{ FunctionName: functionName }, ...aliases.filter(({ FunctionName }) => FunctionName === functionName)];
  };
}

/** A call of a function. */
export function countCall(called: readonly Dimensions[], outcome: CallOutcome, metrics: Metrics): void {
  for (const dimensions of called) {
    const record = (metricName: string, value: number) =>
      metrics.record({ namespace: "AWS/Lambda", metricName, dimensions }, value);
    record("Invocations", 1);
    record("Errors", outcome.failed ? 1 : 0);
    record("Duration", outcome.millis);
  }
}

export interface AnsweredRequest {
  readonly status: number;
  readonly millis: number;
}

export function countRequest(
  dimensions: { readonly ApiId: string; readonly Stage: string },
  { status, millis }: AnsweredRequest,
  metrics: Metrics,
): void {
  const record = (metricName: string, value: number) =>
    metrics.record({ namespace: "AWS/ApiGateway", metricName, dimensions }, value);
  record("Count", 1);
  record("4xx", status >= 400 && status < 500 ? 1 : 0);
  record("5xx", status >= 500 ? 1 : 0);
  record("Latency", millis);
}
