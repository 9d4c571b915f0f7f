import { BatchGetCommand, GetCommand, QueryCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { beforeEach, describe, expect, it } from "vitest";
import { type Client, searchFor, searchTerms } from "../../domain/client.ts";
import { type BlindIndex, blindIndexWith } from "../../store/blind-index.ts";
import { findClients, readClient, saveClient } from "../../store/clients.ts";
import { ChangedMeanwhile } from "../../store/failures.ts";
import { item } from "../../store/items.ts";
import { clientKey, searchKey, searchPartition } from "../../store/keys.ts";
import { authorization, client, record } from "../domain/examples.ts";
import { auditEntry, auditedIn } from "./audited.ts";
import { cancelled, type MockedTable, mockedTable, transactions, writesOf } from "./mocked-table.ts";

let mocked: MockedTable;
beforeEach(() => {
  mocked = mockedTable();
});

/** Readable, so that expectations can be: what the real one hides is tested beside it. */
const readable: BlindIndex = (...parts) => parts.join("/");

const audit = auditEntry({ subject: "client", subjectId: "C1" });

const save = (next: Client, previous?: Client, blindIndex = readable) =>
  saveClient(mocked.table, blindIndex, {
    record: previous && record({ client: previous }),
    client: next,
    audit,
  });

const ann = client({ clientId: "C1", firstName: "Ann", lastName: "Bo" });
const termsOfAnn = ["", "b", "bo", "a", "an", "ann", "c1"];

describe("a client", () => {
  beforeEach(() => {
    mocked.dynamo.on(TransactWriteCommand).resolves({});
  });

  it("is created with an entry for every search term, and the first entry of its audit", async () => {
    await save(ann);
    expect(writesOf(mocked)).toEqual([
      "ConditionCheck CLIENT#C1 | DELETED if attribute_not_exists(PK)",
      "Put CLIENT#C1 | CLIENT",
      ...termsOfAnn.map((term) => `Put SEARCH#client/${term} | CLIENT#C1`),
      "Put CLIENT#C1 | AUDIT_HEAD if attribute_not_exists(PK)",
      "Put CLIENT#C1#AUDIT | ENTRY#0000000000000001 if attribute_not_exists(PK)",
    ]);
  });

  it("is changed under its revision, with new search entries added and outdated ones removed", async () => {
    await save({ ...ann, firstName: "Anna", lastName: "Co", version: 2 }, ann);
    expect(writesOf(mocked)).toEqual([
      "Put CLIENT#C1 | CLIENT",
      "Put SEARCH#client/c | CLIENT#C1",
      "Put SEARCH#client/co | CLIENT#C1",
      "Put SEARCH#client/anna | CLIENT#C1",
      "Delete SEARCH#client/b | CLIENT#C1",
      "Delete SEARCH#client/bo | CLIENT#C1",
      ...auditedIn("C1"),
    ]);
  });

  it("search entries of what did not change stay untouched", async () => {
    await save({ ...ann, program: "Outpatient", version: 2 }, ann);
    expect(writesOf(mocked)).toHaveLength(3);
  });

  it("never needs more writes than a transaction takes", async () => {
    const long = (letter: string) =>
      client({ clientId: "C".repeat(64), firstName: letter.repeat(100), lastName: `${letter}x`.repeat(50) });
    await save({ ...long("b"), version: 2 }, long("a"));
    expect(transactions(mocked)[0]?.length).toBeLessThanOrEqual(100);
  });

  it("no name is part of a key", async () => {
    const marisol = client();
    await save(marisol, undefined, blindIndexWith("secret"));
    const keys = writesOf(mocked).join("\n").toLowerCase();
    for (const term of searchTerms(marisol))
      if (term.length > 2 && !"c1001".startsWith(term)) expect(keys).not.toContain(term);
  });

  it("that somebody else changed meanwhile is not overwritten", async () => {
    mocked.dynamo.on(TransactWriteCommand).rejects(cancelled("None", "ConditionalCheckFailed", "None"));
    await expect(save({ ...ann, version: 2 }, { ...ann })).rejects.toBeInstanceOf(ChangedMeanwhile);
  });
});

describe("of so many authorizations that one transaction can't list them anew", () => {
  const elsewhere = client({ program: "Autism Services", version: 2 });

  it.each([
    [97, 1],
    [98, 2],
    [196, 2],
    [197, 3],
  ])(
    "%i take as few transactions as possible, each under the revision that the one before made",
    async (count, parts) => {
      mocked.dynamo.on(TransactWriteCommand).resolves({});
      const authorizations = Array.from({ length: count }, (_, number) =>
        authorization({ authorizationId: `A${number}` }),
      );
      await saveClient(mocked.table, readable, { record: record({ authorizations }), client: elsewhere, audit });
      const sent = transactions(mocked);
      expect(sent).toHaveLength(parts);
      for (const writes of sent) expect(writes.length).toBeLessThanOrEqual(100);
      const listed = sent.flat().flatMap(({ Update }) => Update?.Key?.["SK"] ?? []);
      expect(listed).toEqual(authorizations.map(({ authorizationId }) => `AUTH#${authorizationId}`));
      const kinds = sent.map((writes) => writes.some(({ Put }) => Put?.Item?.["kind"] === "client"));
      expect(kinds).toEqual([...Array.from({ length: parts - 1 }, () => false), true]);
      const heads = sent.flatMap((writes) =>
        writes.flatMap(({ Put }) => (Put?.Item?.["SK"] === "AUDIT_HEAD" ? [Put] : [])),
      );
      expect(heads.map(({ ExpressionAttributeValues }) => ExpressionAttributeValues)).toEqual(
        Array.from({ length: parts }, (_, part) => ({ ":version": 6 + part })),
      );
    },
  );
});

describe("reading one", () => {
  it("gives it, or nothing", async () => {
    mocked.dynamo.on(GetCommand, { Key: clientKey("C1") }).resolves({ Item: item(clientKey("C1"), "client", ann) });
    mocked.dynamo.on(GetCommand, { Key: clientKey("C2") }).resolves({});
    await expect(readClient(mocked.table, "C1")).resolves.toEqual(ann);
    await expect(readClient(mocked.table, "C2")).resolves.toBeUndefined();
  });

  it("a malformed one is an error", async () => {
    mocked.dynamo.on(GetCommand).resolves({ Item: item(clientKey("C1"), "client", { ...ann, lastName: 7 }) });
    await expect(readClient(mocked.table, "C1")).rejects.toThrow();
  });
});

describe("a page of the clients that a search means", () => {
  const clients = ["C1", "C2", "C3", "C4", "C5"].map((clientId, index) =>
    client({ clientId, firstName: index % 2 === 0 ? "Ann" : "Abe", lastName: "Bo" }),
  );

  /** Answers as the table would with `clients`, `perPage` index entries at most at a time. */
  function indexed(known = clients, perPage = 100) {
    mocked.dynamo.on(QueryCommand).callsFake((input) => {
      const term = input.ExpressionAttributeValues[":pk"];
      const entries = known
        .filter((each) => [...searchTerms(each)].some((each2) => searchPartition(readable("client", each2)) === term))
        .map(({ clientId }) => item(searchKey(readable("client", ""), clientId), "searchEntry", { clientId }));
      const start = input.ExclusiveStartKey?.SK;
      const rest = entries.filter(({ SK }) => start === undefined || String(SK) > start);
      const page = rest.slice(0, Math.min(perPage, input.Limit));
      return { Items: page, ...(page.length < rest.length && { LastEvaluatedKey: { PK: term, SK: page.at(-1)?.SK } }) };
    });
    mocked.dynamo.on(BatchGetCommand).callsFake((input) => {
      const wanted: { PK: string }[] = input.RequestItems["agency-table"].Keys;
      const found = known.filter(({ clientId }) => wanted.some(({ PK }) => PK === `CLIENT#${clientId}`));
      return { Responses: { "agency-table": found.map((each) => item(clientKey(each.clientId), "client", each)) } };
    });
  }
  const find = async (text: string, limit: number, afterClientId?: string) => {
    const search = searchFor(text);
    const { clients: found, lastClientId } = await findClients(mocked.table, readable, {
      search,
      limit,
      afterClientId,
    });
    return [found.map(({ clientId }) => clientId), lastClientId];
  };

  it("is all of them when there is room", async () => {
    indexed();
    await expect(find("bo", 50)).resolves.toEqual([["C1", "C2", "C3", "C4", "C5"], null]);
  });

  it("goes on after the last client of the page before", async () => {
    indexed();
    await expect(find("bo", 2)).resolves.toEqual([["C1", "C2"], "C2"]);
    await expect(find("bo", 2, "C2")).resolves.toEqual([["C3", "C4"], "C4"]);
    await expect(find("bo", 2, "C4")).resolves.toEqual([["C5"], null]);
  });

  it("reads on until it is full when the index finds more than is meant", async () => {
    indexed(clients, 2);
    await expect(find("bo ann", 2)).resolves.toEqual([["C1", "C3"], "C3"]);
    await expect(find("bo ann", 2, "C3")).resolves.toEqual([["C5"], null]);
  });

  it("is nobody's when nobody is meant", async () => {
    indexed();
    await expect(find("zoe", 50)).resolves.toEqual([[], null]);
  });

  it("ends before it has read for ever, and says where to go on", async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      client({ clientId: `C${1000 + index}`, firstName: "Abe", lastName: index === 299 ? "Bo Zed" : "Bo" }),
    );
    indexed(many, 1);
    const [found, lastClientId] = await find("bo zed", 50);
    expect(found).toEqual([]);
    expect(lastClientId).toMatch(/^C1\d{3}$/);
    expect(mocked.dynamo.commandCalls(QueryCommand).length).toBeLessThan(50);
  });

  it("leaves out an entry whose client is not there any more", async () => {
    indexed();
    mocked.dynamo
      .on(BatchGetCommand)
      .resolves({ Responses: { "agency-table": [item(clientKey("C2"), "client", clients[1] ?? {})] } });
    await expect(find("bo", 50)).resolves.toEqual([["C2"], null]);
  });
});
