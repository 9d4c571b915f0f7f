import { Duration, Fn } from "aws-cdk-lib";
import {
  AccessLevel,
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  OriginSslPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { siteKeyHeader } from "../site-keys.ts";
import type { WebDomain } from "./web-domain.ts";
import { siteHeaders } from "./web-headers-policy.ts";

export interface WebDistributionProps {
  readonly agencyName: string;
  readonly bucket: IBucket;
  /** Such as `https://abc.execute-api.us-east-1.amazonaws.com`. */
  readonly apiEndpoint: string;
  /** What it shows to the API, which answers nobody else. */
  readonly siteKey: string;
  /** Origins of the token issuer. */
  readonly connectOrigins: readonly string[];
  readonly firewallArn: string;
  readonly domain: WebDomain | undefined;
}

/** All statuses that CloudFront can be configured for. */
const errorStatuses = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/**
 * The pages and the API at one address, so that pages ask nobody else. There are no error pages: CloudFront would put them in
 * place of the API's problems as well.
 */
export function webDistribution(scope: Construct, props: WebDistributionProps): Distribution {
  const { agencyName, bucket, apiEndpoint, siteKey, connectOrigins, firewallArn, domain } = props;
  return new Distribution(scope, "Distribution", {
    comment: `Prior-Authorization Tracker of ${agencyName}`,
    defaultRootObject: "index.html",
    httpVersion: HttpVersion.HTTP2_AND_3,
    webAclId: firewallArn,
    // Otherwise CloudFront answers everybody's calls of a path with one user's 404 or 503 for ten seconds, whatever its caching
    // policy and the API's `no-store` say: a client just entered would seem missing.
    errorResponses: errorStatuses.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    ...(domain && {
      domainNames: [domain.name],
      certificate: domain.certificate,
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    }),
    defaultBehavior: {
      origin: S3BucketOrigin.withOriginAccessControl(bucket, {
        // Without LIST, a missing file is answered 403 instead of 404.
        originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      // As long as each file's headers say, and one second longer. A policy of our own would be one of twenty in an account.
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: siteHeaders(scope, connectOrigins),
      compress: true,
    },
    additionalBehaviors: {
      "/v1/*": {
        origin: new HttpOrigin(Fn.select(2, Fn.split("/", apiEndpoint)), {
          protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [OriginSslPolicy.TLS_V1_2],
          customHeaders: { [siteKeyHeader]: siteKey },
        }),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        // A token sent in the clear is lost, whatever the answer: it is refused, not redirected.
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        // API Gateway finds the API by the host.
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        // AWS's own, for the answers of API Gateway itself: those of functions have nosniff and HSTS already. A policy of our own
        // would be one of twenty in an account.
        responseHeadersPolicy: ResponseHeadersPolicy.SECURITY_HEADERS,
        // The API compresses what is worth it.
        compress: false,
      },
    },
  });
}
