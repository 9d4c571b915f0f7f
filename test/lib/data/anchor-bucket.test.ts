import { describe, expect, it } from "vitest";
import { production, SynthesizedAgency } from "../synthesized-agency.ts";

const sixYears = 6 * 365 + 2;
const ofProduction = new SynthesizedAgency(production);
const [bucketId, bucket] = ofProduction.only("AWS::S3::Bucket");
const lockOf = (agency: SynthesizedAgency) => agency.only("AWS::S3::Bucket")[1].Properties.ObjectLockConfiguration;

describe("the bucket that audits are anchored in", () => {
  it("lets nobody delete or change an object for six years, not even the account's root", () => {
    expect(bucket.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: sixYears } } },
      VersioningConfiguration: { Status: "Enabled" },
    });
    expect(bucket.DeletionPolicy).toBe("Retain");
  });

  it("is locked so that a pilot's owner can undo it, and not at all where it has to go with its stack", () => {
    const pilot = new SynthesizedAgency({ ...production, stage: "pilot" });
    expect(lockOf(pilot)).toMatchObject({ Rule: { DefaultRetention: { Mode: "GOVERNANCE", Days: sixYears } } });
    const passing = new SynthesizedAgency({ removalPolicy: "destroy" });
    expect(lockOf(passing)).toBeUndefined();
    expect(passing.only("AWS::S3::Bucket")[1].DeletionPolicy).toBe("Delete");
  });

  it("lets objects go when nothing holds them any more", () => {
    expect(bucket.Properties.LifecycleConfiguration.Rules).toEqual([
      { Status: "Enabled", ExpirationInDays: sixYears + 1, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
    ]);
  });

  it("is encrypted with the agency's key, and nobody else's business", () => {
    const [key] = ofProduction.key();
    const [encryption] = bucket.Properties.BucketEncryption.ServerSideEncryptionConfiguration;
    expect(ofProduction.referred(encryption.ServerSideEncryptionByDefault.KMSMasterKeyID)).toBe(key);
    expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
  });

  it("takes nothing but over TLS 1.2, and no object in the place of another", () => {
    const [, { Properties }] = ofProduction.only("AWS::S3::BucketPolicy");
    expect(ofProduction.referred(Properties.Bucket)).toBe(bucketId);
    const conditions = Properties.PolicyDocument.Statement.map(
      ({ Effect, Action, Condition }: Record<string, unknown>) => [Effect, Action, Condition],
    );
    expect(conditions).toEqual(
      expect.arrayContaining([
        ["Deny", "s3:*", { Bool: { "aws:SecureTransport": "false" } }],
        ["Deny", "s3:*", { NumericLessThan: { "s3:TlsVersion": 1.2 } }],
        ["Deny", "s3:PutObject", { Null: { "s3:if-none-match": "true" } }],
      ]),
    );
  });

  it("can be reached by the job anchor alone", () => {
    const reaching = [...ofProduction.functions()].filter(([, { resource }]) => {
      const role = ofProduction.resources[ofProduction.referred(resource.Properties.Role) ?? ""];
      return JSON.stringify(role?.Properties.Policies).includes('"s3:');
    });
    expect(reaching.map(([name]) => name)).toEqual(["anchor"]);
  });
});
