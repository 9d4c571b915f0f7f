import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localCredentials } from "../../local/database/tables.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { clientAuditKey, clientAuditPartition } from "../../store/keys.ts";
import { documentClient } from "../../store/opened-table.ts";
import { type EnteredClient, enterClient, startAgency } from "./agency-on-engine.ts";

/*
 * What roles deny, asked for with the addresses that functions have: the local server decides by the template's policies.
 */

let stack: LocalStack;
let client: EnteredClient;
beforeAll(async () => {
  // What is refused on purpose is no refusal that a function met (scripts/check-privileges.ts).
  delete process.env["GRANTS_USED_DIR"];
  const agency = await startAgency();
  stack = agency.stack;
  client = await enterClient(agency.staff);
});
afterAll(() => stack?.stop());

const access = { region: "us-east-1", credentials: localCredentials };
const tableAs = (name: string) =>
  documentClient({ ...access, endpoint: stack.environmentOf(name)["AWS_ENDPOINT_URL_DYNAMODB"] ?? "" });
const bucketAs = (name: string) =>
  new S3Client({ ...access, endpoint: stack.environmentOf(name)["AWS_ENDPOINT_URL_S3"] ?? "", forcePathStyle: true });

const entriesAs = (name: string) =>
  tableAs(name).send(
    new QueryCommand({
      TableName: stack.tableName,
      KeyConditionExpression: "#pk = :pk",
      ExpressionAttributeNames: { "#pk": "PK" },
      ExpressionAttributeValues: { ":pk": clientAuditPartition(client.clientId) },
    }),
  );
const readers = ["anchor", "audit", "records", "retention"];
const withTable = () => stack.functions.names.filter((name) => "TABLE_NAME" in stack.environmentOf(name));

describe("audits", () => {
  test("are read by the functions that are there for it", async () => {
    for (const name of ["anchor", "audit"]) expect((await entriesAs(name)).Items?.length, name).toBe(2);
  });

  test("are kept from every other, entry by entry too", async () => {
    const others = withTable().filter((name) => !readers.includes(name));
    expect(others.length).toBeGreaterThan(10);
    for (const name of others) {
      await expect(entriesAs(name), name).rejects.toMatchObject({ name: "AccessDeniedException" });
      const entry = new GetCommand({ TableName: stack.tableName, Key: { ...clientAuditKey(client.clientId, 1) } });
      await expect(tableAs(name).send(entry), name).rejects.toMatchObject({ name: "AccessDeniedException" });
    }
  });
});

describe("anchors of audits", () => {
  test("are added by the job alone", async () => {
    const { ANCHOR_BUCKET } = stack.environmentOf("anchor");
    const add = (name: string) =>
      bucketAs(name).send(
        new PutObjectCommand({ Bucket: ANCHOR_BUCKET, Key: `heads/by/${name}`, Body: "{}", IfNoneMatch: "*" }),
      );
    for (const name of stack.functions.names.filter((each) => each !== "anchor"))
      await expect(add(name), name).rejects.toMatchObject({ name: "AccessDenied" });
    await add("anchor");
    expect(stack.objects().map(({ key }) => key)).toEqual(["heads/by/anchor"]);
  });
});
