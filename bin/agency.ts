import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import cdk from "../cdk.json" with { type: "json" };
import { agencyStacks } from "../lib/agency.ts";
import { AgencyConfigError, readAgencyConfig, releasedAs } from "../lib/agency-file/agency-files.ts";
import { deployedFunctions } from "../lib/deployed-functions.ts";
import { bundleDirectory, bundleFunctions } from "../lib/function-bundles.ts";
import { acknowledge, addSecurityRules } from "../lib/security-rules/security-rules.ts";

try {
  // The CDK command line hands cdk.json's context over itself; run without it, this file makes the same stack.
  const app = new App({ context: cdk.context, analyticsReporting: false });
  // A list of agencies makes one assembly of all, as a release deploys it, with the code that they share in it once.
  const deployment = app.node.tryGetContext("deployment");
  const configs = [app.node.tryGetContext("agency")]
    .flat()
    .map((name) => releasedAs(readAgencyConfig(name), deployment));
  bundleFunctions(deployedFunctions);
  for (const config of configs) {
    agencyStacks(app, { config, functionCode: (name) => Code.fromAsset(bundleDirectory(name)) });
  }
  acknowledge(app);
  addSecurityRules(app);
  app.synth();
} catch (error) {
  if (!(error instanceof AgencyConfigError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 1;
}
