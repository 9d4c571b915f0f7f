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
  readonly description: string;
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * A key for HMACs, which nobody but functions ever sees. `generateSecretString` may never change: CloudFormation would make a new
 * value of it.
 */
export function generatedKey(
  scope: Construct,
  id: string,
  { description, encryptionKey, removalPolicy }: GeneratedKeyProps,
): GeneratedKey {
  const secret = new CfnSecret(scope, id, {
    description,
    kmsKeyId: encryptionKey.keyArn,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
  });
  secret.applyRemovalPolicy(removalPolicy);
  return { arn: secret.ref, reference: SecretValue.secretsManager(secret.ref).unsafeUnwrap() };
}
