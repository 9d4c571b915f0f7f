import { CfnOutput, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { AgencyConfig } from "./agency-file/agency-config.ts";
import { Alarms, alarmsMayUse } from "./monitoring/alarms.ts";
import { webAlarmTable } from "./monitoring/web-alarm-table.ts";
import type { SignIn } from "./sign-in.ts";
import { siteKeyOfPages } from "./site-keys.ts";
import { siteDescription } from "./web-site/site-description.ts";
import { WebBucket } from "./web-site/web-bucket.ts";
import { webDistribution } from "./web-site/web-distribution.ts";
import { WebDomain } from "./web-site/web-domain.ts";
import { WebFirewall } from "./web-site/web-firewall.ts";
import { WebLogs } from "./web-site/web-logs.ts";
import type { WebSiteConfig } from "./web-site/web-site-config.ts";

export interface AgencyWebStackProps extends StackProps {
  readonly config: AgencyConfig;
  readonly webSite: WebSiteConfig;
  readonly signIn: SignIn;
  /** The API's address, without a slash at its end. */
  readonly apiEndpoint: string;
}

/** The pages, and how browsers reach pages and API. When the stack is deleted, only its logs are kept. */
export class AgencyWebStack extends Stack {
  constructor(scope: Construct, id: string, props: AgencyWebStackProps) {
    const { config, webSite, signIn, apiEndpoint, ...stackProps } = props;
    super(scope, id, stackProps);
    const { agencyId, logRetentionDays } = config;
    const logs = new WebLogs(this, "Logs", {
      agencyId,
      retention: logRetentionDays,
      // Their names are fixed: left behind by a failed first deployment, they would make the second one fail.
      removalPolicy:
        config.removalPolicy === "destroy" ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const { site, connectOrigins } = siteDescription(this, config, signIn);
    const { bucket } = new WebBucket(this, "Site", { site, logRetentionDays });
    const domain = webSite.domain && new WebDomain(this, "Domain", webSite.domain);
    const firewall = new WebFirewall(this, "Firewall", { agencyId, log: logs.firewall });
    const distribution = webDistribution(this, {
      agencyName: config.name,
      bucket,
      apiEndpoint,
      siteKey: siteKeyOfPages(config),
      connectOrigins,
      firewallArn: firewall.arn,
      domain,
    });
    domain?.leadTo(distribution);
    logs.logAccessTo(distribution, agencyId);
    alarmsMayUse(logs.encryptionKey);
    new Alarms(this, "SiteAlarms", {
      config,
      rows: webAlarmTable({ distribution, firewall }),
      encryptionKey: logs.encryptionKey,
    });
    new CfnOutput(this, "WebSiteUrl", {
      value: `https://${domain?.name ?? distribution.distributionDomainName}/`,
      description: "The pages; the token issuer has to know this address",
    });
  }
}
