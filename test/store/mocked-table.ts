import type { CancellationReason } from "@aws-sdk/client-dynamodb";
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { type AwsClientStub, mockClient } from "aws-sdk-client-mock";
import { documentClient, type OpenedTable, openTable } from "../../store/opened-table.ts";

export interface MockedTable {
  readonly table: OpenedTable;
  readonly dynamo: AwsClientStub<DynamoDBDocumentClient>;
  /** The attempts after which the store waited. */
  readonly pauses: number[];
  /** What is left of the call's time. Each pause takes 100 of it, nothing else any, unless a test says so. */
  readonly time: { leftMillis: number };
}

const config = {
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
};

/** A table whose commands are answered by `dynamo` alone, and whose pauses take no time. */
export function mockedTable(): MockedTable {
  const pauses: number[] = [];
  const time = { leftMillis: 1000 };
  let tokens = 0;
  const access = {
    remainingMillis: () => time.leftMillis,
    pause: async (attempt: number) => {
      pauses.push(attempt);
      time.leftMillis -= 100;
    },
    newToken: () => `token-${++tokens}`,
  };
  const table = openTable("agency-table", access, documentClient(config));
  return { table, dynamo: mockClient(table.client) as unknown as MockedTable["dynamo"], pauses, time };
}

/** How DynamoDB cancels a transaction: a reason for each of its writes. */
export const cancelled = (...reasons: (string | CancellationReason)[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: "Transaction cancelled",
    CancellationReasons: reasons.map((reason) => (typeof reason === "string" ? { Code: reason } : reason)),
  });

/** An error of the service or the network, as the SDK throws it. */
export const failure = (name: string, more: object = {}) => Object.assign(new Error("told by the SDK"), { name }, more);

interface Expressed {
  readonly TableName?: string;
  readonly Key?: Record<string, unknown>;
  readonly Item?: Record<string, unknown>;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

/** A write in words, such as `Put CLIENT#C1 | CLIENT if version = 1`, with every placeholder resolved. */
function inWords(action: Readonly<Record<string, Expressed | undefined>>): string {
  const [[verb, input] = []] = Object.entries(action);
  if (verb === undefined || input === undefined) throw new Error("An action without a verb.");
  const key = input.Key ?? input.Item ?? {};
  const resolved = (expression: string) =>
    expression
      .replace(/#\w+/g, (name) => input.ExpressionAttributeNames?.[name] ?? name)
      .replace(/:\w+/g, (name) => JSON.stringify(input.ExpressionAttributeValues?.[name]) ?? name);
  return [
    `${verb} ${key["PK"]} | ${key["SK"]}`,
    ...(input.UpdateExpression === undefined ? [] : [resolved(input.UpdateExpression)]),
    ...(input.ConditionExpression === undefined ? [] : [`if ${resolved(input.ConditionExpression)}`]),
  ].join(" ");
}

/** Every transaction that was sent, each as its actions. */
export const transactions = ({ dynamo }: MockedTable) =>
  dynamo
    .commandCalls(TransactWriteCommand)
    .map(({ args: [command] }) => (command.input.TransactItems ?? []) as Record<string, Expressed>[]);

/** The token of every transaction that was sent. */
export const tokensOf = ({ dynamo }: MockedTable) =>
  dynamo.commandCalls(TransactWriteCommand).map(({ args: [command] }) => command.input.ClientRequestToken);

/** The one transaction that was sent, in words. */
export function writesOf(mocked: MockedTable): string[] {
  const [only, ...more] = transactions(mocked);
  if (only === undefined || more.length > 0) throw new Error(`${more.length + (only ? 1 : 0)} transactions were sent.`);
  return only.map(inWords);
}

/** The items that the one transaction put, by kind. */
export function itemsPut(mocked: MockedTable, kind: string): Record<string, unknown>[] {
  const [only = []] = transactions(mocked);
  return only.flatMap(({ Put }) => (Put?.Item?.["kind"] === kind ? [Put.Item] : []));
}
