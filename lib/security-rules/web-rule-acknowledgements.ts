import { type CfnResource, Stack, Token } from "aws-cdk-lib";
import type { CfnDistribution } from "aws-cdk-lib/aws-cloudfront";
import { type Acknowledgement, hipaaAndNist } from "./acknowledgement.ts";

const uploader = /\/Custom::CDKBucketDeployment[0-9A-F]+\//;

/** What CDK grants the function that uploads the site: all objects of two buckets, by names of actions that end in a wildcard. */
function wildcardsOfUpload(policy: CfnResource): string[] {
  const stack = Stack.of(policy);
  const account = Token.isUnresolved(stack.account) ? "<AWS::AccountId>" : stack.account;
  const files = stack.node.findChild("Site").node.findChild("Files").node.defaultChild as CfnResource;
  const actions = ["Abort", "DeleteObject", "GetBucket", "GetObject", "List"].map((action) => `Action::s3:${action}*`);
  const resources = [
    `Resource::<${stack.getLogicalId(files)}.Arn>/*`,
    `Resource::arn:aws:s3:::cdk-hnb659fds-assets-${account}-${stack.region}/*`,
  ];
  return [...actions, ...resources].map((found) => `AwsSolutions::AwsSolutions-IAM5[${found}]`);
}

/** Rules that don't hold for the pages' stack, and why that is right. */
export const webAcknowledgements: readonly Acknowledgement[] = [
  {
    rules: wildcardsOfUpload,
    on: "AWS::IAM::Policy",
    within: uploader,
    reason:
      "The grants of CDK's own upload: it reads what the deployment brought and writes the site's files, which everybody may read. It runs during deployments only.",
  },
  {
    rules: hipaaAndNist("IAMNoInlinePolicy"),
    on: "AWS::IAM::Policy",
    within: uploader,
    reason: "The role belongs to CDK's own upload, is never shared, and is made and removed together with its grants.",
  },
  {
    rules: [
      "AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]",
    ],
    on: "AWS::IAM::Role",
    within: uploader,
    reason: "CDK's own upload logs by it: what it copied during a deployment, which holds nothing of any client.",
  },
  {
    rules: ["AwsSolutions::AwsSolutions-L1", "Serverless::Serverless-LambdaLatestVersion"],
    on: "AWS::Lambda::Function",
    within: uploader,
    reason: "CDK chooses the Python that its upload was tried with; it runs during deployments only.",
  },
  {
    rules: hipaaAndNist("S3DefaultEncryptionKMS"),
    on: "AWS::S3::Bucket",
    reason:
      "The site's files are what every visitor may read, and the log of their bucket has CloudFront's reads of them: S3 writes such logs into no bucket with a key of KMS. Both are encrypted by S3.",
  },
  {
    rules: hipaaAndNist("S3BucketReplicationEnabled"),
    on: "AWS::S3::Bucket",
    reason: "Every deployment makes the site's files anew from the sources; a lost bucket is deployed again.",
  },
  {
    rules: ["AwsSolutions::AwsSolutions-CFR1"],
    on: "AWS::CloudFront::Distribution",
    reason:
      "Where somebody sits says nothing of who they are: everything but the pages' files needs a token. Staff who travel would be shut out.",
  },
  {
    rules: ["AwsSolutions::AwsSolutions-CFR3"],
    on: "AWS::CloudFront::Distribution",
    reason:
      "Access is logged by CloudWatch's deliveries, which the rule doesn't know (lib/web-site/web-logs.ts): the older logs hold the whole query, in which clients' names are searched for.",
  },
  {
    rules: (distribution) => (hasOwnName(distribution) ? [] : ["AwsSolutions::AwsSolutions-CFR4"]),
    on: "AWS::CloudFront::Distribution",
    reason:
      "At addresses of its own CloudFront lets nobody choose. Where records are real an agency's file without a domain is refused (lib/agency-file/safeguards.ts).",
  },
];

/** Whether it is reached by a domain of the agency's, with a certificate for it. */
function hasOwnName(distribution: CfnResource): boolean {
  const { distributionConfig } = distribution as CfnDistribution;
  return "aliases" in distributionConfig && distributionConfig.aliases !== undefined;
}
