import { CfnResource, Validations } from "aws-cdk-lib";
import nag from "cdk-nag";
import type { IConstruct } from "constructs";
import type { Acknowledgement } from "./acknowledgement.ts";
import { acknowledgements } from "./security-rule-acknowledgements.ts";

/**
 * Holds an app against what others have written down about secure stacks: the rule packs AwsSolutions, HIPAA Security,
 * NIST 800-53 R5 and Serverless of cdk-nag. A finding that nobody has acknowledged fails the synthesis, and with it the
 * deployment.
 *
 * The packs don't look into the table (AWS::DynamoDB::GlobalTable) and see little of an HTTP API: what has to hold there is
 * asserted by test/lib/protection.test.ts and test/lib/tracker-api.test.ts.
 */
export function addSecurityRules(app: IConstruct): void {
  Validations.of(app).addPlugins(
    new nag.AwsSolutionsChecks(app),
    new nag.HIPAASecurityChecks(app),
    new nag.NIST80053R5Checks(app),
    new nag.ServerlessChecks(app),
  );
}

/** Puts the acknowledgements on the resources that they speak of: call it when all stacks are made. */
export function acknowledge(app: IConstruct): void {
  for (const acknowledgement of acknowledgements) {
    for (const resource of acknowledgedResources(app, acknowledgement)) {
      for (const id of rulesFor(resource, acknowledgement)) {
        Validations.of(resource).acknowledge({ id, reason: acknowledgement.reason });
      }
    }
  }
}

/** The resources that an acknowledgement speaks of. */
export function acknowledgedResources(app: IConstruct, { on, within }: Acknowledgement): CfnResource[] {
  return app.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter(({ cfnResourceType, node }) => cfnResourceType === on && (within?.test(node.path) ?? true));
}

/** The rules that an acknowledgement is about, as the packs name them for this resource. */
export function rulesFor(resource: CfnResource, { rules }: Acknowledgement): readonly string[] {
  return typeof rules === "function" ? rules(resource) : rules;
}
