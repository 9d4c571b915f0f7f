import { App } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import cdk from "../cdk.json" with { type: "json" };
import { agencyStacks } from "../lib/agency.ts";
import { AgencyConfigError, readAgencyConfig } from "../lib/agency-files.ts";
import { deployedFunctions } from "../lib/deployed-functions.ts";
import { bundleDirectory, bundleFunctions } from "../lib/function-bundles.ts";
import { acknowledge, addSecurityRules } from "../lib/security-rules.ts";

try {
  // The CDK command line hands cdk.json's context over itself; run without it, this file makes the same stack.
  const app = new App({ context: cdk.context, analyticsReporting: false });
  const config = readAgencyConfig(app.node.tryGetContext("agency"));
  bundleFunctions(deployedFunctions);
  agencyStacks(app, { config, functionCode: (name) => Code.fromAsset(bundleDirectory(name)) });
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
