import { StartError } from "../start-error.ts";
import type { CloudFormation, Resource } from "../template/cloud-formation.ts";
import { refuseUnknownKeys } from "../template/supported-resources.ts";
import type { MetricId, Metrics } from "./metrics.ts";

export interface AlarmState {
  /** Its construct's name, such as `UnsentEvents`. */
  readonly name: string;
  readonly state: "OK" | "ALARM";
  readonly metric: MetricId;
  /** The figure of the last period; null when nothing was told in it. */
  readonly value: number | null;
  readonly threshold: number;
  /** Who is hurt, where to look, and the place in the runbook. */
  readonly description: string;
}

interface Alarm extends Omit<AlarmState, "state" | "value"> {
  readonly statisticOf: (values: readonly number[]) => number;
  readonly periodMillis: number;
  readonly periods: number;
  readonly silenceAlarms: boolean;
  readonly isBeyond: (figure: number, threshold: number) => boolean;
}

const comparisons: Readonly<Record<string, Alarm["isBeyond"]>> = {
  GreaterThanThreshold: (figure, threshold) => figure > threshold,
  LessThanThreshold: (figure, threshold) => figure < threshold,
};

const statistics: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
};

/** The template's alarms, and their states by the metrics of this machine. They notify nobody. */
export class Alarms {
  private readonly alarms: readonly Alarm[];
  private readonly metrics: Metrics;

  constructor(template: CloudFormation, metrics: Metrics) {
    this.alarms = template.ofType("AWS::CloudWatch::Alarm").map((resource) => alarmOf(resource, template));
    this.metrics = metrics;
  }

  /**
   * Their states at a moment. For one in the future, as if nothing happened until then: messages grow older, and silence goes on.
   */
  at(atMillis: number): AlarmState[] {
    return this.alarms.map(({ statisticOf, periodMillis, periods, silenceAlarms, isBeyond, ...alarm }) => {
      const figures = Array.from({ length: periods }, (_, index) => {
        const untilMillis = atMillis - index * periodMillis;
        const period = { afterMillis: untilMillis - periodMillis, untilMillis };
        const values = this.metrics.values(alarm.metric, period);
        return values.length === 0 ? null : statisticOf(values);
      });
      const isBad = (figure: number | null) => (figure === null ? silenceAlarms : isBeyond(figure, alarm.threshold));
      return { ...alarm, value: figures[0] ?? null, state: figures.every(isBad) ? "ALARM" : "OK" };
    });
  }
}

/** @throws StartError for an alarm that this can't judge */
function alarmOf(resource: Resource, template: CloudFormation): Alarm {
  const property = (name: string) => template.property(resource, name);
  const place = `${resource.logicalId}.Properties`;
  refuseUnknownKeys(resource.properties, place, [
    ...["AlarmDescription", "AlarmActions", "OKActions", "ComparisonOperator", "Dimensions", "EvaluationPeriods"],
    ...["MetricName", "Namespace", "Period", "Statistic", "ExtendedStatistic", "Threshold", "TreatMissingData", "Tags"],
  ]);
  const isBeyond = comparisons[String(property("ComparisonOperator"))];
  if (!isBeyond) {
    throw new StartError(`${place}.ComparisonOperator: the local server knows ${Object.keys(comparisons).join(", ")}.`);
  }
  const dimensions = (property("Dimensions") ?? []) as { Name: string; Value: string }[];
  return {
    name: resource.path.split("/").findLast((part) => part !== "Resource") ?? resource.logicalId,
    description: String(property("AlarmDescription") ?? ""),
    metric: {
      namespace: template.text(resource, "Namespace"),
      metricName: template.text(resource, "MetricName"),
      dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])),
    },
    threshold: Number(property("Threshold")),
    isBeyond,
    statisticOf: statisticNamed(property("ExtendedStatistic") ?? property("Statistic"), place),
    periodMillis: Number(property("Period")) * 1000,
    periods: Number(property("EvaluationPeriods")),
    silenceAlarms: property("TreatMissingData") === "breaching",
  };
}

function statisticNamed(name: unknown, place: string): Alarm["statisticOf"] {
  const [, percent] = /^p(\d+(?:\.\d+)?)$/.exec(String(name)) ?? [];
  const found = percent === undefined ? statistics[String(name)] : percentile(Number(percent));
  if (!found) {
    throw new StartError(`${place}: the local server doesn't know the statistic ${name}.`);
  }
  return found;
}

/** The value that so many percent of all do not exceed. */
function percentile(percent: number): Alarm["statisticOf"] {
  return (values) => {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
  };
}
