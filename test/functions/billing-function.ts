import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import confirmedSample from "../../events/samples/AuthorizationConfirmed.v1.json" with { type: "json" };
import { type LoggedLine, takeLoggedLines } from "./logged-lines.ts";
import { context } from "./requests.ts";

/** The function as it is deployed, over clients that are mocked: an empty table, a bus and a queue that take everything. */
export const dynamo = mockClient(DynamoDBDocumentClient);
export const bus = mockClient(EventBridgeClient);
export const queue = mockClient(SQSClient);

const ownQueue = "arn:caps";

type Handler = (batch: { Records: SQSRecord[] }, of: typeof context) => Promise<SQSBatchResponse>;
let handler: Handler;
let lines: LoggedLine[];

export function startBilling(): void {
  beforeAll(async () => {
    const environment = {
      AGENCY_ID: "willow-creek",
      AGENCY_TIME_ZONE: "America/Chicago",
      TABLE_NAME: "agency-table",
      BILLING_ENGINE: "true",
      EVENT_BUS_NAME: "agency-bus",
      DEAD_LETTERS: JSON.stringify({ [ownQueue]: "https://sqs/dead-letters", "arn:other": "https://sqs/other" }),
      MOST_ATTEMPTS: "5",
      AWS_REGION: "us-east-1",
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    ({ handler } = (await import("../../functions/billing/index.ts")) as unknown as { handler: Handler });
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
  beforeEach(() => {
    lines = takeLoggedLines();
    dynamo.reset();
    bus.reset();
    queue.reset();
    dynamo.on(GetCommand).resolves({});
    dynamo.on(QueryCommand).resolves({});
    dynamo.on(TransactWriteCommand).resolves({});
    dynamo.on(DeleteCommand).resolves({});
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: "b1" }] });
    queue.on(SendMessageCommand).resolves({ MessageId: "d1" });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
}

/** What the function wrote into its log. */
export const logged = () => lines;

/** The sample with another authorization and version. */
export const confirmedEvent = (authorizationId: string, authorizationVersion = 1) => {
  const { detail } = confirmedSample;
  const data = { ...detail.data, authorizationId, authorizationVersion };
  const metadata = { ...detail.metadata, eventId: `event-of-${authorizationId}-${authorizationVersion}` };
  return JSON.stringify({ ...confirmedSample, detail: { metadata, data } });
};

export const message = (messageId: string, body: string, attempt = 1) =>
  ({
    messageId,
    body,
    attributes: { ApproximateReceiveCount: String(attempt) },
    eventSourceARN: ownQueue,
  }) as SQSRecord;

export const batchOf = (records: SQSRecord[], of = context) => handler({ Records: records }, of);

export async function failedOf(...records: SQSRecord[]): Promise<string[]> {
  const { batchItemFailures } = await batchOf(records);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
