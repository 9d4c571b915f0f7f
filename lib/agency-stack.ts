import { CfnOutput, Fn, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { Key } from "aws-cdk-lib/aws-kms";
import type { Code } from "aws-cdk-lib/aws-lambda";
import { StringParameter } from "aws-cdk-lib/aws-ssm";
import type { Construct } from "constructs";
import { AccessRecord } from "./access-record.ts";
import type { AgencyDataStack } from "./agency-data-stack.ts";
import type { AgencyConfig } from "./agency-file/agency-config.ts";
import { agencyNames } from "./agency-names.ts";
import { accessRecorder } from "./deployed-functions.ts";
import { generatedKey } from "./generated-key.ts";
import { GradualRelease, isGradual } from "./gradual-release.ts";
import { Jobs } from "./jobs.ts";
import { AgencyBus } from "./messaging/agency-bus.ts";
import { eventQueues } from "./messaging/event-queue.ts";
import { eventSchemas } from "./messaging/event-schemas.ts";
import { Subscriber, subscriberId } from "./messaging/subscriber.ts";
import { AccessLogMetrics } from "./monitoring/access-log-metrics.ts";
import { AccountBudget } from "./monitoring/account-budget.ts";
import { AgencyDashboard } from "./monitoring/agency-dashboard.ts";
import { alarmTable } from "./monitoring/alarm-table.ts";
import { Alarms } from "./monitoring/alarms.ts";
import type { SignIn } from "./sign-in.ts";
import { siteKeys } from "./site-keys.ts";
import { TrackerApi } from "./tracker-api.ts";
import { TrackerFunctions } from "./tracker-functions.ts";

export interface AgencyProps {
  readonly config: AgencyConfig;
  /** The bundle of a folder in functions/. */
  readonly functionCode: (functionName: string) => Code;
}

export interface AgencyStackProps extends StackProps, AgencyProps {
  readonly data: AgencyDataStack;
}

/** What works on an agency's data. All of it can be deleted and deployed anew. */
export class AgencyStack extends Stack {
  /** The API's address, without a slash at its end. */
  readonly apiEndpoint: string;
  /** Issuer and client in the form that the pages' stack takes. */
  readonly signInOfPages: SignIn;

  constructor(scope: Construct, id: string, { config, functionCode, data, ...props }: AgencyStackProps) {
    super(scope, id, props);
    const names = agencyNames(config.agencyId);
    // By its ARN: a construct that is given the key itself may write into its policy, and so make the data stack refer to this one.
    const encryptionKey = Key.fromKeyArn(this, "Key", data.encryptionKey.keyArn);
    const { tableInUse: table, signIn } = data;
    const events = new AgencyBus(this, "Events", { busName: names.bus, encryptionKey });
    if (config.eventSchemas) {
      eventSchemas(this, names.eventRegistry);
    }
    for (const busArn of config.subscriberBuses) {
      new Subscriber(this, subscriberId(busArn), { events, busArn });
    }
    const queues = eventQueues(this, { events, encryptionKey });
    // Nothing is stored with it: whoever has a page open begins anew when it changes.
    const cursorKey = generatedKey(this, "CursorKey", {
      description: "Key of the cursors of lists. It may be rotated at any time.",
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const functions = new TrackerFunctions(this, "Functions", {
      config,
      functionCode,
      encryptionKey,
      table,
      bus: events.bus,
      anchors: data.anchors,
      queues,
      signIn,
      blindIndexKey: data.blindIndexKey,
      cursorKey: cursorKey.reference,
      siteKeys: siteKeys(this, config, encryptionKey),
    });
    for (const queue of Object.values(queues)) {
      queue.deliverTo(functions.named(queue.row.consumer));
    }
    new AccessRecord(this, "Accesses", { agencyId: config.agencyId, recorder: functions.named(accessRecorder) });
    const jobs = new Jobs(this, "Jobs", {
      encryptionKey,
      timeZone: config.timeZone,
      named: (name) => functions.named(name),
    });
    const api = new TrackerApi(this, "Api", { config, functions, signIn });
    const accessLog = new AccessLogMetrics(this, "AccessLogMetrics", config);
    const watched = { config, table, api, accessLog, events, queues, jobs, functions };
    const alarms = new Alarms(this, "Alarms", { config, rows: alarmTable(watched), encryptionKey });
    if (isGradual(config)) {
      new GradualRelease(this, "Release", { functions, alarms });
    }
    new AccountBudget(this, "Budget", config);
    new AgencyDashboard(this, "Dashboard", { ...watched, alarms });

    this.signInOfPages = config.webSite ? signInOfPages(this, signIn) : signIn;
    this.apiEndpoint = api.httpApi.apiEndpoint;
    new CfnOutput(this, "ApiUrl", {
      value: this.apiEndpoint,
      description: config.webSite
        ? "The API's own address, which answers the pages' CloudFront alone: ask at WebSiteUrl"
        : "Base address; paths begin with /v1",
    });
    new CfnOutput(this, "TableName", { value: table.tableName });
    new CfnOutput(this, "EventBusName", { value: events.bus.eventBusName });
    if (signIn.userPoolId && signIn.clientId) {
      new CfnOutput(this, "UserPoolId", { value: signIn.userPoolId });
      new CfnOutput(this, "ClientId", { value: signIn.clientId });
    }
  }
}

/**
 * A user pool's ids, handed on by this stack: the pages' stack may be in another region, and the resources that CDK adds for that
 * may not be in the stack that holds records.
 */
function signInOfPages(stack: AgencyStack, signIn: SignIn): SignIn {
  const { userPoolId, clientId } = signIn;
  if (userPoolId === undefined || clientId === undefined) {
    return signIn;
  }
  const { stringValue } = new StringParameter(stack, "SignInOfPages", {
    description: "Issuer and client that the pages of this agency sign in with",
    stringValue: `${signIn.issuer} ${clientId}`,
  });
  const told = Fn.split(" ", stringValue);
  return { ...signIn, issuer: Fn.select(0, told), clientId: Fn.select(1, told) };
}
