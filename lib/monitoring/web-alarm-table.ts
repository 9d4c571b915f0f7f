import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import { MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { WebFirewall } from "../web-site/web-firewall.ts";
import { fiveMinutes } from "./agency-metrics.ts";
import type { AlarmRow } from "./alarms.ts";

/** What the alarms of the pages' stack look at: CloudFront and its firewall tell of themselves in us-east-1 alone. */
export interface WatchedSite {
  readonly distribution: Distribution;
  readonly firewall: WebFirewall;
}

/** What somebody has to do something about between browsers and the API. */
export function webAlarmTable({ distribution, firewall }: WatchedSite): readonly AlarmRow[] {
  return [
    {
      name: "SiteFails",
      impact: "Users see errors instead of pages, or the pages can't reach the API.",
      look: "If ApiFails rings too, begin there; else filter the site's access log by sc-status 5xx for the paths.",
      metric: new MathExpression({
        // CloudFront sends a percentage. The alarm is on a count, as for the API: at night one failed request of ten would be 10
        // %.
        expression: "requests * failing / 100",
        usingMetrics: {
          requests: ofSite(distribution, "Requests", Stats.SUM),
          failing: ofSite(distribution, "5xxErrorRate", Stats.AVERAGE),
        },
        label: "Requests that failed",
        period: fiveMinutes,
      }),
      above: 2,
      // One of CloudFront's locations may fail for a moment; the API's own errors ring at once.
      periods: 2,
    },
    {
      name: "FirewallBlocks",
      impact: "Somebody attacks the site, or the firewall shuts out an office whose work looks like an attack.",
      look: "Count the firewall's log by rule and address: one address, or staff who are turned away everywhere.",
      metric: new Metric({
        namespace: "AWS/WAFV2",
        metricName: "BlockedRequests",
        // Without a Region: firewalls of CloudFront have none.
        dimensionsMap: { WebACL: firewall.metricName, Rule: "ALL" },
        period: fiveMinutes,
        statistic: Stats.SUM,
      }),
      // Programs that try every address on the internet are turned away all day, a few at a time. An office that is shut out
      // asks more often than this: its pages look for news every 45 seconds.
      above: 300,
      periods: 3,
    },
  ];
}

function ofSite({ distributionId }: Distribution, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: "AWS/CloudFront",
    metricName,
    dimensionsMap: { DistributionId: distributionId, Region: "Global" },
    period: fiveMinutes,
    statistic,
  });
}
