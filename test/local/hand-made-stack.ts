import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { type LocalStack, startLocalStack } from "../../local/local-stack.ts";
import type { LocalStackOptions } from "../../local/stack-interface.ts";

export interface HandMadeFunction {
  /** The text of index.js, CommonJS. */
  readonly code: string;
  readonly timeoutSeconds?: number;
  readonly environment?: Readonly<Record<string, unknown>>;
  /** Routes that lead here: `GET /things/{id}`, `$default`; with "public " before them they need no token. */
  readonly routes?: readonly string[];
}

type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;

export interface HandMadeStack {
  readonly functions: Readonly<Record<string, HandMadeFunction>>;
  /** The function that the queue feeds. */
  readonly worker?: string;
  readonly maxReceiveCount?: number;
  readonly cors?: object;
  /** The function that the schedule runs. */
  readonly job?: string;
  /** More resources, or others instead of the usual ones. */
  readonly resources?: Resources;
}

export const issuer = "https://issuer.example.org/";
export const audience = "the-tracker";
export const busName = "events-of-the-agency";

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "local-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Waits until something holds, and fails when it doesn't: long enough for a machine that is busy with other things. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await holds())) {
    if (performance.now() > deadline) {
      throw new Error(`It never came true that ${what}.`);
    }
    await pause(10);
  }
}

/** Runs a small stack whose functions are written in the test, until the test is over. */
export async function runStack(handMade: HandMadeStack, options: Partial<LocalStackOptions> = {}): Promise<LocalStack> {
  const stack = await startLocalStack({ port: 0, assembly: assemblyOf(handMade), ...options });
  onTestFinished(() => stack.stop());
  return stack;
}

/** Runs a small stack for all tests of a file: for those that leave nothing behind in it. */
export function sharedStack(handMade: HandMadeStack): () => LocalStack {
  let stack: LocalStack;
  const directory = mkdtempSync(join(tmpdir(), "local-test-"));
  beforeAll(async () => {
    stack = await startLocalStack({ port: 0, assembly: assemblyOf(handMade, directory) });
  });
  afterAll(async () => {
    await stack?.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return () => stack;
}

/** Calls the stack with a token that has these permissions. */
export async function call(stack: LocalStack, path: string, init: RequestInit = {}): Promise<Response> {
  const token = await stack.issueToken({ userId: "user-1", permissions: ["auths:write"] });
  const headers = new Headers(init.headers);
  headers.set("authorization", headers.get("authorization") ?? `Bearer ${token}`);
  return fetch(`${stack.baseUrl}${path}`, { ...init, headers });
}

/** A handler's text that puts one event of this type on the bus, as the SDK would ask it. */
export function puttingEvent(detailType: string, then = "return { statusCode: 200 };"): string {
  return `exports.handler = async (event) => {
    const entry = { EventBusName: "${busName}", Source: "tests", DetailType: "${detailType}", Detail: JSON.stringify({ from: "function" }) };
    const reply = await fetch(process.env.AWS_ENDPOINT_URL_EVENTBRIDGE, {
      method: "POST",
      headers: { "x-amz-target": "AWSEvents.PutEvents", "content-type": "application/x-amz-json-1.1" },
      body: JSON.stringify({ Entries: [entry] }),
    });
    const result = await reply.json();
    ${then}
  };`;
}

/** Writes a cloud assembly as `cdk synth` would. */
export function assemblyOf(handMade: HandMadeStack, directory = temporaryDirectory()): string {
  const write = (file: string, content: unknown) => writeFileSync(join(directory, file), JSON.stringify(content));
  const files: Record<string, unknown> = {};
  for (const [name, { code }] of Object.entries(handMade.functions)) {
    mkdirSync(join(directory, `asset.${name}`));
    writeFileSync(join(directory, `asset.${name}`, "index.js"), code);
    files[name] = {
      source: { path: `asset.${name}`, packaging: "zip" },
      destinations: { here: { bucketName: "assets", objectKey: `${name}.zip` } },
    };
  }
  write("manifest.json", {
    artifacts: {
      "Stack.assets": { type: "cdk:asset-manifest", properties: { file: "Stack.assets.json" } },
      Stack: {
        type: "aws:cloudformation:stack",
        environment: "aws://unknown-account/eu-central-1",
        properties: { templateFile: "Stack.template.json" },
        dependencies: ["Stack.assets"],
      },
    },
  });
  write("Stack.assets.json", { files });
  write("Stack.template.json", { Resources: { ...resourcesOf(handMade), ...handMade.resources } });
  return directory;
}

function resourcesOf({ functions, worker, maxReceiveCount = 3, cors, job }: HandMadeStack): Resources {
  const resources: Resources = {
    Table: {
      Type: "AWS::DynamoDB::GlobalTable",
      Properties: {
        AttributeDefinitions: [
          { AttributeName: "PK", AttributeType: "S" },
          { AttributeName: "SK", AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "PK", KeyType: "HASH" },
          { AttributeName: "SK", KeyType: "RANGE" },
        ],
        BillingMode: "PAY_PER_REQUEST",
      },
    },
    Api: {
      Type: "AWS::ApiGatewayV2::Api",
      Properties: { ProtocolType: "HTTP", ...(cors && { CorsConfiguration: cors }) },
    },
    Stage: { Type: "AWS::ApiGatewayV2::Stage", Properties: { StageName: "$default" } },
    Token: {
      Type: "AWS::ApiGatewayV2::Authorizer",
      Properties: {
        AuthorizerType: "JWT",
        IdentitySource: ["$request.header.Authorization"],
        JwtConfiguration: { Issuer: issuer, Audience: [audience] },
      },
    },
    Bus: { Type: "AWS::Events::EventBus", Properties: { Name: busName } },
    DeadLetters: { Type: "AWS::SQS::Queue" },
    Queue: {
      Type: "AWS::SQS::Queue",
      Properties: {
        RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["DeadLetters", "Arn"] }, maxReceiveCount },
      },
    },
    Rule: {
      Type: "AWS::Events::Rule",
      Properties: {
        EventBusName: { Ref: "Bus" },
        EventPattern: { source: ["tests"], "detail-type": [{ prefix: "Wanted" }] },
        Targets: [{ Id: "Queue", Arn: { "Fn::GetAtt": ["Queue", "Arn"] } }],
      },
    },
  };
  resources["Role"] = {
    Type: "AWS::IAM::Role",
    Properties: {
      Policies: [
        {
          PolicyName: "All",
          PolicyDocument: {
            Statement: [{ Effect: "Allow", Action: ["dynamodb:*", "events:PutEvents"], Resource: "*" }],
          },
        },
      ],
    },
  };
  for (const [name, { timeoutSeconds = 5, environment = {}, routes = [] }] of Object.entries(functions)) {
    resources[name] = {
      Type: "AWS::Lambda::Function",
      Properties: {
        FunctionName: name,
        Code: { S3Bucket: "assets", S3Key: `${name}.zip` },
        Handler: "index.handler",
        Runtime: "nodejs24.x",
        Role: { "Fn::GetAtt": ["Role", "Arn"] },
        Timeout: timeoutSeconds,
        Environment: { Variables: environment },
      },
    };
    resources[`${name}Integration`] = {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        IntegrationType: "AWS_PROXY",
        IntegrationUri: { "Fn::GetAtt": [name, "Arn"] },
        PayloadFormatVersion: "2.0",
      },
    };
    for (const [index, route] of routes.entries()) {
      const isPublic = route.startsWith("public ");
      resources[`${name}Route${index}`] = {
        Type: "AWS::ApiGatewayV2::Route",
        Properties: {
          RouteKey: route.replace("public ", ""),
          Target: { "Fn::Join": ["/", ["integrations", { Ref: `${name}Integration` }]] },
          AuthorizationType: isPublic ? "NONE" : "JWT",
          ...(!isPublic && { AuthorizerId: { Ref: "Token" } }),
        },
      };
    }
  }
  if (worker) {
    resources["Mapping"] = {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] },
        FunctionName: { Ref: worker },
        BatchSize: 10,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      },
    };
  }
  if (job) {
    resources["Schedule"] = {
      Type: "AWS::Scheduler::Schedule",
      Properties: {
        ScheduleExpression: "rate(1 minute)",
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: {
          Arn: { "Fn::GetAtt": [job, "Arn"] },
          RoleArn: "arn:aws:iam::000000000000:role/any",
          Input: '{"at":"<aws.scheduler.scheduled-time>"}',
        },
      },
    };
  }
  return resources;
}
