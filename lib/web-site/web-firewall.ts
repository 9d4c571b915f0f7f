import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { CfnLoggingConfiguration, CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";

/**
 * From one address in five minutes. An office is one address: 300 people, whose pages poll every 45 seconds, make 6,000 requests
 * with room to work. The API takes 30,000 in that time from all.
 */
const mostRequestsInFiveMinutes = 10_000;

/** AWS's own rules, in the order in which they are asked. */
const managedRules: readonly { readonly name: string; readonly onlyCounted: readonly string[] }[] = [
  { name: "AWSManagedRulesAmazonIpReputationList", onlyCounted: [] },
  { name: "AWSManagedRulesKnownBadInputsRuleSet", onlyCounted: [] },
  {
    name: "AWSManagedRulesCommonRuleSet",
    onlyCounted: [
      // Bodies of more than 8 KB. Ours have up to 64 KB, and the API refuses larger ones.
      "SizeRestrictions_BODY",
      // A note may say whatever somebody writes: a clinician's text that looks like markup or like a path must not be lost to a
      // page of the firewall's. Bodies are JSON, every field of which the contract checks, and no page shows a text as markup.
      "CrossSiteScripting_BODY",
      "GenericLFI_BODY",
      "GenericRFI_BODY",
      // Queries of more than 2 KB. A cursor alone may have 2,048 characters, beside what the list is asked for.
      "SizeRestrictions_QUERYSTRING",
    ],
  },
];

export interface WebFirewallProps {
  readonly agencyId: string;
  readonly log: LogGroup;
}

/** The firewall in front of pages and API. Rules that only count are logged like the others. */
export class WebFirewall extends Construct {
  readonly arn: string;
  /** Its name in CloudWatch. */
  readonly metricName: string;

  constructor(scope: Construct, id: string, { agencyId, log }: WebFirewallProps) {
    super(scope, id);
    // Agencies may share an account.
    this.metricName = `prior-auth-tracker-${agencyId}`;
    const seen = (metricName: string) => ({
      metricName,
      cloudWatchMetricsEnabled: true,
      // Samples are requests with all their headers, kept by WAF where nothing is redacted.
      sampledRequestsEnabled: false,
    });
    const acl = new CfnWebACL(this, "Acl", {
      description: "Before the pages and the API of one agency",
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      visibilityConfig: seen(this.metricName),
      rules: [
        {
          name: "requests-of-one-address",
          priority: 0,
          statement: { rateBasedStatement: { limit: mostRequestsInFiveMinutes, aggregateKeyType: "IP" } },
          action: { block: { customResponse: { responseCode: 429, customResponseBodyKey: "too-many" } } },
          visibilityConfig: seen("requests-of-one-address"),
        },
        ...managedRules.map(({ name, onlyCounted }, index) => ({
          name,
          priority: index + 1,
          statement: {
            managedRuleGroupStatement: {
              vendorName: "AWS",
              name,
              ruleActionOverrides: onlyCounted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
            },
          },
          overrideAction: { none: {} },
          visibilityConfig: seen(name),
        })),
      ],
      customResponseBodies: {
        "too-many": {
          contentType: "APPLICATION_JSON",
          content: JSON.stringify({
            type: "/v1/problems#TOO_MANY_REQUESTS",
            title: "Too many requests",
            status: 429,
            code: "TOO_MANY_REQUESTS",
            detail: "Too many requests came from this address. Wait for five minutes.",
          }),
        },
      },
    });
    this.arn = acl.attrArn;
    new CfnLoggingConfiguration(this, "Logging", {
      resourceArn: acl.attrArn,
      logDestinationConfigs: [log.logGroupArn],
      // Queries have names that are searched for; headers have tokens and cookies.
      redactedFields: [
        { queryString: {} },
        { singleHeader: { Name: "authorization" } },
        { singleHeader: { Name: "cookie" } },
        { singleHeader: { Name: "referer" } },
      ],
    });
  }
}
