import { StartError } from "../start-error.ts";
import type { Template } from "./assembly.ts";

/**
 * Every type of resource that has a local counterpart, with the properties it acts on (`acts`) and those that change
 * nothing on one machine (`idle`): encryption, logs, tags, retention of days. A property in neither list is refused,
 * because running without it could differ from the deployed stack without anybody noticing.
 */
const supported: Readonly<Record<string, { readonly acts: readonly string[]; readonly idle: readonly string[] }>> = {
  "AWS::DynamoDB::GlobalTable": {
    acts: [
      "AttributeDefinitions",
      "KeySchema",
      "GlobalSecondaryIndexes",
      "BillingMode",
      "TimeToLiveSpecification",
      "TableName",
    ],
    idle: ["Replicas", "SSESpecification", "WarmThroughput", "WriteOnDemandThroughputSettings"],
  },
  "AWS::Lambda::Function": {
    acts: [
      "Code",
      "Handler",
      "Runtime",
      "Role",
      "Timeout",
      "Environment",
      "FunctionName",
      "LoggingConfig",
      "ReservedConcurrentExecutions",
    ],
    idle: ["Architectures", "Description", "KmsKeyArn", "MemorySize", "Tags", "TracingConfig"],
  },
  // One version, the one that was synthesized: an alias that divides calls between two has no counterpart.
  "AWS::Lambda::Version": { acts: ["FunctionName"], idle: ["CodeSha256", "Description"] },
  "AWS::Lambda::Alias": {
    acts: ["FunctionName", "FunctionVersion", "Name"],
    idle: ["Description", "ProvisionedConcurrencyConfig"],
  },
  "AWS::Lambda::EventSourceMapping": {
    acts: [
      "BatchSize",
      "Enabled",
      "EventSourceArn",
      "FunctionName",
      "FunctionResponseTypes",
      "MaximumBatchingWindowInSeconds",
      "ScalingConfig",
    ],
    idle: ["MetricsConfig", "Tags"],
  },
  "AWS::ApiGatewayV2::Api": {
    acts: ["CorsConfiguration", "ProtocolType"],
    idle: ["Description", "DisableExecuteApiEndpoint", "IpAddressType", "Name", "Tags"],
  },
  "AWS::ApiGatewayV2::Route": {
    acts: ["AuthorizationScopes", "AuthorizationType", "AuthorizerId", "RouteKey", "Target"],
    idle: ["ApiId", "OperationName"],
  },
  "AWS::ApiGatewayV2::Integration": {
    acts: ["IntegrationType", "IntegrationUri", "PayloadFormatVersion", "TimeoutInMillis"],
    idle: ["ApiId", "Description", "IntegrationMethod"],
  },
  "AWS::ApiGatewayV2::Authorizer": {
    acts: ["AuthorizerType", "IdentitySource", "JwtConfiguration"],
    idle: ["ApiId", "Name"],
  },
  "AWS::ApiGatewayV2::Stage": {
    acts: ["AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "StageName"],
    idle: ["ApiId", "AutoDeploy", "Description", "Tags"],
  },
  "AWS::Events::EventBus": {
    acts: ["Name"],
    idle: ["DeadLetterConfig", "Description", "KmsKeyIdentifier", "LogConfig", "Policy", "Tags"],
  },
  "AWS::Events::Rule": {
    acts: ["EventBusName", "EventPattern", "State", "Targets"],
    idle: ["Description", "Name", "Tags"],
  },
  // Days of retention and seconds of visibility: waits are shortened here, see queue.ts.
  "AWS::SQS::Queue": {
    acts: ["QueueName", "RedrivePolicy"],
    idle: [
      "KmsDataKeyReusePeriodSeconds",
      "KmsMasterKeyId",
      "MaximumMessageSize",
      "MessageRetentionPeriod",
      "ReceiveMessageWaitTimeSeconds",
      "RedriveAllowPolicy",
      "SqsManagedSseEnabled",
      "Tags",
      "VisibilityTimeout",
    ],
  },
  "AWS::Scheduler::Schedule": {
    acts: ["FlexibleTimeWindow", "Name", "ScheduleExpression", "ScheduleExpressionTimezone", "State", "Target"],
    idle: ["Description", "GroupName", "KmsKeyArn"],
  },
  "AWS::Logs::SubscriptionFilter": {
    acts: ["DestinationArn", "FilterPattern", "LogGroupName"],
    idle: ["FilterName"],
  },
  // Kept as a lock would: nothing is written over or deleted.
  "AWS::S3::Bucket": {
    acts: ["BucketName"],
    idle: [
      "BucketEncryption",
      "LifecycleConfiguration",
      "LoggingConfiguration",
      "ObjectLockConfiguration",
      "ObjectLockEnabled",
      "OwnershipControls",
      "PublicAccessBlockConfiguration",
      "Tags",
      "VersioningConfiguration",
    ],
  },
  "AWS::SecretsManager::Secret": {
    acts: ["GenerateSecretString", "Name", "SecretString"],
    idle: ["Description", "KmsKeyId", "ReplicaRegions", "Tags"],
  },
};

/** Types that need no counterpart on one machine; `AWS::IAM::` stands for everything of that service. */
const withoutCounterpart: readonly string[] = [
  // Who may do what, and with which key. The functions' roles are read by themselves: `local/roles/`.
  "AWS::IAM::",
  "AWS::KMS::",
  "AWS::Events::EventBusPolicy",
  // What events look like, for those who write subscribers: docs/contracts has the same.
  "AWS::EventSchemas::",
  "AWS::Lambda::Permission",
  "AWS::SQS::QueuePolicy",
  "AWS::SecretsManager::ResourcePolicy",
  // Who signs in: POST /local/token gives the same tokens.
  "AWS::Cognito::",
  // Who looks after it. Alarms and metric filters are read by themselves: `local/metrics`.
  "AWS::CloudWatch::",
  "AWS::Logs::",
  "AWS::SNS::",
  "AWS::Budgets::",
  "AWS::Backup::",
  // How new versions of functions take over from old ones, which there are none of.
  "AWS::CodeDeploy::",
  // How web pages and the API get to the internet.
  "AWS::CertificateManager::",
  "AWS::CloudFront::",
  "AWS::Route53::",
  "AWS::S3::BucketPolicy",
  "AWS::WAFv2::",
  "Custom::CDKBucketDeployment",
  "Custom::S3AutoDeleteObjects",
  "AWS::Lambda::LayerVersion",
  // Kept events are for a person to replay after a fault.
  "AWS::Events::Archive",
  "AWS::CDK::Metadata",
  "AWS::Scheduler::ScheduleGroup",
  "AWS::SSM::Parameter",
];

/** Attributes for updates and deletions, which a stack that is made anew each time never has. */
const resourceAttributes = [
  "Type",
  "Properties",
  "DependsOn",
  "DeletionPolicy",
  "UpdatePolicy",
  "UpdateReplacePolicy",
  "Metadata",
];

/**
 * @throws StartError naming the first resource or property that has no local counterpart
 */
export function refuseUnsupported(template: Template): void {
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const { Type: type, Properties: properties = {} } = resource;
    const known = supported[type];
    if (!known && withoutCounterpart.some((one) => type === one || (one.endsWith("::") && type.startsWith(one)))) {
      continue;
    }
    if (!known) {
      throw new StartError(
        `${logicalId} is of type ${type}, which the local server doesn't know: add it in local/template/supported-resources.ts, either to what has a counterpart or to what needs none.`,
      );
    }
    refuseUnknownKeys(resource, logicalId, resourceAttributes);
    refuseUnknownKeys(properties, logicalId, [...known.acts, ...known.idle]);
  }
}

/** @throws StartError naming the first key of `object` that the local server does not know */
export function refuseUnknownKeys(object: object, place: string, known: readonly string[]): void {
  const unknown = Object.keys(object).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new StartError(
      `${place} has ${unknown}, which the local server doesn't know: see local/template/supported-resources.ts for what it does.`,
    );
  }
}
