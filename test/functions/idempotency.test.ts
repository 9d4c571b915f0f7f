import { GetCommand, TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod/mini";
import { route } from "../../api/route.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { ClientId } from "../../domain/id.ts";
import { created, handles } from "../../functions/runtime/handled-route.ts";
import { httpFunction } from "../../functions/runtime/http-function.ts";
import { commit } from "../../store/opened-table.ts";
import { create } from "../../store/writes.ts";
import { cancelled, type MockedTable, mockedTable } from "../store/mocked-table.ts";
import { accessRules } from "./access-rules.ts";
import { takeLoggedLines } from "./logged-lines.ts";
import { context, request } from "./requests.ts";

const contract = route({
  operationId: "addNote",
  method: "POST",
  path: "/v1/clients/{clientId}/notes",
  capability: "notes",
  summary: "Add a note",
  permission: "auths:write",
  idempotencyKey: true,
  pathParameters: z.strictObject({ clientId: ClientId }),
  body: z.strictObject({ text: z.string(), mark: z.exactOptional(z.strictObject({ a: z.int(), b: z.int() })) }),
  replies: { 201: z.strictObject({ noteId: z.string(), text: z.string() }) },
});

type Item = Record<string, unknown>;
let mocked: MockedTable;
/** Items by partition: the table holds what its transactions put, under their conditions. */
let held: Map<string, Item>;
/** What the next reads wait for before they answer what they saw. */
let heldUp: Promise<void>[];
beforeEach(() => {
  takeLoggedLines();
  mocked = mockedTable();
  held = new Map();
  heldUp = [];
  mocked.dynamo.on(GetCommand).callsFake(async ({ Key }) => {
    const Item = held.get(Key.PK);
    await heldUp.shift();
    return { Item };
  });
  mocked.dynamo.on(TransactWriteCommand).callsFake(transact);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function transact({ TransactItems = [] }: TransactWriteCommandInput) {
  const puts = TransactItems.flatMap(({ Put }) => (Put?.Item === undefined ? [] : [Put]));
  const there = puts.map(({ Item, ExpressionAttributeValues }) => {
    const current = held.get(Item?.["PK"]);
    const now = ExpressionAttributeValues?.[":now"];
    return now !== undefined && Number(current?.["expiresAtEpochSeconds"]) <= now ? undefined : current;
  });
  if (there.some((current) => current !== undefined))
    throw cancelled(
      ...there.map((current) =>
        current === undefined ? "None" : { Code: "ConditionalCheckFailed", Item: marshall(current) },
      ),
    );
  for (const { Item = {} } of puts) held.set(Item["PK"], Item);
  return {};
}

const notes = () => [...held.values()].filter(({ kind }) => kind === "note");
const records = () => [...held.values()].filter(({ kind }) => kind === "idempotencyRecord");

let now: string;
let made: number;
/** Decides what a handler does before it stores: nothing, unless a test says so. */
let beforeStoring: () => void;
beforeEach(() => {
  now = "2026-03-16T12:00:00.000Z";
  made = 0;
  beforeStoring = () => {};
});

const addNote = handles(contract, async (call, services: { table: MockedTable["table"]; newId: () => string }) => {
  const noteId = services.newId();
  const reply = created({ noteId, text: call.body.text }, 3, `/v1/notes/${noteId}`);
  beforeStoring();
  const note = create({ PK: `NOTE#${noteId}`, SK: "NOTE" }, "note", call.body, () => new Error("there already"));
  await commit(services.table, [...call.recordOf(reply), note]);
  return reply;
});

interface Sent {
  readonly key?: string;
  readonly by?: string;
  readonly permissions?: string;
  readonly clientId?: string;
  readonly body?: unknown;
}

async function post({
  key = "k-1",
  by = "u-1",
  permissions = "clients:read auths:write",
  clientId = "C1",
  body,
}: Sent = {}) {
  const services = {
    agencyId: "willow-creek",
    timeZone: "UTC",
    table: mocked.table,
    now: () => new Date(now),
    newId: () => `N${++made}`,
    measure: () => {},
    accessRules,
  };
  const event = request("POST /v1/clients/{clientId}/notes", {
    path: { clientId },
    body: body ?? { text: "called" },
    headers: key === "" ? {} : { "idempotency-key": key },
    claims: { sub: by, permissions },
  });
  const reply = await httpFunction(services, [addNote])(event, context, {} as never);
  if (reply === undefined) throw new Error("Nothing was answered.");
  return reply;
}
const codeOf = async (sent: Sent) => {
  const { statusCode, body } = await post(sent);
  return [statusCode, JSON.parse(String(body)).code];
};

describe("Idempotency-Key: same key and body replays the first reply", () => {
  it("byte for byte, with status, body, ETag and Location, and has no second effect", async () => {
    const first = await post();
    expect(first).toMatchObject({ statusCode: 201, headers: { etag: '"3"', location: "/v1/notes/N1" } });
    await expect(post()).resolves.toEqual(first);
    await expect(post()).resolves.toEqual(first);
    expect(notes()).toHaveLength(1);
  });

  it.each<[string, string]>([
    ["fields in another order", '{"mark":{"b":2,"a":1},"text":"called"}'],
    ["spaces and lines", '{\n  "text": "called",\n  "mark": { "a": 1, "b": 2 }\n}'],
    ["letters written as escapes", '{"text":"c\\u0061lled","mark":{"a":1,"b":2}}'],
  ])("the body is the same with %s", async (_, body) => {
    const first = await post({ body: { text: "called", mark: { a: 1, b: 2 } } });
    await expect(post({ body })).resolves.toEqual(first);
  });

  it("until 7 days are over, whether or not the table has deleted the record", async () => {
    const first = await post();
    now = "2026-03-23T11:59:59.000Z";
    await expect(post()).resolves.toEqual(first);
    now = "2026-03-23T12:00:00.000Z";
    const later = await post();
    expect(later).toMatchObject({ statusCode: 201, headers: { location: "/v1/notes/N2" } });
    await expect(post()).resolves.toEqual(later);
    expect(notes()).toHaveLength(2);
  });

  it("a lost reply, too: what was stored before the function ended is told by the next try", async () => {
    mocked.dynamo.on(TransactWriteCommand).callsFakeOnce((input) => {
      transact(input);
      throw new Error("the process has ended");
    });
    await expect(post()).resolves.toMatchObject({ statusCode: 500 });
    await expect(post()).resolves.toMatchObject({ statusCode: 201, headers: { location: "/v1/notes/N1" } });
    expect(notes()).toHaveLength(1);
  });
});

describe("same key and other body 422 IDEMPOTENCY_KEY_REUSED", () => {
  it.each<[string, unknown]>([
    ["another value", { text: "called again" }],
    ["a field more", { text: "called", mark: { a: 1, b: 2 } }],
  ])("%s, and nothing is stored", async (_, body) => {
    await post();
    await expect(codeOf({ body })).resolves.toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    expect(notes()).toHaveLength(1);
    expect(records()).toHaveLength(1);
  });
});

describe("is another key:", () => {
  it.each<[string, Sent]>([
    ["another user's same key", { by: "u-2" }],
    ["the same key on another path", { clientId: "C2" }],
    ["another text", { key: "K-1" }],
  ])("%s", async (_, sent) => {
    await post();
    await expect(post(sent)).resolves.toMatchObject({ statusCode: 201, headers: { location: "/v1/notes/N2" } });
    expect(notes()).toHaveLength(2);
  });

  it("no two of them are taken for each other, wherever their parts end", async () => {
    await post({ by: "u-1", key: "k" });
    await post({ by: "u-1k", key: "k" });
    await post({ by: "u-1", key: "kk" });
    await post({ by: "u-1", key: 'k","k' });
    expect(records()).toHaveLength(4);
  });
});

describe("the record", () => {
  it("holds neither the key nor an id of who used it, but for the reply itself", async () => {
    await post({ key: "secret-key", by: "user-7", clientId: "CLIENT-7" });
    const [record] = records();
    expect(record?.["PK"]).toMatch(/^IDEMPOTENCY#[0-9a-f]{64}$/);
    expect(JSON.stringify(record)).not.toMatch(/secret-key|user-7|CLIENT-7/);
  });

  it("is neither looked for nor kept without a key", async () => {
    await post({ key: "" });
    await post({ key: "" });
    expect(notes()).toHaveLength(2);
    expect(records()).toEqual([]);
    expect(mocked.dynamo.commandCalls(GetCommand)).toEqual([]);
  });

  it("opens nothing to who may no longer do it", async () => {
    await post();
    await expect(codeOf({ permissions: "setup:write" })).resolves.toEqual([403, "FORBIDDEN"]);
  });
});

describe("a refusal is not kept: the same key is decided anew", () => {
  it.each<[string, Error, number]>([
    ["a business rule", new DomainError("INSURANCE_INACTIVE", "It is inactive."), 422],
    ["a busy table", new DomainError("SERVICE_UNAVAILABLE", "Busy."), 503],
    ["a fault of ours", new Error("x"), 500],
  ])("%s", async (_, error, status) => {
    beforeStoring = () => {
      throw error;
    };
    await expect(post()).resolves.toMatchObject({ statusCode: status });
    expect(records()).toEqual([]);
    beforeStoring = () => {};
    await expect(post()).resolves.toMatchObject({ statusCode: 201 });
  });

  it("a body that is not well formed leaves the key free for the right one", async () => {
    await expect(codeOf({ body: { text: 1 } })).resolves.toEqual([400, "VALIDATION_FAILED"]);
    await expect(post()).resolves.toMatchObject({ statusCode: 201 });
  });
});

describe("the same request at the same moment", () => {
  /** The other request is stored after this one has looked for a record. */
  async function afterTheOther(sent: Sent, thenRefuse?: DomainError) {
    const { promise, resolve } = Promise.withResolvers<void>();
    heldUp = [promise];
    const second = post(sent);
    const first = await post();
    if (thenRefuse !== undefined)
      beforeStoring = () => {
        throw thenRefuse;
      };
    resolve();
    return { first, second: await second };
  }

  it("that lost the race gets the other's reply", async () => {
    const { first, second } = await afterTheOther({});
    expect(second).toEqual(first);
    expect(notes()).toHaveLength(1);
  });

  it("that lost the race with another body is refused", async () => {
    const { second } = await afterTheOther({ body: { text: "other" } });
    expect(second).toMatchObject({ statusCode: 422 });
    expect(notes()).toHaveLength(1);
  });

  it("is not refused by the effect of its own first try", async () => {
    const { first, second } = await afterTheOther({}, new DomainError("PRIORITY_IN_USE", "It is in use."));
    expect(second).toEqual(first);
  });

  it("still running 409, with Retry-After", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejectsOnce(cancelled("TransactionConflict", "None"));
    const reply = await post();
    expect(reply).toMatchObject({ statusCode: 409, headers: { "retry-after": "1" } });
    expect(JSON.parse(String(reply.body))).toMatchObject({ code: "IDEMPOTENCY_IN_PROGRESS" });
    await expect(post()).resolves.toMatchObject({ statusCode: 201 });
  });

  it("others' conflicts are tried again", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejectsOnce(cancelled("None", "TransactionConflict")).callsFake(transact);
    await expect(post()).resolves.toMatchObject({ statusCode: 201 });
  });
});
