import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import { CfnMetricFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { AgencyConfig } from "../agency-file/agency-config.ts";
import { agencyNames } from "../agency-names.ts";
import { fiveMinutes, ownMetric, ownNamespace } from "./agency-metrics.ts";

/** Refusals by their statuses: most of them are the gateway's own, of which no function hears. */
const counted = { CallsUnauthenticated: 401, CallsForbidden: 403 } as const;
type Counted = keyof typeof counted;

/** What is counted in the API's access log. */
export class AccessLogMetrics extends Construct {
  private readonly config: AgencyConfig;

  constructor(scope: Construct, id: string, config: AgencyConfig) {
    super(scope, id);
    this.config = config;
    for (const [metricName, status] of Object.entries(counted)) {
      new CfnMetricFilter(this, metricName, {
        logGroupName: agencyNames(config.agencyId).apiAccessLog,
        filterPattern: `{ $.status = "${status}" }`,
        metricTransformations: [
          {
            metricNamespace: ownNamespace,
            metricName,
            metricValue: "1",
            dimensions: [{ key: "agencyId", value: "$.agencyId" }],
          },
        ],
      });
    }
  }

  metric(name: Counted): IMetric {
    return ownMetric(this.config, name, fiveMinutes, "Sum");
  }
}
