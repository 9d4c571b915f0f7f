import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { StoredItem } from "../../store/failures.ts";
import { commit, documentClient, getItem, openTable, queryAll } from "../../store/opened-table.ts";
import { create } from "../../store/writes.ts";

let server: Server | undefined;
/** Requests that reached the server. */
let asked = 0;
afterEach(() => server?.closeAllConnections());

/** A table behind a server that answers as DynamoDB does over the wire. `null` never answers. */
async function tableBehind(answers: readonly ({ status: number; body: object } | null)[]) {
  const left = [...answers];
  asked = 0;
  const listening = createServer((_, response) => {
    asked += 1;
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

/** With time for two tries of each request. */
function tableAt(endpoint: string) {
  let paused = 0;
  const access = {
    remainingMillis: () => 2 - paused,
    pause: async () => {
      paused += 1;
    },
    newToken: () => "token",
  };
  const client = documentClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: { connectionTimeout: 200, requestTimeout: 200, throwOnRequestTimeout: true },
  });
  return openTable("agency-table", access, client);
}

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

describe("what the network does, in time for two tries: the SDK sends each request once, and only we send it again", () => {
  const reads: [string, (table: ReturnType<typeof tableAt>) => Promise<unknown>][] = [
    ["one item", (table) => getItem(table, key)],
    [
      "a query",
      (table) => queryAll(table, { KeyConditionExpression: "#pk = :pk", ExpressionAttributeNames: { "#pk": "PK" } }),
    ],
  ];

  it.each(reads)("%s: nobody listens", async (_, read) => {
    await expect(read(tableAt("http://127.0.0.1:1"))).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
  });

  const denied = error("AccessDeniedException");
  const answers: [string, { status: number; body: object } | null, string | undefined, number][] = [
    ["nobody answers", null, "SERVICE_UNAVAILABLE", 2],
    ["throttled", error("ThrottlingException"), "SERVICE_UNAVAILABLE", 2],
    ["more than provisioned", error("ProvisionedThroughputExceededException"), "SERVICE_UNAVAILABLE", 2],
    ["failed inside", { ...error("InternalServerError"), status: 500 }, "SERVICE_UNAVAILABLE", 2],
    ["failed on the way", { status: 503, body: {} }, "SERVICE_UNAVAILABLE", 2],
    ["not allowed", denied, undefined, 1],
  ];
  const cases = reads.flatMap(([what, read]) => answers.map((answer) => [what, ...answer, read] as const));
  it.each(cases)("%s: %s", async (_, __, answer, code, tries, read) => {
    const table = await tableBehind([answer, answer, denied]);
    const caught = await read(table).catch((thrown: unknown) => thrown);
    expect(caught).toBeInstanceOf(Error);
    expect((caught as { code?: string }).code).toBe(code);
    expect(asked).toBe(tries);
  });
});
