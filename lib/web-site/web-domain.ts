import { Certificate, CertificateValidation, type ICertificate } from "aws-cdk-lib/aws-certificatemanager";
import type { Distribution } from "aws-cdk-lib/aws-cloudfront";
import { AaaaRecord, ARecord, HostedZone, type IHostedZone, RecordTarget } from "aws-cdk-lib/aws-route53";
import { CloudFrontTarget } from "aws-cdk-lib/aws-route53-targets";
import { Construct } from "constructs";
import type { WebSiteConfig } from "./web-site-config.ts";

/** The site's own name. Its DNS is kept by Route 53 when the agency's file names the zone, and elsewhere otherwise. */
export class WebDomain extends Construct {
  readonly name: string;
  readonly certificate: ICertificate;
  private readonly zone: IHostedZone | undefined;

  constructor(scope: Construct, id: string, domain: NonNullable<WebSiteConfig["domain"]>) {
    super(scope, id);
    const { name, certificateArn, hostedZone } = domain;
    this.name = name;
    this.zone =
      hostedZone &&
      HostedZone.fromHostedZoneAttributes(this, "Zone", { hostedZoneId: hostedZone.id, zoneName: hostedZone.name });
    this.certificate =
      certificateArn === undefined
        ? new Certificate(this, "Certificate", {
            domainName: name,
            validation: CertificateValidation.fromDns(this.zone),
          })
        : Certificate.fromCertificateArn(this, "Certificate", certificateArn);
  }

  leadTo(distribution: Distribution): void {
    if (this.zone) {
      const record = {
        zone: this.zone,
        recordName: `${this.name}.`,
        target: RecordTarget.fromAlias(new CloudFrontTarget(distribution)),
      };
      new ARecord(this, "Ipv4", record);
      new AaaaRecord(this, "Ipv6", record);
    }
  }
}
