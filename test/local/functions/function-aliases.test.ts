import { expect, it } from "vitest";
import { call, eventually, type HandMadeStack, runStack } from "../hand-made-stack.ts";

const code = `exports.handler = async (event) => event.Records
  ? { batchItemFailures: [] }
  : { statusCode: 200, body: JSON.stringify({ name: process.env.AWS_LAMBDA_FUNCTION_NAME }) };`;

/** A stack in which everybody calls the function by an alias. */
function byAlias(alias: object = {}): HandMadeStack {
  return {
    functions: { work: { code, routes: ["GET /v1/work"] } },
    resources: {
      Published: { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: "work" } } },
      Live: {
        Type: "AWS::Lambda::Alias",
        Properties: {
          FunctionName: { Ref: "work" },
          FunctionVersion: { "Fn::GetAtt": ["Published", "Version"] },
          Name: "live",
          ...alias,
        },
      },
      workIntegration: {
        Type: "AWS::ApiGatewayV2::Integration",
        Properties: { IntegrationType: "AWS_PROXY", IntegrationUri: { Ref: "Live" }, PayloadFormatVersion: "2.0" },
      },
      // As CDK writes it: the name and the alias's name, out of the alias's ARN.
      Mapping: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] },
          FunctionName: {
            "Fn::Join": ["", [{ "Fn::Select": [6, { "Fn::Split": [":", { Ref: "Live" }] }] }, ":live"]],
          },
          FunctionResponseTypes: ["ReportBatchItemFailures"],
        },
      },
      Schedule: {
        Type: "AWS::Scheduler::Schedule",
        Properties: {
          ScheduleExpression: "rate(1 hour)",
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: { Arn: { Ref: "Live" }, RoleArn: "arn:aws:iam::000000000000:role/any", Input: "{}" },
        },
      },
    },
  };
}

it("an API, a queue and a schedule that call a function by its alias reach it", async () => {
  const stack = await runStack(byAlias());
  expect(await (await call(stack, "/v1/work")).json()).toEqual({ name: "work" });

  stack.bus.put([{ Source: "tests", DetailType: "Wanted", Detail: "{}" }]);
  await eventually(() => stack.bus.events()[0]?.deliveries[0]?.outcome === "processed", "the event is processed");

  expect(stack.jobs).toEqual(["work"]);
  expect(await stack.runJob("work")).toMatchObject({ statusCode: 200 });
});

it.each<[string, object, RegExp]>([
  ["leads to a version that nobody published", { FunctionVersion: "7" }, /Live leads to version 7 of work/],
  ["divides calls between versions", { RoutingConfig: {} }, /Live has RoutingConfig/],
  ["is of another function", { FunctionName: "other" }, /is no function of the template/],
])("an alias that %s is refused", async (_, alias, sentence) => {
  await expect(runStack(byAlias(alias))).rejects.toThrow(sentence);
});
