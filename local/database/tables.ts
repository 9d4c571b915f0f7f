import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { StartError } from "../start-error.ts";
import type { CloudFormation, Resource } from "../template/cloud-formation.ts";
import type { TableKeys } from "./item-access.ts";

type Definition = Pick<CreateTableCommandInput, "AttributeDefinitions" | "KeySchema" | "GlobalSecondaryIndexes">;

/** Credentials of no account: local engines want some, and take any. */
export const localCredentials = { accessKeyId: "local", secretAccessKey: "local" } as const;

export function databaseClient(endpoint: string, region: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region, credentials: localCredentials });
}

/**
 * Makes the template's tables in the engine, unless they are there.
 * @returns the name of the template's one table
 * @throws StartError when a table is there with other keys: data is never thrown away here
 */
export async function makeTable(client: DynamoDBClient, template: CloudFormation): Promise<string> {
  const resource = template.only("AWS::DynamoDB::GlobalTable");
  const name = template.ref(resource);
  const definition = definitionOf(template, resource);
  const present = await describe(client, name);
  if (!present) {
    await client.send(new CreateTableCommand({ TableName: name, BillingMode: "PAY_PER_REQUEST", ...definition }));
    await keepTime(client, name, template.property(resource, "TimeToLiveSpecification"));
  } else if (keysOf(present) !== keysOf(definition)) {
    throw new StartError(
      `The kept table ${name} has other keys or indexes than the template: name another --data-dir, or remove this one and begin anew.`,
    );
  }
  return name;
}

/** What partition keys the template's one table and its indexes have. */
export function tableKeys(template: CloudFormation): TableKeys {
  const resource = template.only("AWS::DynamoDB::GlobalTable");
  const { KeySchema, GlobalSecondaryIndexes = [] } = definitionOf(template, resource);
  const partitionKey = (schema: Definition["KeySchema"]) =>
    schema?.find(({ KeyType }) => KeyType === "HASH")?.AttributeName ?? "";
  return {
    tableArn: template.arn(resource),
    partitionKey: partitionKey(KeySchema),
    indexes: new Map(GlobalSecondaryIndexes.map((index) => [index.IndexName ?? "", partitionKey(index.KeySchema)])),
  };
}

export async function dropTable(client: DynamoDBClient, tableName: string): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: tableName }));
}

export async function isEmpty(client: DynamoDBClient, tableName: string): Promise<boolean> {
  const { Count = 0 } = await client.send(new ScanCommand({ TableName: tableName, Limit: 1 }));
  return Count === 0;
}

function definitionOf(template: CloudFormation, resource: Resource): Definition {
  const billing = template.property(resource, "BillingMode");
  if (billing !== undefined && billing !== "PAY_PER_REQUEST") {
    throw new StartError(`${resource.logicalId} is billed as ${billing}; the local server knows PAY_PER_REQUEST.`);
  }
  const indexes = template.property(resource, "GlobalSecondaryIndexes") as Definition["GlobalSecondaryIndexes"];
  return {
    AttributeDefinitions: template.property(resource, "AttributeDefinitions") as Definition["AttributeDefinitions"],
    KeySchema: template.property(resource, "KeySchema") as Definition["KeySchema"],
    ...(indexes && {
      // The rest of an index is about capacity, which engines here don't limit.
      GlobalSecondaryIndexes: indexes.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
  };
}

async function describe(client: DynamoDBClient, name: string): Promise<Definition | undefined> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    return Table as Definition;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}

async function keepTime(client: DynamoDBClient, name: string, specification: unknown): Promise<void> {
  const { AttributeName, Enabled } = (specification ?? {}) as { AttributeName?: string; Enabled?: boolean };
  if (AttributeName && Enabled) {
    await client.send(
      new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { AttributeName, Enabled } }),
    );
  }
}

/** Keys and indexes as one text, to compare what is there with what is wanted. */
function keysOf({ KeySchema = [], GlobalSecondaryIndexes = [] }: Definition): string {
  const keys = (schema: Definition["KeySchema"]) =>
    (schema ?? []).map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).sort();
  const indexes = (GlobalSecondaryIndexes ?? []).map(
    ({ IndexName, KeySchema: schema, Projection }) =>
      `${IndexName}: ${keys(schema)} ${Projection?.ProjectionType} ${[...(Projection?.NonKeyAttributes ?? [])].sort()}`,
  );
  return JSON.stringify([keys(KeySchema), indexes.sort()]);
}
