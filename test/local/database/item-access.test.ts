import { expect, it } from "vitest";
import { accessesOf } from "../../../local/database/item-access.ts";

const table = {
  tableArn: "arn:aws:dynamodb:eu-central-1:000000000000:table/T",
  partitionKey: "PK",
  indexes: new Map([["by-expiration", "expiringPK"]]),
};
const key = (partition: string) => ({ PK: { S: partition }, SK: { S: "x" } });

/** Accesses as lines: `GetItem table CLIENT#c1`, with the attributes that are named behind a colon. */
function lines(operation: string, request: object): string[] {
  return accessesOf(operation, request, table).map(({ action, resourceArn, context }) => {
    const attributes = context["dynamodb:Attributes"] ?? [];
    const to = attributes.length > 0 ? `: ${attributes.join(" ")}` : "";
    return `${action} ${resourceArn.split(":")[5]} ${context["dynamodb:LeadingKeys"]?.join(" ")}${to}`;
  });
}

const byPartition = {
  KeyConditionExpression: "#pk = :pk AND begins_with(#sk, :start)",
  ExpressionAttributeValues: { ":pk": { S: "CLIENT#c1" }, ":start": { S: "AUTH#" } },
};

it.each([
  ["GetItem", { Key: key("CLIENT#c1") }, ["dynamodb:GetItem table/T CLIENT#c1: PK SK"]],
  [
    "PutItem",
    { Item: { ...key("CLIENT#c1"), notes: { S: "n" } }, ExpressionAttributeNames: { "#version": "version" } },
    ["dynamodb:PutItem table/T CLIENT#c1: PK SK notes version"],
  ],
  [
    "BatchGetItem",
    { RequestItems: { T: { Keys: [key("CLIENT#c1"), key("AUTH#a1")] } } },
    ["dynamodb:BatchGetItem table/T CLIENT#c1 AUTH#a1"],
  ],
  [
    "Query",
    { ...byPartition, ExpressionAttributeNames: { "#sk": "SK", "#pk": "PK" } },
    ["dynamodb:Query table/T CLIENT#c1"],
  ],
  [
    "Query",
    {
      IndexName: "by-expiration",
      KeyConditionExpression: "#pk = :pk",
      ExpressionAttributeNames: { "#pk": "expiringPK" },
      ExpressionAttributeValues: { ":pk": { S: "EXPIRES#2026-03" } },
    },
    ["dynamodb:Query table/T/index/by-expiration EXPIRES#2026-03"],
  ],
  [
    "TransactWriteItems",
    {
      TransactItems: [
        { Put: { Item: key("OUTBOX#1") } },
        { Update: { Key: key("CLIENT#c1"), ExpressionAttributeNames: { "#count": "count" } } },
        { ConditionCheck: { Key: key("CLIENT#c1") } },
        { Delete: { Key: key("AWAITED#1") } },
      ],
    },
    [
      "dynamodb:PutItem table/T OUTBOX#1: PK SK",
      "dynamodb:UpdateItem table/T CLIENT#c1: PK SK count",
      "dynamodb:ConditionCheckItem table/T CLIENT#c1: PK SK",
      "dynamodb:DeleteItem table/T AWAITED#1: PK SK",
    ],
  ],
  ["Scan", {}, ["dynamodb:Scan table/T "]],
])("%s of %j needs %j", (operation, request, expected) => {
  expect(lines(operation, request)).toEqual(expected);
});

it("a Query whose partition can't be told is no access to nothing, but an error", () => {
  expect(() => lines("Query", { ...byPartition, ExpressionAttributeNames: { "#pk": "SK" } })).toThrow(
    "It can't be told which partition is asked for",
  );
});
