import { randomInt } from "node:crypto";
import type { KeptValues } from "../kept/kept-values.ts";
import { StartError } from "../start-error.ts";
import type { CloudFormation } from "./cloud-formation.ts";
import { refuseUnknownKeys } from "./supported-resources.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The value of a secret of the template: made up when first asked for, and the same again as long as the data is kept. */
export function secretValue(template: CloudFormation, secretId: string, kept: KeptValues): string {
  const secret = template.ofType("AWS::SecretsManager::Secret").find((one) => template.ref(one) === secretId);
  if (!secret) {
    throw new StartError(`There is no secret ${secretId} in the template.`);
  }
  const given = template.property(secret, "SecretString");
  if (given !== undefined) {
    return String(given);
  }
  const generate = (template.property(secret, "GenerateSecretString") ?? {}) as Record<string, unknown>;
  const place = `${secret.logicalId}.Properties.GenerateSecretString`;
  refuseUnknownKeys(generate, place, ["PasswordLength", "ExcludePunctuation"]);
  const length = Number(generate["PasswordLength"] ?? 32);
  return kept.text(`secret ${secret.logicalId}`, () =>
    Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(""),
  );
}
