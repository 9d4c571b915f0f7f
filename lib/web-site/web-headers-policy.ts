import { Duration } from "aws-cdk-lib";
import {
  type HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from "aws-cdk-lib/aws-cloudfront";
import type { Construct } from "constructs";
import { webSecurityHeaders } from "./web-security-headers.ts";

/** Two years, as browsers' own lists of such sites ask for. */
const strictTransportSecurity = {
  accessControlMaxAge: Duration.days(730),
  includeSubdomains: true,
  override: true,
};

/** What pages and their files are answered with: the very headers of the local server, and that this host has TLS only. */
export function siteHeaders(scope: Construct, connectOrigins: readonly string[]): ResponseHeadersPolicy {
  const {
    "content-security-policy": contentSecurityPolicy = "",
    "referrer-policy": referrerPolicy = "",
    "x-content-type-options": contentTypeOptions,
    ...others
  } = webSecurityHeaders(connectOrigins);
  // CloudFront has places of their own for these, and takes them nowhere else.
  const securityHeadersBehavior: ResponseSecurityHeadersBehavior = {
    contentSecurityPolicy: { contentSecurityPolicy, override: true },
    referrerPolicy: { referrerPolicy: referrerPolicy as HeadersReferrerPolicy, override: true },
    ...(contentTypeOptions !== undefined && { contentTypeOptions: { override: true } }),
    strictTransportSecurity,
  };
  return new ResponseHeadersPolicy(scope, "SiteHeaders", {
    comment: "Pages: nothing but the site's own files runs",
    securityHeadersBehavior,
    customHeadersBehavior: {
      customHeaders: Object.entries(others).map(([header, value]) => ({ header, value, override: true })),
    },
    // Host pages of other origins load the elements' file as a module. Nothing here is secret, and no cookie is looked at.
    corsBehavior: {
      accessControlAllowCredentials: false,
      accessControlAllowHeaders: ["*"],
      accessControlAllowMethods: ["GET", "HEAD"],
      accessControlAllowOrigins: ["*"],
      originOverride: true,
    },
  });
}
