import { StartError } from "../start-error.ts";
import type { CloudFormation, Resource } from "../template/cloud-formation.ts";
import { refuseUnknownKeys } from "../template/supported-resources.ts";
import type { Metrics } from "./metrics.ts";

interface Transformation {
  readonly MetricNamespace: string;
  readonly MetricName: string;
  readonly MetricValue: string;
  readonly Dimensions?: readonly { readonly Key: string; readonly Value: string }[];
}

interface Filter {
  readonly logGroupName: string;
  readonly field: string;
  readonly value: string;
  readonly transformations: readonly Transformation[];
}

type Line = Readonly<Record<string, unknown>>;

/** The template's metric filters: what CloudWatch counts in logs. */
export class MetricFilters {
  private readonly filters: readonly Filter[];
  private readonly metrics: Metrics;

  constructor(template: CloudFormation, metrics: Metrics) {
    this.filters = template.ofType("AWS::Logs::MetricFilter").map((resource) => filterOf(resource, template));
    this.metrics = metrics;
  }

  /** @param text a line of JSON, just written into the log */
  take(logGroupName: string, text: string): void {
    const line = JSON.parse(text) as Line;
    for (const filter of this.filters) {
      if (filter.logGroupName === logGroupName && line[filter.field] === filter.value) {
        this.count(filter, line);
      }
    }
  }

  private count({ transformations }: Filter, line: Line): void {
    for (const {
      MetricNamespace: namespace,
      MetricName: metricName,
      MetricValue,
      Dimensions = [],
    } of transformations) {
      const dimensions = Object.fromEntries(Dimensions.map(({ Key, Value }) => [Key, String(line[Value.slice(2)])]));
      this.metrics.record({ namespace, metricName, dimensions }, Number(MetricValue));
    }
  }
}

/** @throws StartError for a filter that this can't judge */
function filterOf(resource: Resource, template: CloudFormation): Filter {
  const place = `${resource.logicalId}.Properties`;
  refuseUnknownKeys(resource.properties, place, [
    "FilterName",
    "FilterPattern",
    "LogGroupName",
    "MetricTransformations",
  ]);
  const pattern = template.text(resource, "FilterPattern");
  const [, field, value] = /^\{ \$\.(\w+) = "([^"\\*]*)" \}$/.exec(pattern) ?? [];
  if (field === undefined || value === undefined) {
    throw new StartError(`${place}.FilterPattern is ${pattern}; the local server knows { $.field = "text" }.`);
  }
  return {
    logGroupName: template.text(resource, "LogGroupName"),
    field,
    value,
    transformations: template.property(resource, "MetricTransformations") as Transformation[],
  };
}
