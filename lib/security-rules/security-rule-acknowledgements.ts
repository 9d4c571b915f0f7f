import { type CfnResource, Stack, Token } from "aws-cdk-lib";
import { AgencyDataStack } from "../agency-data-stack.ts";
import { agencyNames } from "../agency-names.ts";
import { type Acknowledgement, hipaaAndNist } from "./acknowledgement.ts";
import { webAcknowledgements } from "./web-rule-acknowledgements.ts";

/** A wildcard is a finding by itself, and named with all that stands around it. */
function streamsOfOwnLog(role: CfnResource): string[] {
  const { account, region, stackName } = Stack.of(role);
  const [, functionName = ""] = /\/Functions\/([\w-]+)\//.exec(role.node.path) ?? [];
  const log = agencyNames(stackName.replace(/^PriorAuthTracker-/, "")).functionLog(functionName);
  const place = `${region}:${Token.isUnresolved(account) ? "<AWS::AccountId>" : account}`;
  return [`AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:logs:${place}:log-group:${log}:*]`];
}

function alarmsOfTheAccount(role: CfnResource): string[] {
  const { account, region } = Stack.of(role);
  const place = `${region}:${Token.isUnresolved(account) ? "<AWS::AccountId>" : account}`;
  return [`AwsSolutions::AwsSolutions-IAM5[Resource::arn:aws:cloudwatch:${place}:alarm:*]`];
}

function backupsOfTheTable(role: CfnResource): string[] {
  const stack = Stack.of(role);
  const tableArn = stack instanceof AgencyDataStack ? printed(stack.resolve(stack.tableInUse.tableArn)) : "";
  return [`AwsSolutions::AwsSolutions-IAM5[Resource::${tableArn}/backup/*]`];
}

function anchorsOfTheAgency(role: CfnResource): string[] {
  const { dataStack } = agencyNames(Stack.of(role).stackName.replace(/^PriorAuthTracker-/, ""));
  const data = role.node.root.node
    .findAll()
    .find((one) => one instanceof AgencyDataStack && one.stackName === dataStack);
  if (!(data instanceof AgencyDataStack)) {
    return [];
  }
  // It is exported already: this asks for the name that other stacks know it by.
  const exported = printed(data.resolve(data.exportValue(data.anchors.bucketArn)));
  return [`AwsSolutions::AwsSolutions-IAM5[Resource::${exported}/*]`];
}

/** A text of a template as cdk-nag prints it: references stand between angle brackets. */
function printed(text: unknown): string {
  if (typeof text === "string") {
    return text;
  }
  const {
    Ref,
    "Fn::GetAtt": attribute,
    "Fn::Join": join,
    "Fn::ImportValue": imported,
  } = text as Record<string, string[] | string | undefined>;
  if (imported) {
    return String(imported);
  }
  const [, parts] = (join ?? []) as unknown as [string, unknown[]];
  return parts ? parts.map(printed).join("") : `<${Ref ?? [attribute].flat().join(".")}>`;
}

export const acknowledgements: readonly Acknowledgement[] = [
  ...webAcknowledgements,
  {
    rules: streamsOfOwnLog,
    on: "AWS::IAM::Role",
    within: /\/Functions\/[\w-]+\/Role\/Resource$/,
    reason: "All streams of the function's own log and of nothing else: Lambda makes their names up.",
  },
  {
    rules: anchorsOfTheAgency,
    on: "AWS::IAM::Role",
    within: /\/Functions\/anchor\/Role\/Resource$/,
    reason:
      "All anchors of audits: there are new ones every day. They can be read and added, not written over or deleted.",
  },
  {
    rules: ["AwsSolutions::AwsSolutions-S1", ...hipaaAndNist("S3BucketLoggingEnabled")],
    on: "AWS::S3::Bucket",
    within: /\/Anchors\/Resource$/,
    reason:
      "Ids and hashes, which nobody but one job reads and adds, and nobody changes: a log of it would tell nothing that the objects don't. Who else reads them is in CloudTrail, where the account records data events.",
  },
  {
    rules: backupsOfTheTable,
    on: "AWS::IAM::Role",
    within: /\/Backups\/Role\/Resource$/,
    reason: "All backups of the agency's own table and of nothing else: DynamoDB makes their names up.",
  },
  {
    rules: alarmsOfTheAccount,
    on: "AWS::IAM::Role",
    within: /\/Release\/Role\/Resource$/,
    reason:
      "CodeDeploy asks for alarms by a list of names, for which IAM knows no narrower resource than all of them. It may look, not change.",
  },
  {
    rules: hipaaAndNist("CloudWatchAlarmAction"),
    on: "AWS::CloudWatch::Alarm",
    within: /\/Release\/[\w-]+Errors\/Resource$/,
    reason:
      "CodeDeploy reads it while a version takes over, and whoever deploys sees the deployment fail. Afterwards the alarm Errors-<function> tells of the same errors: two mails for each would teach people to ignore both.",
  },
  {
    rules: hipaaAndNist("IAMNoInlinePolicy"),
    on: "AWS::IAM::Role",
    reason:
      "Each role belongs to one function, schedule or purpose, is never shared, and is made and removed together with its grants: as managed policies they could be attached elsewhere, and a function could start before they are.",
  },
  {
    rules: hipaaAndNist("LambdaInsideVPC"),
    on: "AWS::Lambda::Function",
    reason:
      "Nothing that the functions reach lies in a VPC: DynamoDB, EventBridge, SQS and KMS are reached by TLS at addresses that IAM guards, with a policy for each function. A VPC would add endpoints to keep, not a boundary.",
  },
  {
    rules: [...hipaaAndNist("LambdaDLQ"), "Serverless::Serverless-LambdaDLQ"],
    on: "AWS::Lambda::Function",
    reason:
      "What may not be lost is stored before any function starts. HTTP calls are answered at once, the queues have dead-letter queues of their own, and a job that broke off goes on at its next run: its errors, and its silence, raise alarms.",
  },
  {
    rules: ["Serverless::Serverless-LambdaEventSourceMappingDestination"],
    on: "AWS::Lambda::EventSourceMapping",
    reason:
      "A destination for failures exists for streams only. Messages of a queue that fail too often go to the queue's own dead-letter queue, which raises an alarm.",
  },
  {
    rules: hipaaAndNist("LambdaConcurrency"),
    on: "AWS::Lambda::Function",
    reason:
      "Concurrency is reserved where it protects others (lib/reserved-concurrency.ts). Reserved for every function, it would take from an account what a hundred agencies in it need to share, and refuse users while other functions idle.",
  },
  {
    rules: ["Serverless::Serverless-LambdaTracing"],
    on: "AWS::Lambda::Function",
    reason:
      "The W3C trace id of the request stands in every log line and event from the browser to the cap, so a trace is one query. X-Ray would need a grant on all resources and adds nothing to it.",
  },
  {
    rules: ["AwsSolutions::AwsSolutions-SQS3", "Serverless::Serverless-SQSRedrivePolicy"],
    on: "AWS::SQS::Queue",
    within: /\/(DeadLetters|Undelivered)\/Resource$/,
    reason:
      "It is where failed messages end, and raises an alarm as soon as it holds one. `npm run dead-letters` puts them back.",
  },
  {
    rules: ["AwsSolutions::AwsSolutions-APIG4"],
    on: "AWS::ApiGatewayV2::Route",
    within: /\/Api\/(readOpenapi|listProblems|Unknown)\/Resource$/,
    reason:
      "Public by the contract: the API's own document, the list of its problems, and the answer to unknown routes. The function behind them may touch nothing (lib/function-grants.ts).",
  },
  {
    rules: ["AwsSolutions::AwsSolutions-SMG4", ...hipaaAndNist("SecretsManagerRotationEnabled")],
    on: "AWS::SecretsManager::Secret",
    reason:
      "One is the key of the hashes that clients are searched by: with another every search entry would have to be written anew, and meanwhile clients would not be found. The other marks cursors of lists: it is renewed by hand (docs/runbook.md), since a rotation would need a function with a grant to it. Those that CloudFront shows to the API are renewed by their number in the agency's file, since two stacks have to change in an order.",
  },
  {
    rules: ["Serverless::Serverless-SNSRedrivePolicy"],
    on: "AWS::SNS::Subscription",
    reason:
      "SNS has no dead-letter queues for e-mail. The alarms themselves stay red in CloudWatch until the fault is gone.",
  },
  {
    rules: ["AwsSolutions::AwsSolutions-COG2"],
    on: "AWS::Cognito::UserPool",
    reason:
      "An agency's file can leave the second factor to its users where records are invented; where they are real it is refused (lib/agency-file/safeguards.ts).",
  },
  {
    rules: ["AwsSolutions::AwsSolutions-COG8"],
    on: "AWS::Cognito::UserPool",
    reason:
      "The Plus plan is paid by user and month. Users can't sign themselves up, passwords have 14 characters, and production demands a second factor; an agency that wants more brings its own token issuer.",
  },
];
