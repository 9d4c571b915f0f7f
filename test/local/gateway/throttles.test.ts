import { expect, it } from "vitest";
import { Throttles } from "../../../local/gateway/throttles.ts";
import { CloudFormation } from "../../../local/template/cloud-formation.ts";
import { call, runStack } from "../hand-made-stack.ts";

const stage = {
  Stage: {
    Type: "AWS::ApiGatewayV2::Stage",
    Properties: {
      StageName: "$default",
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 5 },
      RouteSettings: { "GET /things/{id}": { ThrottlingRateLimit: 0.5, ThrottlingBurstLimit: 2 } },
    },
  },
};
const things = {
  code: "exports.handler = async () => ({ statusCode: 204 });",
  routes: ["GET /things/{id}", "PUT /things/{id}"],
};

function throttlesAt(now: () => number): Throttles {
  const stack = { stackName: "x", region: "us-east-1", template: { Resources: stage }, constructPaths: new Map() };
  const surroundings = { accountId: "1", nameSuffix: "x", apiUrl: "http://127.0.0.1" };
  return new Throttles(
    new CloudFormation({ stacks: [stack], assetDirectories: new Map() }, surroundings, () => ""),
    now,
  );
}

it("takes as many calls at once as the route's burst, and gets back as many as its rate with time", () => {
  let now = 0;
  const throttles = throttlesAt(() => now);
  const taken = (routeKey: string, calls: number) =>
    Array.from({ length: calls }, () => throttles.takes(routeKey)).filter((isTaken) => isTaken).length;
  expect(taken("GET /things/{id}", 10)).toBe(2);
  expect(taken("PUT /things/{id}", 10)).toBe(5);
  now = 1_999;
  expect(taken("GET /things/{id}", 10)).toBe(0);
  now = 2_000;
  expect(taken("GET /things/{id}", 10)).toBe(1);
  now = 3_600_000;
  expect(taken("GET /things/{id}", 10)).toBe(2);
});

it("answers calls beyond it 429 with a problem, and without the function; other routes go on", async () => {
  const stack = await runStack({ functions: { things }, resources: stage }, { throttled: true });
  const statuses: number[] = [];
  for (let calls = 0; calls < 3; calls++) statuses.push((await call(stack, `/things/${calls}`)).status);
  expect(statuses).toEqual([204, 204, 429]);
  const refused = await call(stack, "/things/1");
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(await refused.json()).toMatchObject({ status: 429, code: "TOO_MANY_REQUESTS", title: "Too Many Requests" });
  expect((await call(stack, "/things/1", { method: "PUT" })).status).toBe(204);
  const invocations = stack.metrics().find(({ metricName }) => metricName === "Invocations");
  expect(invocations?.sum).toBe(3);
});

it("takes all of them where nobody asked for throttles", async () => {
  const stack = await runStack({ functions: { things }, resources: stage });
  for (let calls = 0; calls < 4; calls++) expect((await call(stack, "/things/1")).status).toBe(204);
});
