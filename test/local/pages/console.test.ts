import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, it, onTestFinished } from "vitest";
import { Permission } from "../../../domain/permission.ts";
import { databaseClient } from "../../../local/database/tables.ts";
import { type LocalStack, startLocalStack } from "../../../local/local-stack.ts";
import { assemblyOf, runStack, sharedStack } from "../hand-made-stack.ts";

const handMade = {
  functions: {
    worker: { code: "exports.handler = async (event) => event" },
    open: {
      code: "exports.handler = async (event) => event.requestContext.authorizer.jwt.claims",
      routes: ["GET /things"],
      environment: { PERMISSIONS_CLAIM: "groups" },
    },
  },
  worker: "worker",
  job: "worker",
};

/** For what leaves nothing behind. */
const shared = sharedStack(handMade);

async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body), headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

it("gives tokens that the API takes, with the permissions in the claim that the stack reads", async () => {
  const { baseUrl } = shared();
  const { status, body } = await post(`${baseUrl}/local/token`, { userId: "u1", permissions: ["auths:confirm"] });
  expect([status, body]).toEqual([200, { access_token: expect.any(String), token_type: "Bearer", expires_in: 3600 }]);
  const response = await fetch(`${baseUrl}/things`, { headers: { authorization: `Bearer ${body["access_token"]}` } });
  expect(await response.json()).toMatchObject({ sub: "u1", groups: "[auths:confirm]" });
});

it.each<[string, unknown]>([
  ["userId must be a text", { permissions: [] }],
  ["userId must be a text", { userId: "" }],
  ["There is no field permission", { userId: "u", permission: [] }],
  ["permissions must be a list", { userId: "u", permissions: ["auths:nothing"] }],
  ["permissions must be a list", { userId: "u", permissions: "auths:confirm" }],
  ["The body must be a JSON object", []],
])("refuses a token: %s", async (sentence, body) => {
  const { baseUrl } = shared();
  const refused = await post(`${baseUrl}/local/token`, body);
  expect(refused).toMatchObject({ status: 400, body: { code: "VALIDATION_FAILED", title: "Bad Request" } });
  expect(refused.body["detail"]).toContain(sentence);
});

it("names the known permissions when one is not known", async () => {
  const { baseUrl } = shared();
  const { body } = await post(`${baseUrl}/local/token`, { userId: "u", permissions: ["admin"] });
  for (const permission of Permission.options) {
    expect(body["detail"]).toContain(permission);
  }
});

it("puts an event on the bus as it is, also one that it listed before", async () => {
  const { baseUrl, settled } = await runStack(handMade);
  const detail = { a: [1] };
  expect((await post(`${baseUrl}/local/events`, { source: "tests", "detail-type": "Wanted", detail })).status).toBe(
    202,
  );
  const list = async () => ((await (await fetch(`${baseUrl}/local/events`)).json()) as { items: object[] }).items;
  const [first] = await list();
  expect((await post(`${baseUrl}/local/events`, first)).status).toBe(202);
  await settled();
  const events = (await list()) as { eventId: string; detail: unknown; deliveries: unknown }[];
  expect(events.map(({ detail: listed, deliveries }) => [listed, deliveries])).toEqual([
    [detail, [{ target: "Queue", outcome: "processed", attempts: 1 }]],
    [detail, [{ target: "Queue", outcome: "processed", attempts: 1 }]],
  ]);
  expect(events[0]?.eventId).not.toBe(events[1]?.eventId);
});

it("lists the newest so many events with their deliveries, and how many there are", async () => {
  const { baseUrl, settled } = await runStack(handMade);
  for (const at of [1, 2, 3])
    await post(`${baseUrl}/local/events`, { source: "tests", "detail-type": "Wanted", detail: { at } });
  await settled();
  const list = async (query: string) => (await (await fetch(`${baseUrl}/local/events${query}`)).json()) as object;
  const listed = (at: number) => ({ detail: { at }, deliveries: [{ outcome: "processed" }] });
  expect(await list("?limit=2")).toMatchObject({ items: [listed(2), listed(3)], total: 3 });
  expect(await list("?limit=10000")).toEqual(await list(""));
  expect(await list("")).toMatchObject({ items: [listed(1), listed(2), listed(3)], total: 3 });
  for (const limit of ["0", "-1", "1.5", "all", "10001", ""])
    expect(await list(`?limit=${limit}`), limit).toMatchObject({ status: 400, code: "VALIDATION_FAILED" });
});

it("says what an event looks like when it gets something else", async () => {
  const { baseUrl } = shared();
  const { status, body } = await post(`${baseUrl}/local/events`, { source: "tests" });
  expect([status, body["detail"]]).toEqual([400, expect.stringContaining('"detail-type"')]);
});

it("runs a job now, with the input that its schedule gives", async () => {
  const { baseUrl, runJob } = await runStack(handMade, { today: "2026-03-16" });
  const { status, body } = await post(`${baseUrl}/local/jobs/worker`, {});
  expect([status, body]).toEqual([200, { job: "worker", result: { at: expect.stringMatching(/^2026-03-16T.*Z$/) } }]);
  expect(await runJob("worker")).toEqual({ at: expect.stringMatching(/^2026-03-16T/) });
});

it("runs a job with the input of the request instead, when there is one", async () => {
  const { baseUrl } = shared();
  const input = { repair: [{ clientId: "C1" }] };
  expect((await post(`${baseUrl}/local/jobs/worker`, input)).body).toEqual({ job: "worker", result: input });
});

it.each<[string, string | undefined]>([
  ["no body", undefined],
  ["an empty object", "{}"],
])("runs a job with its schedule's input for %s", async (_, body) => {
  const { baseUrl } = shared();
  const response = await fetch(`${baseUrl}/local/jobs/worker`, { method: "POST", ...(body !== undefined && { body }) });
  expect([response.status, await response.json()]).toEqual([
    200,
    { job: "worker", result: { at: expect.any(String) } },
  ]);
});

it("refuses an input for a job that is not an object", async () => {
  const { baseUrl } = shared();
  expect(await post(`${baseUrl}/local/jobs/worker`, [])).toMatchObject({ status: 400 });
});

it("names the jobs there are when there is none of that name", async () => {
  const { baseUrl } = shared();
  const { status, body } = await post(`${baseUrl}/local/jobs/nothing`, {});
  expect([status, body["detail"]]).toEqual([404, "There is no job nothing; there are worker."]);
});

it("says which methods there are, and which addresses", async () => {
  const { baseUrl } = shared();
  const wrongMethod = await fetch(`${baseUrl}/local/token`);
  expect([wrongMethod.status, wrongMethod.headers.get("allow")]).toEqual([405, "POST"]);
  const nowhere = await fetch(`${baseUrl}/local/nothing`);
  expect([nowhere.status, nowhere.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
});

it("has a page of what runs here, and one of the API", async () => {
  const { baseUrl } = shared();
  const home = await fetch(`${baseUrl}/local`);
  expect(home.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(await home.text()).toContain(`curl -s ${baseUrl}/local/token`);
  for (const path of ["/docs", "/docs/"]) expect((await fetch(`${baseUrl}${path}`)).status).toBe(200);
});

it("has the API's reference, all from here, and lets nothing else run", async () => {
  const { baseUrl } = shared();
  const page = await fetch(`${baseUrl}/docs`);
  const policy = page.headers.get("content-security-policy")?.split("; ") ?? [];
  expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'"]));
  const html = await page.text();
  const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = ""]) => address);
  expect(parts.filter((address) => !address.startsWith("/docs/"))).toEqual(["data:,"]);
  expect(html).not.toMatch(/<script>|<style|style=|\son\w+=/);
  for (const address of parts.filter((part) => part.startsWith("/"))) {
    const part = await fetch(`${baseUrl}${address}`);
    expect([part.status, part.headers.get("content-type")?.split(";")[0]]).toEqual([
      200,
      address.endsWith(".css") ? "text/css" : "text/javascript",
    ]);
    expect((await part.text()).length).toBeGreaterThan(100);
  }
});

it("The reference answers GET and HEAD, and says what it has.", async () => {
  const { baseUrl } = shared();
  const head = await fetch(`${baseUrl}/docs`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  const wrongMethod = await fetch(`${baseUrl}/docs`, { method: "POST" });
  expect([wrongMethod.status, wrongMethod.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  expect((await fetch(`${baseUrl}/docs/swagger-ui.js`)).status).toBe(404);
});

it.each<[string, object, RegExp]>([
  [
    "a resource",
    { Machine: { Type: "AWS::StepFunctions::StateMachine" } },
    /^Machine is of type AWS::StepFunctions::StateMachine/,
  ],
  [
    "a property",
    { DeadLetters: { Type: "AWS::SQS::Queue", Properties: { FifoQueue: true } } },
    /^DeadLetters has FifoQueue/,
  ],
  [
    "a runtime",
    {
      open: {
        Type: "AWS::Lambda::Function",
        Properties: { Runtime: "python3.14", Role: { "Fn::GetAtt": ["Role", "Arn"] } },
      },
    },
    /^open runs on python3\.14/,
  ],
  [
    "a target",
    {
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: { EventPattern: { source: ["a"] }, Targets: [{ Id: "x", Arn: "arn:aws:sns:x" }] },
      },
    },
    /^Rule\.Properties\.Targets\[0\]\.Arn is arn:aws:sns:x, which is no queue/,
  ],
  [
    "a transformation",
    {
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: { EventPattern: { source: ["a"] }, Targets: [{ Id: "x", InputPath: "$" }] },
      },
    },
    /^Rule\.Properties\.Targets\[0\] has InputPath/,
  ],
  [
    "an authorizer",
    {
      Token: {
        Type: "AWS::ApiGatewayV2::Authorizer",
        Properties: { AuthorizerType: "REQUEST", IdentitySource: ["$x"] },
      },
    },
    /^Token is a REQUEST authorizer/,
  ],
  [
    "a stage",
    { Stage: { Type: "AWS::ApiGatewayV2::Stage", Properties: { StageName: "prod" } } },
    /^The API's stage is prod/,
  ],
])("refuses to start with %s that it doesn't know", async (_, resources, sentence) => {
  const assembly = assemblyOf({ ...handMade, resources: resources as Record<string, { Type: string }> });
  await expect(startLocalStack({ port: 0, assembly })).rejects.toThrow(sentence);
});

it("refuses a kept table whose keys are others than the stack's", async () => {
  const assembly = assemblyOf(handMade);
  const dataDir = join(assembly, "data");
  const first = await startLocalStack({ port: 0, assembly, dataDir });
  await first.stop();
  const file = join(assembly, "Stack.template.json");
  writeFileSync(file, readFileSync(file, "utf8").replaceAll('"SK"', '"OTHER"'));
  await expect(startLocalStack({ port: 0, assembly, dataDir })).rejects.toThrow(/has other keys or indexes/);
});

it("loads the sample only into an empty table, and only once", async () => {
  const assembly = assemblyOf(handMade);
  const dataDir = join(assembly, "data");
  let loads = 0;
  const loadSample = async ({ dynamodbEndpoint, tableName, template }: LocalStack) => {
    loads++;
    const Item = { PK: { S: "CLIENT#1" }, SK: { S: "CLIENT" } };
    await databaseClient(dynamodbEndpoint, template.region).send(new PutItemCommand({ TableName: tableName, Item }));
  };
  for (const _ of [1, 2]) {
    await (await startLocalStack({ port: 0, assembly, dataDir, loadSample })).stop();
  }
  expect(loads).toBe(1);
});

it("answers nobody else until all of the sample is there", async () => {
  const assembly = assemblyOf(handMade);
  const earlier = await startLocalStack({ port: 0, assembly });
  await earlier.stop();
  const statuses: number[] = [];
  const ask = async (baseUrl: string) => statuses.push((await fetch(`${baseUrl}/local/events`)).status);
  const loadSample = async ({ baseUrl }: LocalStack) => {
    await ask(baseUrl);
    await ask(earlier.baseUrl);
  };
  const stack = await startLocalStack({ port: Number(new URL(earlier.baseUrl).port), assembly, loadSample });
  onTestFinished(() => stack.stop());
  await ask(stack.baseUrl);
  expect(statuses).toEqual([200, 503, 200]);
});

it("says so when the last start was ended in the middle of loading", async () => {
  const assembly = assemblyOf(handMade);
  const dataDir = join(assembly, "data");
  const start = (loadSample: () => Promise<void>) => startLocalStack({ port: 0, assembly, dataDir, loadSample });
  await expect(start(() => Promise.reject(new Error("ended")))).rejects.toThrow("ended");
  await expect(start(async () => {})).rejects.toThrow(/loaded only in part .* or start with --empty/);
});

it("leaves nothing behind in an engine that others use as well", async () => {
  const others = await runStack(handMade);
  const endpoint = others.dynamodbEndpoint;
  const own = await startLocalStack({ port: 0, assembly: assemblyOf(handMade), endpoint });
  const client = databaseClient(endpoint, "eu-central-1");
  const names = async () => (await client.send(new ListTablesCommand({}))).TableNames ?? [];
  expect((await names()).sort()).toEqual([others.tableName, own.tableName].sort());
  await own.stop();
  expect(await names()).toEqual([others.tableName]);
});
