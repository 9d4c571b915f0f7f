// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation fills in ${...} itself.
import { expect, it } from "vitest";
import { KeptValues } from "../../../local/kept/kept-values.ts";
import type { Template } from "../../../local/template/assembly.ts";
import { CloudFormation } from "../../../local/template/cloud-formation.ts";
import { secretValue } from "../../../local/template/secrets.ts";
import { refuseUnsupported } from "../../../local/template/supported-resources.ts";

const resources = {
  Queue: { Type: "AWS::SQS::Queue" },
  Bus: { Type: "AWS::Events::EventBus", Properties: { Name: { "Fn::Sub": "events-of-${AWS::StackName}" } } },
  Api: { Type: "AWS::ApiGatewayV2::Api" },
  Users: { Type: "AWS::Cognito::UserPool" },
  Secret: {
    Type: "AWS::SecretsManager::Secret",
    Properties: { GenerateSecretString: { PasswordLength: 20, ExcludePunctuation: true } },
  },
  Fields: { Type: "AWS::SecretsManager::Secret", Properties: { SecretString: '{"user":"u","password":"p"}' } },
  Alarm: { Type: "AWS::CloudWatch::Alarm" },
};

/** A stack of its own, from which the other takes what it exports. */
const data: Template = {
  Resources: { Table: { Type: "AWS::DynamoDB::GlobalTable" }, Queue: { Type: "AWS::SQS::Queue" } },
  Outputs: {
    Kept: { Value: { Ref: "Table" } },
    TableName: { Value: { Ref: "Table" }, Export: { Name: { "Fn::Sub": "${AWS::StackName}:TableName" } } },
    QueueArn: { Value: { "Fn::GetAtt": ["Queue", "Arn"] }, Export: { Name: "Data:QueueArn" } },
  },
};

function cloudFormation(template: Template, kept = new KeptValues()): CloudFormation {
  const made: CloudFormation = new CloudFormation(
    {
      stacks: [
        {
          stackName: "Stack",
          region: "eu-central-1",
          template,
          constructPaths: new Map([["Queue", "Caps/Queue"]]),
        },
        { stackName: "Data", region: "eu-central-1", template: data, constructPaths: new Map() },
      ],
      assetDirectories: new Map(),
    },
    { accountId: "000000000000", nameSuffix: "1a2b", apiUrl: "http://127.0.0.1:3000" },
    (secretId) => secretValue(made, secretId, kept),
  );
  return made;
}

const formation = cloudFormation({
  Resources: resources,
  Parameters: { Version: { Default: "6" }, NoDefault: {} },
});
/** What stands in the stack whose bus this is. */
const resolved = (value: unknown, of = formation) => of.only("AWS::Events::EventBus").stack.resolve(value, "There");

it.each<[string, unknown, unknown]>([
  ["a text", "as it is", "as it is"],
  ["Ref of a queue", { Ref: "Queue" }, "https://sqs.eu-central-1.amazonaws.com/000000000000/Stack-Queue-1a2b"],
  ["Ref of what has a name", { Ref: "Bus" }, "events-of-Stack"],
  ["Ref of a parameter", { Ref: "Version" }, "6"],
  ["GetAtt as a list", { "Fn::GetAtt": ["Queue", "Arn"] }, "arn:aws:sqs:eu-central-1:000000000000:Stack-Queue-1a2b"],
  [
    "GetAtt as a text",
    { "Fn::GetAtt": "Bus.Arn" },
    "arn:aws:events:eu-central-1:000000000000:event-bus/events-of-Stack",
  ],
  ["the API's address", { "Fn::GetAtt": ["Api", "ApiEndpoint"] }, "http://127.0.0.1:3000"],
  ["Join", { "Fn::Join": ["/", ["a", { Ref: "AWS::Region" }]] }, "a/eu-central-1"],
  ["Select and Split", { "Fn::Select": [1, { "Fn::Split": ["/", "a/b/c"] }] }, "b"],
  [
    "Sub",
    { "Fn::Sub": "${AWS::Partition}:${Bus}:${Queue.QueueName}:${!Not}" },
    "aws:events-of-Stack:Stack-Queue-1a2b:${Not}",
  ],
  [
    "Sub with variables",
    { "Fn::Sub": ["${x}.${AWS::URLSuffix}", { x: { Ref: "AWS::AccountId" } }] },
    "000000000000.amazonaws.com",
  ],
  ["what another stack exports", { "Fn::ImportValue": "Data:TableName" }, "Data-Table-1a2b"],
  [
    "an export by a name that has to be resolved, of a resource that has a namesake here",
    { "Fn::ImportValue": { "Fn::Join": [":", ["Data", "QueueArn"]] } },
    "arn:aws:sqs:eu-central-1:000000000000:Data-Queue-1a2b",
  ],
  ["what is inside", { a: [{ Ref: "Bus" }, 1, true, null] }, { a: ["events-of-Stack", 1, true, null] }],
  [
    "a field of a secret",
    { "Fn::Join": ["", ["{{resolve:secretsmanager:", { Ref: "Fields" }, ":SecretString:password::}}"]] },
    "p",
  ],
])("resolves %s", (_, value, expected) => {
  expect(resolved(value)).toEqual(expected);
});

it.each<[string, unknown, RegExp]>([
  ["an unknown function", { "Fn::Cidr": "x" }, /^There\.Deep uses Fn::Cidr, .*stack-template\.ts/],
  ["what no stack exports", { "Fn::ImportValue": "Data:Kept" }, /^There\.Deep imports Data:Kept, which no stack/],
  ["what is not in the template", { Ref: "Nowhere" }, /^There\.Deep refers to Nowhere, which is not in the template/],
  ["a type without known ids", { Ref: "Alarm" }, /^There\.Deep refers to Alarm of type AWS::CloudWatch::Alarm/],
  ["an unknown attribute", { "Fn::GetAtt": ["Queue", "Colour"] }, /^There\.Deep asks for Colour of Queue/],
  ["a parameter without default", { Ref: "NoDefault" }, /^There\.Deep refers to NoDefault/],
  ["another dynamic reference", "{{resolve:ssm:/x}}", /^There\.Deep has the dynamic reference {{resolve:ssm:\/x}}/],
])("refuses %s, naming the place", (_, value, sentence) => {
  expect(() => resolved({ Deep: value })).toThrow(sentence);
});

it("makes up a secret once, of the length wanted, and gives the same again while values are kept", () => {
  const kept = new KeptValues();
  const reference = { "Fn::Join": ["", ["{{resolve:secretsmanager:", { Ref: "Secret" }, ":SecretString:::}}"]] };
  const first = resolved(reference, cloudFormation({ Resources: resources }, kept));
  expect(first).toMatch(/^[A-Za-z0-9]{20}$/);
  expect(resolved(reference, cloudFormation({ Resources: resources }, kept))).toBe(first);
  expect(resolved(reference, cloudFormation({ Resources: resources }))).not.toBe(first);
});

it("calls a resource by the path of its construct, or by its logical id", () => {
  expect(formation.ofType("AWS::SQS::Queue").map(({ path }) => path)).toEqual(["Caps/Queue", "Queue"]);
  expect(formation.only("AWS::Events::EventBus").path).toBe("Bus");
});

it.each<[string, object, RegExp]>([
  ["type", { Type: "AWS::StepFunctions::StateMachine" }, /^Thing is of type AWS::StepFunctions::StateMachine/],
  ["property", { Type: "AWS::SQS::Queue", Properties: { FifoQueue: true } }, /^Thing has FifoQueue,/],
  ["attribute", { Type: "AWS::SQS::Queue", Condition: "Sometimes" }, /^Thing has Condition,/],
])("refuses a %s that it doesn't know, naming the resource", (_, resource, sentence) => {
  expect(() => refuseUnsupported({ Resources: { Thing: resource as { Type: string } } })).toThrow(sentence);
});

it("lets pass what needs no counterpart on one machine, with whatever properties", () => {
  const Resources = { Key: { Type: "AWS::KMS::Key", Properties: { Anything: 1 } }, Alarm: resources.Alarm };
  expect(() => refuseUnsupported({ Resources })).not.toThrow();
});
