import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { GrantsRecord } from "../../../local/roles/grants.ts";
import { busName, call, type HandMadeStack, runStack, temporaryDirectory } from "../hand-made-stack.ts";

/** A function that puts what it is told into the table, and an event of the source that it is told on the bus. */
const code = `
  const post = async (url, target, body) => {
    const type = "application/x-amz-json-1." + (target.startsWith("AWSEvents") ? 1 : 0);
    const reply = await fetch(url, { method: "POST", headers: { "x-amz-target": target, "content-type": type, authorization: "AWS4-HMAC-SHA256 Credential=local/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0", "x-amz-date": "20260101T000000Z" }, body: JSON.stringify(body) });
    const { __type: type_ = "", message = "" } = await reply.json();
    return { status: reply.status, type: type_.split("#").at(-1), message };
  };
  exports.handler = async ({ body }) => {
    const { key, source } = JSON.parse(body);
    const item = { PK: { S: key }, SK: { S: "1" } };
    return {
      item: await post(process.env.AWS_ENDPOINT_URL_DYNAMODB, "DynamoDB_20120810.PutItem", { TableName: process.env.TABLE, Item: item }),
      event: await post(process.env.AWS_ENDPOINT_URL_EVENTBRIDGE, "AWSEvents.PutEvents", { Entries: [{ EventBusName: "${busName}", Source: source, DetailType: "Wanted", Detail: "{}" }] }),
    };
  };`;

const handMade: HandMadeStack = {
  functions: { putter: { code, routes: ["POST /put"], environment: { TABLE: { Ref: "Table" } } } },
  resources: {
    Role: {
      Type: "AWS::IAM::Role",
      Properties: {
        Policies: [
          {
            PolicyName: "Grants",
            PolicyDocument: {
              Statement: [
                {
                  Effect: "Allow",
                  Action: ["dynamodb:PutItem", "dynamodb:DeleteItem"],
                  Resource: { "Fn::GetAtt": ["Table", "Arn"] },
                  Condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["NOTE#*"] } },
                },
                {
                  Effect: "Allow",
                  Action: "events:PutEvents",
                  Resource: { "Fn::GetAtt": ["Bus", "Arn"] },
                  Condition: { StringEquals: { "events:source": "tests" } },
                },
              ],
            },
          },
        ],
      },
    },
  },
};

it("a function gets what its role allows, is refused the rest as on AWS, and it is written down what it used", async () => {
  const directory = temporaryDirectory();
  process.env["GRANTS_USED_DIR"] = directory;
  onTestFinished(() => {
    delete process.env["GRANTS_USED_DIR"];
  });
  const stack = await runStack(handMade);
  const put = async (body: object) =>
    (await call(stack, "/put", { method: "POST", body: JSON.stringify(body) })).json();

  const allowed = { status: 200 };
  expect(await put({ key: "NOTE#1", source: "tests" })).toMatchObject({ item: allowed, event: allowed });
  const refused = (message: RegExp) => ({
    status: 400,
    type: "AccessDeniedException",
    message: expect.stringMatching(message),
  });
  expect(await put({ key: "SECRET#1", source: "billing-engine" })).toEqual({
    item: refused(/^The function putter is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:/),
    event: refused(/no identity-based policy allows the events:PutEvents action$/),
  });
  expect(stack.bus.events().map(({ source }) => source)).toEqual(["tests"]);

  await stack.stop();
  const [file = ""] = readdirSync(directory);
  const record = JSON.parse(readFileSync(join(directory, file), "utf8")) as GrantsRecord;
  const of = { functionName: "putter", resource: "table", pattern: "NOTE#*" };
  expect(record).toEqual({
    stackName: "Stack",
    uses: [
      { ...of, action: "dynamodb:PutItem", times: 1 },
      { ...of, action: "dynamodb:DeleteItem", times: 0 },
      { functionName: "putter", action: "events:PutEvents", resource: "event-bus", pattern: "tests", times: 1 },
    ],
    refusals: ["putter: dynamodb:PutItem table SECRET#*", "putter: events:PutEvents event-bus"],
  });
});

it("a function without a role of the templates stops the start", async () => {
  const roleArn = "arn:aws:iam::000000000000:role/of-somebody";
  const resources = {
    lonely: {
      Type: "AWS::Lambda::Function",
      Properties: { FunctionName: "lonely", Runtime: "nodejs24.x", Handler: "index.handler", Role: roleArn },
    },
  };
  await expect(runStack({ ...handMade, resources: { ...handMade.resources, ...resources } })).rejects.toThrow(
    "lonely has no role of the templates, so nothing says what it may do.",
  );
});
