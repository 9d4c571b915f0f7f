import { CfnOutput, RemovalPolicy, Stack, Tags } from "aws-cdk-lib";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { AgencyConfig } from "./agency-config.ts";
import { agencyKey } from "./agency-key.ts";
import { agencyNames } from "./agency-names.ts";
import { Alarms } from "./alarms.ts";
import { BillingBus } from "./billing-bus.ts";
import { blindIndexKey } from "./blind-index-key.ts";
import { CopyQueue } from "./copy-queue.ts";
import { eventSchemas } from "./event-schemas.ts";
import { Jobs } from "./jobs.ts";
import { signIn } from "./sign-in.ts";
import { Subscriber, subscriberId } from "./subscriber.ts";
import { TrackerApi } from "./tracker-api.ts";
import { TrackerFunctions } from "./tracker-functions.ts";
import { trackerTable } from "./tracker-table.ts";

export interface AgencyStackProps {
  readonly config: AgencyConfig;
  /** The bundle of a folder in functions/. */
  readonly functionCode: (functionName: string) => Code;
}

/** Everything of one agency. Nothing is shared between agencies. */
export class AgencyStack extends Stack {
  constructor(scope: Construct, id: string, { config, functionCode }: AgencyStackProps) {
    const destroy = config.removalPolicy === "destroy";
    super(scope, id, {
      env: { account: config.account, region: config.region },
      description: `Prior-Authorization Tracker of ${config.name}: ${config.stage}`,
      terminationProtection: !destroy,
    });
    Tags.of(this).add("application", "prior-auth-tracker");
    Tags.of(this).add("agency", config.agencyId);
    Tags.of(this).add("stage", config.stage);
    Tags.of(this).add("data-classification", "protected-health-information");

    const { agencyId, logRetentionDays: logRetention } = config;
    const removalPolicy = destroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    // Logs have fixed names: left behind by a failed first deployment, they would make the second one fail.
    const logRemovalPolicy = destroy ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const logs = { logRetention, logRemovalPolicy };

    const encryptionKey = agencyKey(this, agencyId, removalPolicy);
    const table = trackerTable(this, encryptionKey, removalPolicy);
    const billing = new BillingBus(this, "Billing", { busName: agencyNames(agencyId).bus, encryptionKey });
    if (config.eventSchemas) {
      eventSchemas(this, agencyNames(agencyId).eventRegistry);
    }
    for (const busArn of config.subscriberBuses) {
      new Subscriber(this, subscriberId(busArn), { billing, busArn });
    }
    const copies = new CopyQueue(this, "Copies", { bus: billing.bus, encryptionKey });
    const users = signIn(this, config, removalPolicy);
    const functions = new TrackerFunctions(this, "Functions", {
      config,
      functionCode,
      encryptionKey,
      table,
      bus: billing.bus,
      queues: { billing: billing.queue, copies: copies.queue },
      permissionsClaim: users.permissionsClaim,
      blindIndexKey: blindIndexKey(this, encryptionKey, removalPolicy),
      ...logs,
    });
    billing.deliverToBilling(functions.named("billing"));
    copies.deliverToCopyTargets(functions.named("copy-targets"));
    const jobs = new Jobs(this, "Jobs", {
      encryptionKey,
      timeZone: config.timeZone,
      named: (name) => functions.named(name),
    });
    const api = new TrackerApi(this, "Api", { config, functions, signIn: users, encryptionKey, ...logs });
    new Alarms(this, "Alarms", { config, encryptionKey, table, api, billing, copies, jobs, functions });

    new CfnOutput(this, "ApiUrl", {
      value: api.httpApi.apiEndpoint,
      description: "Base address; paths begin with /v1",
    });
    new CfnOutput(this, "TableName", { value: table.tableName });
    new CfnOutput(this, "EventBusName", { value: billing.bus.eventBusName });
    if (users.userPoolId && users.clientId) {
      new CfnOutput(this, "UserPoolId", { value: users.userPoolId });
      new CfnOutput(this, "ClientId", { value: users.clientId });
    }
  }
}
