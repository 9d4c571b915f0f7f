import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { indexes } from "../../store/table.ts";
import { agencyNames } from "../agency-names.ts";
import { apiMetric, tableMetric } from "./agency-metrics.ts";
import type { Watched } from "./alarm-table.ts";

/** List prices of us-east-1 in US dollars, of what grows with use. Queues, events and transfer are cents beside these. */
const prices = {
  millionFunctionCalls: 0.2,
  /** arm64. Functions have 1 GB: a second of one is a GB second. */
  functionSecond: 0.0000133334,
  millionReadUnits: 0.125,
  millionWriteUnits: 0.625,
  millionRequests: 1,
  loggedGigabyte: 0.5,
};
/** It is documented nowhere whether metric math takes numbers such as 2e-7: so amounts are divided instead. */
const million = 1_000_000;
const gigabyte = 2 ** 30;

const period = Duration.days(1);

/**
 * What a day's use costs, estimated from usage. AWS's own figures (AWS/Billing) are of the whole account, in us-east-1 alone and
 * a day late; by tags they are known only to the account that pays.
 */
export function costsPerDay({ config, api, functions, table }: Watched): IMetric[] {
  const daily = { period, statistic: Stats.SUM };
  const live = [...functions.byName.values()];
  const calls = summed(
    "calls",
    live.map((each) => each.metricInvocations(daily)),
  );
  const millis = summed(
    "millis",
    live.map((each) => each.metricDuration(daily)),
  );
  const indexNames = Object.values(indexes).map(({ name }) => name);
  const units = (metricName: string) => [
    tableMetric(table.tableName, metricName, period),
    ...indexNames.map(
      (GlobalSecondaryIndexName) =>
        new Metric({
          namespace: "AWS/DynamoDB",
          metricName,
          dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName },
          ...daily,
        }),
    ),
  ];
  const reads = summed("reads", units("ConsumedReadCapacityUnits"));
  const writes = summed("writes", units("ConsumedWriteCapacityUnits"));
  const names = agencyNames(config.agencyId);
  const logs = [names.apiAccessLog, ...[...functions.byName.keys()].map((name) => names.functionLog(name))];
  const logged = summed(
    "logged",
    logs.map(
      (LogGroupName) =>
        new Metric({ namespace: "AWS/Logs", metricName: "IncomingBytes", dimensionsMap: { LogGroupName }, ...daily }),
    ),
  );
  const requests = apiMetric(api, "Count", Stats.SUM, period);
  return [
    costOf(
      "Functions",
      `${calls.sum} / ${million} * ${prices.millionFunctionCalls} + ${millis.sum} / 1000 * ${prices.functionSecond}`,
      {
        ...calls.metrics,
        ...millis.metrics,
      },
    ),
    costOf(
      "Table",
      `${reads.sum} / ${million} * ${prices.millionReadUnits} + ${writes.sum} / ${million} * ${prices.millionWriteUnits}`,
      {
        ...reads.metrics,
        ...writes.metrics,
      },
    ),
    costOf("API", `requests / ${million} * ${prices.millionRequests}`, { requests }),
    costOf("Logs", `${logged.sum} / ${gigabyte} * ${prices.loggedGigabyte}`, logged.metrics),
  ];
}

/** Names for metrics and the expression that adds them up; a metric without figures counts as 0. */
function summed(name: string, all: readonly IMetric[]) {
  const metrics = Object.fromEntries(all.map((metric, index) => [`${name}${index}`, metric]));
  const terms = Object.keys(metrics).map((id) => `FILL(${id}, 0)`);
  return { metrics, sum: `(${terms.join(" + ")})` };
}

function costOf(label: string, expression: string, usingMetrics: Record<string, IMetric>): MathExpression {
  return new MathExpression({ label, expression, usingMetrics, period });
}
