import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { BucketDeployment, CacheControl, Source } from "aws-cdk-lib/aws-s3-deployment";
import { Construct } from "constructs";
import { buildWebSite } from "./web-site-build.ts";

export interface WebBucketProps {
  /** `/site.json`. */
  readonly site: Readonly<Record<string, unknown>>;
  readonly logRetentionDays: number;
}

/** How long browsers keep which files, in the order of upload: what pages load is there before the pages. */
const portions = [
  { name: "Shared", files: ["shared-*.js"], except: [], cacheControl: "public, max-age=31536000, immutable" },
  // Their names stay when their contents change: browsers ask each time, and get 304 as a rule.
  { name: "Scripts", files: ["*.js", "*.css", "*.svg"], except: ["shared-*.js"], cacheControl: "public, no-cache" },
  // Not kept at all, so that nobody gets back to a page of somebody who has signed out. `/site.json` is one of them.
  { name: "Pages", files: ["*.html"], except: [], cacheControl: "no-store" },
] as const;

/** The site's files. Nothing of any client is in them; CloudFront alone reads them. */
export class WebBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { site, logRetentionDays }: WebBucketProps) {
    super(scope, id);
    const common = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      // All of it is made anew by a deployment.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    };
    const accessLog = new Bucket(this, "AccessLog", {
      ...common,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration: Duration.days(logRetentionDays), noncurrentVersionExpiration: Duration.days(1) }],
    });
    this.bucket = new Bucket(this, "Files", {
      ...common,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: accessLog,
      lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30) }],
    });
    this.upload(site);
  }

  private upload(site: Readonly<Record<string, unknown>>): void {
    const directory = buildWebSite({ local: false });
    let before: BucketDeployment | undefined;
    for (const { name, files, except, cacheControl } of portions) {
      const asset = Source.asset(directory, { exclude: ["*", ...files.map((file) => `!${file}`), ...except] });
      const deployment = new BucketDeployment(this, name, {
        destinationBucket: this.bucket,
        sources: name === "Pages" ? [asset, Source.jsonData("site.json", site)] : [asset],
        cacheControl: [CacheControl.fromString(cacheControl)],
        // Pages that are open may still load files of an older build.
        prune: false,
        // Goes with the bucket.
        retainOnDelete: true,
      });
      if (before) {
        deployment.node.addDependency(before);
        // One function does all three uploads, with the first one's layer; each further layer would be 22 MB of no use.
        deployment.node.tryRemoveChild("AwsCliLayer");
      }
      before = deployment;
    }
  }
}
