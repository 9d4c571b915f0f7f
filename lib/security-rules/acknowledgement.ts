import type { CfnResource } from "aws-cdk-lib";

/** Rules of cdk-nag that don't hold here, and why that is right. */
export interface Acknowledgement {
  /** As cdk-nag prints them behind "Acknowledge with". */
  readonly rules: readonly string[] | ((resource: CfnResource) => readonly string[]);
  /** The type of resource. */
  readonly on: string;
  /** Its construct's path, where not every resource of the type is meant. */
  readonly within?: RegExp;
  /** Why the rule doesn't serve its purpose here, or what serves it instead. */
  readonly reason: string;
}

/** A rule that both packs have. */
export const hipaaAndNist = (rule: string) => [
  `HIPAA.Security::HIPAA.Security-${rule}`,
  `NIST.800.53.R5::NIST.800.53.R5-${rule}`,
];
