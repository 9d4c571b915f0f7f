import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { routes } from "../../api/routes.ts";
import { table as attributes, indexes } from "../../store/table.ts";
import { Canaries } from "./canaries/canaries.ts";
import { readAltered, writeWhereItFails } from "./canaries/failing-store.ts";
import { askByName, clientId, enterClients, enterSetup, live, poison, readAll, removeSetup } from "./canaries/flows.ts";
import { ObservedAgency } from "./canaries/observed-agency.ts";
import { servicesOn } from "./handlers-in-process.ts";

const agency = new ObservedAgency();
const { canaries } = agency;
let poisons = 0;

beforeAll(async () => {
  await agency.start();
  await enterSetup(agency);
  await live(agency, await enterClients(agency));
  await readAll(agency);
  await askByName(agency);
  poisons = await poison(agency);
  await readAltered(agency);
  await writeWhereItFails(agency);
  await removeSetup(agency);
  await agency.stack.settled();
}, 120_000);
afterAll(() => agency.stack.stop());

describe("what people enter", () => {
  it("is entered by every route that there is, and every route has answered", () => {
    expect([...agency.answeredBy].sort()).toEqual(routes.map(({ operationId }) => operationId).sort());
  });

  it("is what the API answers to who may see it", async () => {
    const shown = await agency.made("readRecord", { path: { clientId }, query: "?limit=100" });
    const found = canaries.foundIn(JSON.stringify(shown));
    expect(found).toEqual(expect.arrayContaining(["putClient firstName", "addDisclosure recipient"]));
  });

  it("stands in no log", () => {
    expect(agency.logs.length).toBeGreaterThan(100);
    expect(canaries.foundIn(agency.logs.join("\n"))).toEqual([]);
  });

  it("stands in no metric", () => {
    const metrics = agency.stack.metrics();
    expect(metrics.length).toBeGreaterThan(5);
    expect(canaries.foundIn(JSON.stringify(metrics))).toEqual([]);
  });

  it("stands in no event, but for the number that billing needs", () => {
    const events = agency.stack.bus.events().filter(({ source }) => source !== "billing-engine");
    expect(new Set(events.map(({ detailType }) => detailType)).size).toBeGreaterThan(3);
    const found = events.map((event) => ({ told: event.detailType, of: canaries.foundIn(JSON.stringify(event)) }));
    expect(found.filter(({ of }) => of.length > 0)).toEqual([
      { told: "AuthorizationConfirmed", of: ["changeAuthorization authorizationNumber"] },
    ]);
  });

  it("stands in no key", async () => {
    const { client, name } = servicesOn(agency.stack).table;
    const { Items = [] } = await client.send(new ScanCommand({ TableName: name }));
    const ofIndexes = Object.values(indexes).flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
    const names = [attributes.partitionKey, attributes.sortKey, ...ofIndexes];
    const keys = Items.flatMap((item) => names.map((attribute) => String(item[attribute])));
    expect(canaries.foundIn(JSON.stringify(Items)).length).toBeGreaterThan(20);
    expect(canaries.foundIn(keys.join("\n"))).toEqual([]);
  });

  it("stands in no address, cursor, or name of a file", () => {
    expect(agency.addresses.length).toBeGreaterThan(10);
    expect(canaries.foundIn(agency.addresses.join("\n"))).toEqual([]);
  });

  it("stands in no problem", () => {
    expect(agency.problems.length).toBeGreaterThan(100);
    expect(canaries.foundIn(agency.problems.join("\n"))).toEqual([]);
  });

  it("stands in no dead letter, but for the message itself as its sender wrote it", () => {
    const letters = agency.stack.queues.deadLetters().map(({ body: _, ...letter }) => letter);
    expect(letters).toHaveLength(poisons);
    expect(canaries.foundIn(JSON.stringify(letters))).toEqual([]);
  });

  it("stands in no object of a bucket, nor in its name", () => {
    const objects = agency.stack.objects();
    expect(objects.length).toBeGreaterThan(0);
    expect(canaries.foundIn(JSON.stringify(objects))).toEqual([]);
  });

  it("stands in no name of what is deployed: queues, buckets, logs, backups", () => {
    const assembly = inject("assembly");
    const files = readdirSync(assembly).filter((file) => file.endsWith(".template.json"));
    const templates = files.map((file) => readFileSync(join(assembly, file), "utf8")).join("\n");
    expect(templates).toContain("AWS::Logs::LogGroup");
    expect(canaries.foundIn(templates)).toEqual([]);
  });
});

const percented = (text: string) => [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join("");
const inBase64 = (text: string, encoding: "base64" | "base64url") => Buffer.from(text).toString(encoding);

it.each<[string, (canary: string) => string]>([
  ["as it is", (canary) => `{"message":"no ${canary} here"}`],
  ["in another case", (canary) => canary.toLowerCase()],
  ["in a URL", (canary) => `/v1/clients?search=${percented(canary)}`],
  ["in a cursor", (canary) => `"nextCursor":"${inBase64(`0123456789abcdef${canary}`, "base64url")}"`],
  ["in base64 amid other letters", (canary) => `xx${inBase64(`CLIENT#${canary}`, "base64")}`],
])("a canary that leaks %s is found", (_, leaked) => {
  const own = new Canaries();
  expect(own.foundIn(leaked(own.text("a planted leak")))).toEqual(["a planted leak"]);
});
