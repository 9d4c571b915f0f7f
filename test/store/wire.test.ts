import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { StoredItem } from "../../store/failures.ts";
import { commit, getItem, openTable, queryAll } from "../../store/opened-table.ts";
import { create } from "../../store/writes.ts";

let server: Server | undefined;
afterEach(() => server?.closeAllConnections());

/** A table behind a server that answers as DynamoDB does over the wire. `null` never answers. */
async function tableBehind(answers: readonly ({ status: number; body: object } | null)[]) {
  const left = [...answers];
  const listening = createServer((_, response) => {
    const answer = left.shift();
    if (answer == null) return;
    response
      .writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" })
      .end(JSON.stringify(answer.body));
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  listening.unref();
  return tableAt(`http://127.0.0.1:${(listening.address() as AddressInfo).port}`);
}

const tableAt = (endpoint: string) =>
  openTable("agency-table", async () => {}, {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 200, requestTimeout: 200, throwOnRequestTimeout: true },
  });

const error = (name: string, more: object = {}) => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "told", ...more },
});

const key = { PK: "CLIENT#C1", SK: "CLIENT" };

describe("what DynamoDB sends", () => {
  it("a cancelled transaction brings the item as it stands", async () => {
    const Item = { PK: { S: "CLIENT#C1" }, version: { N: "4" }, tags: { M: { a: { BOOL: true } } } };
    const table = await tableBehind([
      error("TransactionCanceledException", {
        CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed", Message: "failed", Item }],
      }),
    ]);
    const seen: (StoredItem | undefined)[] = [];
    const write = create(key, "client", {}, (current) => {
      seen.push(current);
      return new Error("refused");
    });
    await expect(commit(table, [write, write])).rejects.toThrow("refused");
    expect(seen).toEqual([{ PK: "CLIENT#C1", version: 4, tags: { a: true } }]);
  });

  it("a conflict is tried again until it is stored", async () => {
    const conflict = error("TransactionCanceledException", { CancellationReasons: [{ Code: "TransactionConflict" }] });
    const table = await tableBehind([conflict, { status: 200, body: {} }]);
    await expect(commit(table, [create(key, "client", {}, () => new Error("refused"))])).resolves.toBeUndefined();
  });

  it("items come out of their wire form", async () => {
    const table = await tableBehind([{ status: 200, body: { Item: { PK: { S: "CLIENT#C1" }, version: { N: "4" } } } }]);
    await expect(getItem(table, key)).resolves.toEqual({ PK: "CLIENT#C1", version: 4 });
  });
});

describe("what the network does", () => {
  const read = (table: ReturnType<typeof tableAt>) => getItem(table, key);
  it("nobody listens", async () => {
    await expect(read(tableAt("http://127.0.0.1:1"))).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });

  it("nobody answers", async () => {
    await expect(read(await tableBehind([null]))).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });

  it.each([
    ["throttled", error("ThrottlingException"), "SERVICE_UNAVAILABLE"],
    ["more than provisioned", error("ProvisionedThroughputExceededException"), "SERVICE_UNAVAILABLE"],
    ["failed inside", { ...error("InternalServerError"), status: 500 }, "SERVICE_UNAVAILABLE"],
    ["not allowed", error("AccessDeniedException"), undefined],
  ])("%s", async (_, answer, code) => {
    const table = await tableBehind([answer, answer]);
    const caught = await read(table).catch((thrown) => thrown);
    expect(caught).toBeInstanceOf(Error);
    expect(caught.code).toBe(code);
    const query = { KeyConditionExpression: "#pk = :pk", ExpressionAttributeNames: { "#pk": "PK" } };
    const queried = await queryAll(table, query).catch((thrown) => thrown);
    expect(queried.code).toBe(code);
  });
});
