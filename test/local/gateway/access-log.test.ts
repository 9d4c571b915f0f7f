import { expect, it } from "vitest";
import { call, eventually, runStack } from "../hand-made-stack.ts";

const fields = {
  agencyId: "willow-creek",
  requestId: "$context.requestId",
  userId: "$context.authorizer.claims.sub",
  note: "$context.authorizer.claims.note",
  address: "$context.identity.sourceIp",
  routeKey: "$context.routeKey",
  status: "$context.status",
  authorizerError: "$context.authorizer.error",
  latencyMs: "$context.responseLatency",
  integrationLatencyMs: "$context.integrationLatency",
};
const logGroupName = "/aws/vendedlogs/api";
const filter = (name: string, field: string, value: string) => ({
  Type: "AWS::Logs::MetricFilter",
  Properties: {
    LogGroupName: logGroupName,
    FilterPattern: `{ $.${field} = "${value}" }`,
    MetricTransformations: [
      {
        MetricNamespace: "Tests",
        MetricName: name,
        MetricValue: "1",
        Dimensions: [{ Key: "agencyId", Value: "$.agencyId" }],
      },
    ],
  },
});
const stackWith = (Format: string, resources = {}) => ({
  functions: {
    things: { code: "exports.handler = async () => ({ statusCode: 204 });", routes: ["GET /things/{id}"] },
  },
  resources: {
    Stage: {
      Type: "AWS::ApiGatewayV2::Stage",
      Properties: {
        StageName: "$default",
        AccessLogSettings: { DestinationArn: `arn:aws:logs:eu-central-1:0:log-group:${logGroupName}`, Format },
      },
    },
    ...resources,
  },
});

it("has a line for each answer, the gateway's own included, by the ids that functions log by", async () => {
  const lines: Record<string, string>[] = [];
  const log = (text: string) => text.startsWith("[api] ") && lines.push(JSON.parse(text.slice("[api] ".length)));
  const stack = await runStack(stackWith(JSON.stringify(fields)), { log });
  const answered = await call(stack, "/things/Quintero?search=Quintero", { headers: { "user-agent": "Quintero" } });
  await fetch(`${stack.baseUrl}/things/Quintero`);
  await fetch(`${stack.baseUrl}/nowhere`);
  await eventually(() => lines.length === 3, "three calls were logged");
  expect(lines).toMatchObject([
    {
      agencyId: "willow-creek",
      requestId: answered.headers.get("apigw-requestid"),
      userId: "user-1",
      note: "-",
      address: "127.0.0.1",
      routeKey: "GET /things/{id}",
      status: "204",
      authorizerError: "-",
      latencyMs: expect.stringMatching(/^\d+$/),
      integrationLatencyMs: expect.stringMatching(/^\d+$/),
    },
    { userId: "-", routeKey: "GET /things/{id}", status: "401", authorizerError: "unauthenticated" },
    { userId: "-", routeKey: "-", status: "404", authorizerError: "-", integrationLatencyMs: "-" },
  ]);
  expect(JSON.stringify(lines)).not.toContain("Quintero");
});

it("is what metric filters count in", async () => {
  const filters = { Refused: filter("Refused", "status", "401"), Done: filter("Done", "status", "200") };
  const stack = await runStack(stackWith(JSON.stringify(fields), filters));
  for (let calls = 0; calls < 2; calls++) await fetch(`${stack.baseUrl}/things/1`);
  await call(stack, "/things/1");
  const counted = () => stack.metrics().filter(({ namespace }) => namespace === "Tests");
  await eventually(() => counted()[0]?.sum === 2, "two refusals were counted");
  expect(counted()).toMatchObject([{ metricName: "Refused", dimensions: { agencyId: "willow-creek" }, sum: 2 }]);
});

it("is refused at the start where it asks for what this server doesn't know", async () => {
  await expect(runStack(stackWith('{"path":"$context.path"}'))).rejects.toThrow(/doesn't know \$context\.path/);
  const other = { ...filter("X", "status", "401") };
  other.Properties.FilterPattern = "ERROR";
  await expect(runStack(stackWith("", { Other: other }))).rejects.toThrow(/FilterPattern is ERROR/);
});
