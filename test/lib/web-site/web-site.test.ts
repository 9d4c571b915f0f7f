import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { production, SynthesizedAgency } from "../synthesized-agency.ts";
import {
  all,
  domain,
  far,
  hostedZone,
  named,
  one,
  pattern,
  plain,
  theirIssuer,
  upload,
  web,
  webStack,
} from "./web-agency.ts";

describe("an agency with pages", () => {
  it("has them in a stack of their own in us-east-1, behind the API, wherever the agency is", () => {
    expect([plain, named, far].map((agency) => web(agency).after.filter((id) => id.startsWith("Prior")))).toEqual([
      ["PriorAuthTracker-willow-creek"],
      ["PriorAuthTracker-willow-creek"],
      ["PriorAuthTracker-willow-creek"],
    ]);
    expect(far.regionOf(webStack)).toBe("us-east-1");
    expect(far.regionOf("PriorAuthTracker-willow-creek")).toBe("us-west-2");
  });

  it("adds nothing to the stack of its records, in whatever region", () => {
    const types = (agency: SynthesizedAgency) =>
      Object.values(agency.stacks[0]?.Resources ?? {}).map(({ Type }) => Type);
    expect(types(far)).toEqual(types(new SynthesizedAgency({ ...production, region: "us-west-2" })));
  });

  it("is told where they are", () => {
    expect(web(named).Outputs?.["WebSiteUrl"]?.Value).toBe("https://tracker.willow-creek.example/");
    expect(pattern(web(plain).Outputs?.["WebSiteUrl"]?.Value)).toBe("https://*/");
  });

  it("can be without any, and then has no such stack", () => {
    expect(new SynthesizedAgency().stacks.map(({ stackName }) => stackName)).not.toContain(webStack);
  });
});

describe("the files", () => {
  const buckets = all(plain, "AWS::S3::Bucket");

  it.each([
    [
      "are public in no bucket",
      ({ PublicAccessBlockConfiguration: block }) => Object.values(block),
      [true, true, true, true],
    ],
    [
      "are encrypted",
      ({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [rule],
        },
      }) => rule.ServerSideEncryptionByDefault.SSEAlgorithm,
      "AES256",
    ],
    ["have versions", ({ VersioningConfiguration }) => VersioningConfiguration.Status, "Enabled"],
    [
      "are guarded by policies alone, not by lists of each object",
      ({
        OwnershipControls: {
          Rules: [rule],
        },
      }) => rule.ObjectOwnership,
      "BucketOwnerEnforced",
    ],
  ] as [string, (bucket: ReturnType<typeof one>) => unknown, unknown][])("%s", (_, property, expected) => {
    expect(buckets.map(({ Properties }) => property(Properties))).toEqual([expected, expected]);
  });

  it("are read by this distribution alone, and by nobody without TLS", () => {
    for (const { Properties } of all(plain, "AWS::S3::BucketPolicy")) {
      const statements: {
        Effect: string;
        Principal: { Service?: string; AWS?: unknown };
        Condition?: object;
        Action: unknown;
      }[] = Properties.PolicyDocument.Statement;
      const denied = statements.filter(({ Effect }) => Effect === "Deny").map(({ Condition }) => Condition);
      expect(denied).toEqual([
        { Bool: { "aws:SecureTransport": "false" } },
        { NumericLessThan: { "s3:TlsVersion": 1.2 } },
      ]);
      const allowed = statements.filter(({ Effect }) => Effect === "Allow");
      expect(allowed.filter(({ Principal }) => Principal.AWS === "*" || (Principal as unknown) === "*")).toEqual([]);
      for (const { Condition } of allowed.filter(({ Principal }) => Principal.Service === "cloudfront.amazonaws.com"))
        expect(JSON.stringify(Condition)).toMatch(/"AWS:SourceArn":.*":distribution\/",\{"Ref":"Distribution/);
    }
  });

  it.each([
    ["Shared", "public, max-age=31536000, immutable", [/^shared-.*\.js$/]],
    ["Scripts", "public, no-cache", [/^(?!shared-).*\.(js|css|svg)$/]],
    ["Pages", "no-store", [/^[\w-]+\.html$/, /^site\.json$/]],
  ] as const)("of %s are kept by browsers as %s says", (name, cacheControl, patterns) => {
    const { properties, directories } = upload(plain, name);
    expect([properties.SystemMetadata, properties.Prune]).toEqual([{ "cache-control": cacheControl }, false]);
    const files = directories.flatMap((directory) => readdirSync(directory));
    expect(files.filter((file) => !patterns.some((pattern) => pattern.test(file)))).toEqual([]);
    for (const pattern of patterns) expect(files.filter((file) => pattern.test(file))).not.toEqual([]);
  });

  it("are all uploaded, what pages load before the pages", () => {
    const uploads = ["Shared", "Scripts", "Pages"].map((name) => upload(plain, name));
    const uploaded = uploads.flatMap(({ directories }) => directories.flatMap((directory) => readdirSync(directory)));
    const built = readdirSync(join(import.meta.dirname, "../../../build/web-site"));
    expect(uploaded.sort()).toEqual([...built, "site.json"].sort());
    const [shared, scripts, pages] = uploads;
    expect([scripts?.after, pages?.after]).toEqual([
      expect.arrayContaining([shared?.logicalId]),
      expect.arrayContaining([scripts?.logicalId]),
    ]);
  });
});

describe("the domain", () => {
  it("has a certificate that is proved in its zone, and leads to the distribution", () => {
    expect(one(named, "AWS::CertificateManager::Certificate").DomainValidationOptions).toEqual([
      { DomainName: domain.name, HostedZoneId: hostedZone.id },
    ]);
    const records = all(named, "AWS::Route53::RecordSet").map(({ Properties: { Name, Type, HostedZoneId } }) => [
      Name,
      Type,
      HostedZoneId,
    ]);
    expect(records).toEqual([
      [`${domain.name}.`, "A", hostedZone.id],
      [`${domain.name}.`, "AAAA", hostedZone.id],
    ]);
  });

  it("of another DNS comes with its certificate, and nothing is written anywhere", () => {
    const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/abc";
    const elsewhere = new SynthesizedAgency({ webSite: { domain: { name: domain.name, certificateArn } } });
    expect(one(elsewhere, "AWS::CloudFront::Distribution").DistributionConfig.ViewerCertificate.AcmCertificateArn).toBe(
      certificateArn,
    );
    expect(all(elsewhere, "AWS::Route53::RecordSet")).toEqual([]);
  });
});

describe("/site.json", () => {
  function siteOf(agency: SynthesizedAgency) {
    const { directories } = upload(agency, "Pages");
    const file = directories.map((directory) => join(directory, "site.json")).find((path) => existsSync(path));
    const text = readFileSync(file ?? "", "utf8");
    return JSON.parse(text.replace(/<<marker[^>]*>>/g, "*"));
  }

  it("names the user pool, its client, its groups and where users sign out of it", () => {
    expect(siteOf(plain)).toEqual({
      apiBaseUrl: "",
      signOffAfterMinutes: 15,
      login: {
        type: "OIDC",
        issuer: "*",
        clientId: "*",
        scopes: ["openid", "prior-auth-tracker/use"],
        permissionsClaim: "cognito:groups",
        readPermission: "REQUIRED",
        endSessionEndpoint: "https://prior-auth-8a78e12e-*.auth.us-east-1.amazoncognito.com/logout",
        revocationEndpoint: "https://prior-auth-8a78e12e-*.auth.us-east-1.amazoncognito.com/oauth2/revoke",
      },
    });
  });

  it("names the agency's own issuer, the pages' client there and whom the API's tokens are for", () => {
    expect(siteOf(theirIssuer)).toEqual({
      apiBaseUrl: "",
      signOffAfterMinutes: 15,
      login: {
        type: "OIDC",
        issuer: "https://login.example.org/realms/staff",
        clientId: "pages",
        scopes: ["openid", "offline_access"],
        audience: "prior-auth-api",
        permissionsClaim: "permissions",
        readPermission: "REQUIRED",
      },
    });
  });

  it("leads users back to a domain that the user pool knows, beside the origins of other pages", () => {
    const [, { Properties }] = named.only("AWS::Cognito::UserPoolClient");
    expect([Properties.CallbackURLs, Properties.LogoutURLs]).toEqual([
      ["http://localhost:3000/", "https://tracker.willow-creek.example/"],
      ["http://localhost:3000/", "https://tracker.willow-creek.example/"],
    ]);
  });
});
