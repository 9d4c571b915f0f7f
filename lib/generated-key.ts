import { type RemovalPolicy, SecretValue } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { CfnSecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";

export interface GeneratedKey {
  readonly arn: string;
  /** A dynamic reference, which CloudFormation resolves while it deploys: the value is in no template and no log. */
  readonly reference: string;
}

export interface GeneratedKeyProps {
  /** Absent: CloudFormation makes one up. */
  readonly name?: string;
  readonly description: string;
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
  /** Where it is wanted as well. It is encrypted there with the account's own key of Secrets Manager. */
  readonly replicaRegion?: string;
}

/**
 * A key that no person ever needs to see. `generateSecretString` may never change: CloudFormation would make a new
 * value of it.
 */
export function generatedKey(
  scope: Construct,
  id: string,
  { name, description, encryptionKey, removalPolicy, replicaRegion }: GeneratedKeyProps,
): GeneratedKey {
  const secret = new CfnSecret(scope, id, {
    ...(name !== undefined && { name }),
    description,
    kmsKeyId: encryptionKey.keyArn,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    ...(replicaRegion !== undefined && { replicaRegions: [{ region: replicaRegion }] }),
  });
  secret.applyRemovalPolicy(removalPolicy);
  return { arn: secret.ref, reference: SecretValue.secretsManager(secret.ref).unsafeUnwrap() };
}
