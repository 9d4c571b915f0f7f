import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { AnyPrincipal, Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { AgencyConfig } from "../agency-file/agency-config.ts";

/** Six years, as HIPAA has it for what documents safeguards (45 CFR 164.316(b)(2)(i)): an audit is vouched for as long. */
const retention = Duration.days(6 * 365 + 2);

/**
 * Where the job `anchor` keeps what audits end with. In production nobody can delete or change an object before its time, not even
 * the account's root (compliance); in other stages that is for whoever may bypass governance. What is to be deleted with its stack has no
 * lock.
 */
export function anchorBucket(
  scope: Construct,
  { stage }: Pick<AgencyConfig, "stage">,
  encryptionKey: IKey,
  removalPolicy: RemovalPolicy,
): Bucket {
  const isLocked = removalPolicy !== RemovalPolicy.DESTROY;
  const bucket = new Bucket(scope, "Anchors", {
    encryption: BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    ...(isLocked && {
      objectLockDefaultRetention:
        stage === "production" ? ObjectLockRetention.compliance(retention) : ObjectLockRetention.governance(retention),
    }),
    lifecycleRules: [{ expiration: retention.plus(Duration.days(1)), noncurrentVersionExpiration: Duration.days(1) }],
    removalPolicy,
  });
  // A lock keeps the version that is there, and lets another be written over it.
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: "NothingIsWrittenOver",
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ["s3:PutObject"],
      resources: [bucket.arnForObjects("*")],
      conditions: { Null: { "s3:if-none-match": "true" } },
    }),
  );
  return bucket;
}
