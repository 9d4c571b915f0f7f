import { describe, expect, it } from "vitest";
import { webSecurityHeaders } from "../../../lib/web-site/web-security-headers.ts";
import type { SynthesizedAgency } from "../synthesized-agency.ts";
import { all, far, named, one, pattern, plain, theirIssuer } from "./web-agency.ts";

const distribution = (agency: SynthesizedAgency) => one(agency, "AWS::CloudFront::Distribution").DistributionConfig;
const policyOf = (agency: SynthesizedAgency) =>
  one(agency, "AWS::CloudFront::ResponseHeadersPolicy").ResponseHeadersPolicyConfig;

describe("the distribution", () => {
  const { DefaultCacheBehavior: files, CacheBehaviors, ...config } = distribution(named);
  const [api, ...others] = CacheBehaviors;
  const origin = (agency: SynthesizedAgency, id: string) =>
    distribution(agency).Origins.find(({ Id }: { Id: string }) => Id === id);

  it.each<[string, unknown, unknown]>([
    ["speaks HTTP/2 and HTTP/3", config.HttpVersion, "http2and3"],
    ["begins with the Face Sheet", config.DefaultRootObject, "index.html"],
    ["has the agency's own name", config.Aliases, ["tracker.willow-creek.example"]],
    ["takes no TLS older than 1.2", config.ViewerCertificate.MinimumProtocolVersion, "TLSv1.2_2021"],
    ["has the firewall in front", config.WebACLId["Fn::GetAtt"], [expect.stringMatching(/^FirewallAcl/), "Arn"]],
    [
      "keeps no error for those who ask next, and puts no page of its own in place of the API's problems",
      config.CustomErrorResponses,
      [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504].map((ErrorCode) => ({
        ErrorCode,
        ErrorCachingMinTTL: 0,
      })),
    ],
    [
      "reads files by signed requests",
      origin(named, files.TargetOriginId).OriginAccessControlId["Fn::GetAtt"][1],
      "Id",
    ],
    ["leads whoever comes without TLS to it, for pages", files.ViewerProtocolPolicy, "redirect-to-https"],
    ["lets files be read only", files.AllowedMethods ?? ["GET", "HEAD"], ["GET", "HEAD"]],
    ["compresses files", files.Compress, true],
    // AWS's CachingOptimized: heeds what each file says.
    ["keeps files as long as they say", files.CachePolicyId, "658327ea-f89d-4fab-a63d-7e88639e58f6"],
    ["asks the API for all of /v1 and for nothing else", [api.PathPattern, others], ["/v1/*", []]],
    ["refuses calls without TLS", api.ViewerProtocolPolicy, "https-only"],
    [
      "lets every method through to the API",
      [...api.AllowedMethods].sort(),
      ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
    ],
    // AWS's CachingDisabled and AllViewerExceptHostHeader.
    ["keeps no answer of the API", api.CachePolicyId, "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"],
    [
      "hands over the token and all else but the host",
      api.OriginRequestPolicyId,
      "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    ],
    // AWS's SecurityHeadersPolicy: also for answers of API Gateway itself.
    ["answers for the API with nosniff and HSTS", api.ResponseHeadersPolicyId, "67f7725c-6f97-4210-82d7-5512b31e9d03"],
    [
      "speaks TLS 1.2 with the API",
      origin(named, api.TargetOriginId).CustomOriginConfig,
      { OriginProtocolPolicy: "https-only", OriginSSLProtocols: ["TLSv1.2"] },
    ],
  ])("%s", (_, actual, expected) => {
    expect(actual).toEqual(expected);
  });

  it.each([
    ["at an address of CloudFront's", plain],
    ["with an issuer of the agency's own", theirIssuer],
  ])("answers with the headers of the local server, and TLS only: %s", (_, agency) => {
    const { SecurityHeadersConfig: security, CustomHeadersConfig: custom, CorsConfig: cors } = policyOf(agency);
    const answered = {
      "content-security-policy": pattern(security.ContentSecurityPolicy.ContentSecurityPolicy).replace(
        /connect-src[^;]*/,
        "connect-src 'self'",
      ),
      "referrer-policy": security.ReferrerPolicy.ReferrerPolicy,
      "x-content-type-options": security.ContentTypeOptions && "nosniff",
      ...Object.fromEntries(
        custom.Items.map(({ Header, Value }: { Header: string; Value: string }) => [Header, Value]),
      ),
    };
    expect(answered).toEqual(webSecurityHeaders());
    expect(security.StrictTransportSecurity.AccessControlMaxAgeSec).toBeGreaterThanOrEqual(31_536_000);
    expect([cors.AccessControlAllowOrigins.Items, cors.AccessControlAllowCredentials]).toEqual([["*"], false]);
  });

  it.each([
    [
      "the user pool and its pages",
      plain,
      "connect-src 'self' https://cognito-idp.us-east-1.amazonaws.com https://prior-auth-8a78e12e-*.auth.us-east-1.amazoncognito.com",
    ],
    [
      "the user pool where it is",
      far,
      "connect-src 'self' https://cognito-idp.us-west-2.amazonaws.com https://prior-auth-8a78e12e-123456789012.auth.us-west-2.amazoncognito.com",
    ],
    [
      "the agency's issuer and where it gives tokens",
      theirIssuer,
      "connect-src 'self' https://login.example.org https://tokens.example.org",
    ],
  ])("lets pages ask %s, and nobody else", (_, agency, expected) => {
    const policy = pattern(policyOf(agency).SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy);
    expect(policy.split("; ")).toContain(expected);
  });
});

describe("the firewall", () => {
  const acl = one(plain, "AWS::WAFv2::WebACL");

  it("asks AWS's rules after how much comes from one address, and only counts what the API takes: long bodies and queries, and a clinician's words", () => {
    const rules = acl.Rules.map(({ Name, Statement, Action, OverrideAction }: ReturnType<typeof one>) => [
      Name,
      Statement.RateBasedStatement?.Limit ?? OverrideAction,
      Statement.ManagedRuleGroupStatement?.RuleActionOverrides.map(({ Name, ActionToUse }: ReturnType<typeof one>) => [
        Name,
        ActionToUse,
      ]) ?? Action.Block.CustomResponse.ResponseCode,
    ]);
    expect(rules).toEqual([
      ["requests-of-one-address", 10_000, 429],
      ["AWSManagedRulesAmazonIpReputationList", { None: {} }, []],
      ["AWSManagedRulesKnownBadInputsRuleSet", { None: {} }, []],
      [
        "AWSManagedRulesCommonRuleSet",
        { None: {} },
        [
          ["SizeRestrictions_BODY", { Count: {} }],
          ["CrossSiteScripting_BODY", { Count: {} }],
          ["GenericLFI_BODY", { Count: {} }],
          ["GenericRFI_BODY", { Count: {} }],
          ["SizeRestrictions_QUERYSTRING", { Count: {} }],
        ],
      ],
    ]);
  });

  it("is of CloudFront's scope, and lets through what no rule stops", () => {
    expect([acl.Scope, acl.DefaultAction]).toEqual(["CLOUDFRONT", { Allow: {} }]);
  });

  it("keeps samples of no request, which would hold what its log leaves out", () => {
    const seen = [acl, ...acl.Rules].map(({ VisibilityConfig }) => VisibilityConfig.SampledRequestsEnabled);
    expect(new Set(seen)).toEqual(new Set([false]));
  });
});

describe("the logs", () => {
  it("have no query, in which clients' names are searched for, and no token", () => {
    expect(
      one(plain, "AWS::Logs::Delivery").RecordFields.filter((field: string) =>
        /query|cookie|referer|header/i.test(field),
      ),
    ).toEqual([]);
    expect(one(plain, "AWS::WAFv2::LoggingConfiguration").RedactedFields).toEqual([
      { QueryString: {} },
      { SingleHeader: { Name: "authorization" } },
      { SingleHeader: { Name: "cookie" } },
      { SingleHeader: { Name: "referer" } },
    ]);
  });

  it("are kept as long as the agency's others, encrypted, and in production also without the stack", () => {
    for (const { Properties, DeletionPolicy } of all(named, "AWS::Logs::LogGroup")) {
      expect([Properties.RetentionInDays, DeletionPolicy, Object.keys(Properties.KmsKeyId)]).toEqual([
        30,
        "RetainExceptOnCreate",
        ["Fn::GetAtt"],
      ]);
    }
  });
});
