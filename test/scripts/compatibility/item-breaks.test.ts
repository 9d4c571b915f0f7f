import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ItemContract, itemBreaks } from "../../../scripts/compatibility/item-breaks.ts";
import { itemDocuments, itemSchemas } from "../../../store/item-schemas.ts";

const items = itemDocuments() as ItemContract;
const store = join(import.meta.dirname, "..", "..", "..", "store");

const changed = (kind: string, change: (text: string) => string): ItemContract => ({
  ...items,
  [kind]: JSON.parse(change(JSON.stringify(items[kind]))),
});
const replaced = (kind: string, from: string, to: string) =>
  changed(kind, (text) => {
    if (!text.includes(from)) throw new Error(`There is no ${from} in ${text}.`);
    return text.replace(from, to);
  });

describe("a check compares item schemas with the last release", () => {
  it("those of today break no release of today", () => {
    expect(itemBreaks(items, items)).toEqual([]);
  });

  it.each<[string, ItemContract, RegExp]>([
    [
      "a new required field",
      replaced("client", '"required":["clientId"', '"required":["program","clientId"'),
      /item client: .*program/,
    ],
    ["a removed field", replaced("balance", '"unitsUsed":', '"unitsTaken":'), /item balance: .*unitsUsed/],
    ["another type", replaced("movement", '"at":{"type":"string"', '"at":{"type":"integer"'), /item movement: .*at/],
    ["a shorter text", replaced("insurance", '"maxLength":50', '"maxLength":40'), /item insurance: .*subscriberNumber/],
    ["a value fewer", replaced("insurance", '"ACTIVE","INACTIVE"', '"ACTIVE"'), /item insurance: .*status/],
    [
      "a value more, which the release before does not read",
      replaced("insurance", '"INACTIVE"', '"INACTIVE","PAUSED"'),
      /status/,
    ],
    ["a kind that is gone", Object.fromEntries(Object.entries(items).filter(([kind]) => kind !== "cap")), /item cap: /],
  ])("%s is a break", (_, after, told) => {
    expect(itemBreaks(items, after).join("\n")).toMatch(told);
  });

  it("a new optional field is none", () => {
    const after = replaced("client", '"properties":{', '"properties":{"nickname":{"type":"string"},');
    expect(itemBreaks(items, after)).toEqual([]);
  });

  it("what a migration brings into another layout need not be read as it was, but the release before has to read it", () => {
    const migrated = (after: ItemContract) => {
      const { client } = after;
      return client === undefined ? after : { ...after, client: { ...client, layout: client.layout + 1 } };
    };
    expect(
      itemBreaks(items, migrated(replaced("client", '"required":["clientId"', '"required":["program","clientId"'))),
    ).toEqual([]);
    expect(itemBreaks(items, migrated(replaced("client", '"lastName":', '"surname":')))).not.toEqual([]);
  });

  it("every kind that holds a schema of the domain is compared", () => {
    const sources = readdirSync(store).map((file) => readFileSync(join(store, file), "utf8"));
    for (const kind of Object.keys(itemSchemas))
      expect(sources.some((source) => source.includes(`"${kind}"`))).toBe(true);
  });
});
