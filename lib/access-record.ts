import { ArnFormat, Stack } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { CfnSubscriptionFilter } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { agencyNames } from "./agency-names.ts";
import { accessRecorder, httpFunctions } from "./deployed-functions.ts";

export interface AccessRecordProps {
  readonly agencyId: string;
  readonly recorder: IFunction;
}

/** The lines that tell who was told of which client (functions/runtime/http-function.ts). */
const requests = '{ $.event = "request" || $.event = "furtherClients" }';

/**
 * Hands the log lines of requests on to the function that keeps who saw which client: readers neither wait for it nor may write
 * (ADR 61). Its own log is not among them, or it would hear itself for ever.
 */
export class AccessRecord extends Construct {
  constructor(scope: Construct, id: string, { agencyId, recorder }: AccessRecordProps) {
    super(scope, id);
    const { account } = Stack.of(this);
    const names = agencyNames(agencyId);
    recorder.addPermission(accessRecorder, {
      scope: this,
      principal: new ServicePrincipal("logs.amazonaws.com"),
      sourceAccount: account,
      sourceArn: Stack.of(this).formatArn({
        service: "logs",
        resource: "log-group",
        resourceName: `${names.functionLog("*")}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    });
    for (const name of httpFunctions) {
      const filter = new CfnSubscriptionFilter(this, name, {
        logGroupName: names.functionLog(name),
        filterPattern: requests,
        destinationArn: recorder.functionArn,
      });
      // CloudWatch Logs tries the function when the filter is made.
      filter.node.addDependency(...this.node.children.filter((child) => !(child instanceof CfnSubscriptionFilter)));
    }
  }
}
