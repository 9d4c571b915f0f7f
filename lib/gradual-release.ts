import { Duration, Stack } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IAlarm, Metric, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import {
  type ILambdaDeploymentConfig,
  LambdaApplication,
  LambdaDeploymentConfig,
  LambdaDeploymentGroup,
} from "aws-cdk-lib/aws-codedeploy";
import { type IRole, PolicyDocument, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Alias } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { AgencyConfig } from "./agency-file/agency-config.ts";
import { httpFunctions } from "./deployed-functions.ts";
import { allow } from "./function-policy.ts";
import { type Alarms, runbook } from "./monitoring/alarms.ts";
import type { TrackerFunctions } from "./tracker-functions.ts";

export interface GradualReleaseProps {
  readonly functions: TrackerFunctions;
  readonly alarms: Alarms;
}

interface Shift {
  readonly config: ILambdaDeploymentConfig;
  /** Alarms besides that of the new version's errors. */
  readonly alarms: readonly string[];
}

/** A tenth of the users' requests for five minutes: enough for the alarms, and few are hurt. */
const users: Shift = {
  config: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  // Handlers answer what went wrong as 500, which is no error to Lambda.
  alarms: ["ApiFails"],
};

/**
 * For functions called about once a minute: a tenth of five calls would be none. In ten minutes the new version gets half of ten
 * calls.
 */
const steady: Shift = { config: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE, alarms: [] };

/**
 * How each function's new version takes over. `reconcile`, `remind` and `backfill` are not here: they run too rarely to be
 * watched meanwhile, so they change at once, and their own alarms tell.
 */
const shifts: Readonly<Record<string, Shift>> = {
  ...Object.fromEntries(httpFunctions.map((name) => [name, users])),
  // A batch that the new version fails on comes back to the queue, and mostly meets the old one then.
  billing: steady,
  "copy-targets": steady,
  resend: { ...steady, alarms: ["UnsentEvents"] },
};

/** A demo is deployed to be tried, often into an emulator: there is nobody whom a bad version could hurt. */
export function isGradual({ deployment, stage }: AgencyConfig): boolean {
  return (deployment ?? (stage === "demo" ? "all-at-once" : "canary")) === "canary";
}

/** New versions of functions take over little by little, and the old ones come back when an alarm goes off meanwhile. */
export class GradualRelease extends Construct {
  constructor(scope: Construct, id: string, { functions, alarms }: GradualReleaseProps) {
    super(scope, id);
    const application = new LambdaApplication(this, "Application");
    const watched = [...functions.byName].flatMap(([name, live]) => {
      const shift = shifts[name];
      return shift ? [{ name, live, shift }] : [];
    });
    const role = releaseRole(
      this,
      watched.map(({ live }) => live),
    );
    for (const { name, live, shift } of watched) {
      new LambdaDeploymentGroup(this, name, {
        application,
        alias: live,
        role,
        deploymentConfig: shift.config,
        alarms: [this.errorsOfNewVersion(name, live), ...shift.alarms.map((alarm) => alarms.named(alarm))],
        // Also when it is stopped by hand.
        autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      });
    }
  }

  /**
   * Of the new version alone: errors of the old one are no reason to keep it. Nobody is told of it, since whoever deploys sees
   * the deployment fail.
   */
  private errorsOfNewVersion(name: string, live: Alias): IAlarm {
    const { functionName } = live.lambda;
    return new Alarm(this, `${name}Errors`, {
      alarmDescription: `The version of functions/${name} that is being released breaks off or runs out of time. The release is taken back. ${runbook("A release")}`,
      metric: new Metric({
        namespace: "AWS/Lambda",
        metricName: "Errors",
        dimensionsMap: {
          FunctionName: functionName,
          Resource: `${functionName}:${live.aliasName}`,
          ExecutedVersion: live.version.version,
        },
        period: Duration.minutes(1),
        statistic: Stats.SUM,
      }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

/**
 * What CodeDeploy may do. AWS's own policy for it, AWSCodeDeployRoleForLambdaLimited, would let it move the aliases of every
 * function in the account.
 */
function releaseRole(scope: Construct, aliases: readonly Alias[]): IRole {
  const { account, region, partition } = Stack.of(scope);
  // Without referring to the alias, which waits for its deployment group, which waits for this role.
  const functionArns = aliases.flatMap(({ lambda, aliasName }) => [
    lambda.functionArn,
    `${lambda.functionArn}:${aliasName}`,
  ]);
  const role = new Role(scope, "Role", {
    assumedBy: new ServicePrincipal("codedeploy.amazonaws.com"),
    description: "Moves the aliases of this agency's functions to their new versions",
    inlinePolicies: {
      Release: new PolicyDocument({
        statements: [
          allow(
            "MoveAliases",
            ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
            functionArns,
          ),
          // IAM knows no narrower resource for it.
          allow(
            "LookAtAlarms",
            ["cloudwatch:DescribeAlarms"],
            `arn:${partition}:cloudwatch:${region}:${account}:alarm:*`,
          ),
        ],
      }),
    },
  });
  // Otherwise each deployment group adds AWS's policy.
  return role.withoutPolicyUpdates();
}
