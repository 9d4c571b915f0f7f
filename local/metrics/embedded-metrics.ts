import type { Metrics } from "./metrics.ts";

/** A log line in CloudWatch's embedded metric format, as far as it matters here. */
interface EmbeddedLine {
  readonly [member: string]: unknown;
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}

/** Takes the metrics out of a line that a function wrote; says whether it was one of metrics. */
export function takeEmbeddedMetrics(text: string, metrics: Metrics): boolean {
  if (!text.includes('"_aws"')) {
    return false;
  }
  const line = JSON.parse(text) as EmbeddedLine;
  for (const { Namespace, Dimensions, Metrics: named } of line._aws.CloudWatchMetrics) {
    for (const names of Dimensions) {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(line[name])]));
      for (const { Name } of named) {
        for (const value of [line[Name]].flat()) {
          metrics.record({ namespace: Namespace, metricName: Name, dimensions }, Number(value), line._aws.Timestamp);
        }
      }
    }
  }
  return true;
}
