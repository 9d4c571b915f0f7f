import { type RemovalPolicy, SecretValue } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { CfnSecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";

export interface BlindIndexKey {
  readonly arn: string;
  /** A dynamic reference, which CloudFormation resolves while it deploys: the value is in no template and no log. */
  readonly reference: string;
}

/**
 * The key of the hashes that stand for names in partition keys. Never rotated: every search entry in the table was made
 * with it, and with another key none of them would be found again. It lives as long as the table. For the same reason `generateSecretString` may never change: CloudFormation would make a
 * new value of it.
 */
export function blindIndexKey(scope: Construct, encryptionKey: IKey, removalPolicy: RemovalPolicy): BlindIndexKey {
  const secret = new CfnSecret(scope, "BlindIndexKey", {
    description: "Key of search entries in the table. Never rotate it, never delete it before the table.",
    kmsKeyId: encryptionKey.keyArn,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
  });
  secret.applyRemovalPolicy(removalPolicy);
  return { arn: secret.ref, reference: SecretValue.secretsManager(secret.ref).unsafeUnwrap() };
}
