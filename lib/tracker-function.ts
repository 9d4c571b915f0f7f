import { type Duration, Stack } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { PolicyDocument, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  Alias,
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { FunctionGrants } from "./function-grants.ts";
import { functionPolicy } from "./function-policy.ts";
import type { EventQueue } from "./messaging/event-queue.ts";

/** What all functions of an agency share. */
export interface FunctionSurroundings {
  readonly encryptionKey: IKey;
  readonly table: ITable;
  readonly bus: EventBus;
  /** Of the anchors of audits. */
  readonly anchors: IBucket;
}

export interface TrackerFunctionProps extends FunctionSurroundings {
  /** The queues that it takes from. */
  readonly queues: readonly EventQueue[];
  /** The folder in functions/. */
  readonly name: string;
  readonly code: Code;
  readonly grants: FunctionGrants;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroupName: string;
  /** How many calls run at once, and are kept free for it; undefined: as many as the account has left. */
  readonly reservedConcurrency?: number | undefined;
}

/** One Lambda function with its own role and its own log, which is in the data stack. */
export class TrackerFunction extends Construct {
  /** The alias that everybody calls the function by. A release moves it to the new version. */
  readonly live: Alias;

  constructor(scope: Construct, id: string, props: TrackerFunctionProps) {
    super(scope, id);
    const logGroup = LogGroup.fromLogGroupName(this, "Log", props.logGroupName);
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `What functions/${props.name} may do`,
      // Inside the role and not beside it: nothing can start before the role allows it.
      inlinePolicies: {
        Grants: new PolicyDocument({
          statements: functionPolicy(props.grants, {
            region: Stack.of(this).region,
            tableArn: props.table.tableArn,
            busArn: props.bus.eventBusArn,
            anchorsArn: props.anchors.bucketArn,
            queues: props.queues,
            keyArn: props.encryptionKey.keyArn,
            logGroupArn: logGroup.logGroupArn,
          }),
        }),
      },
    });
    const lambda = new LambdaFunction(this, "Function", {
      description: `Prior-Authorization Tracker: functions/${props.name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: props.code,
      role,
      // Memory buys processor time, which a call mostly needs: 1 GB is a bit more than half a core.
      memorySize: 1024,
      timeout: props.timeout,
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
      environment: props.environment,
      environmentEncryption: props.encryptionKey,
      logGroup,
      // The platform's own lines become JSON as well, searchable like the function's.
      loggingFormat: LoggingFormat.JSON,
    });
    this.live = new Alias(this, "Live", { aliasName: "live", version: lambda.currentVersion });
  }
}
