import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClientId } from "../../domain/id.ts";
import * as keys from "../../store/keys.ts";
import { table } from "../../store/table.ts";

/** What keys are made of: ids, days, instants, counters, hashes of plans and blind indexes. Nothing that a person typed about a person. */
const harmless =
  /^(?:\w+Id|blind[A-Z]\w*|activityCode|priority|planHash|sequence|at|occurredAt|createdAt|serviceDate|accessDate|disclosedOn|expirationDate|expirationMonth)$/;
/** Arguments that are objects, of which only these fields are used. */
const choices = /^(?:referenced|procedure)$/;

type KeyFunction = (...args: unknown[]) => keys.Key | string;
const functions = Object.entries(keys).flatMap(([name, value]) =>
  typeof value === "function" ? [[name, value as unknown as KeyFunction] as const] : [],
);

function parametersOf(keyFunction: KeyFunction): string[] {
  const [, list = ""] = /^(?:function \w+)?\(?([^)=]*)\)?/.exec(keyFunction.toString()) ?? [];
  return list.split(",").flatMap((parameter) => parameter.trim() || []);
}

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
const choice = fc.oneof(
  id.map((activityCode) => ({ activityCode, groupId: undefined, label: "Quintero, Marisol" })),
  id.map((groupId) => ({ groupId, activityCode: undefined, label: "Quintero, Marisol" })),
);
const argument = (name: string) =>
  choices.test(name) ? choice : name === "sequence" ? fc.nat().map((sequence) => inOrder(sequence)) : id;
/** A sequence as it stands in a key. */
const inOrder = (sequence: number) => String(sequence).padStart(16, "0");

const partsOf = (made: keys.Key | string) =>
  (typeof made === "string" ? [made] : [made[table.partitionKey], made[table.sortKey]]).flatMap((text) =>
    text.split("#"),
  );

describe("No name, birth date, subscriber number or authorization number is ever part of one", () => {
  it.each(functions)("%s takes ids, days and blind indexes", (_, keyFunction) => {
    const parameters = parametersOf(keyFunction);
    expect(parameters.length).toBe(keyFunction.length);
    expect(parameters.filter((name) => !harmless.test(name) && !choices.test(name))).toEqual([]);
  });

  it.each(functions)("%s embeds what it is given and constants, nothing else", (_, keyFunction) => {
    const given = fc.tuple(...parametersOf(keyFunction).map(argument));
    fc.assert(
      fc.property(given, (args) => {
        const allowed = args.flatMap((each) =>
          typeof each === "string"
            ? [each]
            : [each.activityCode, each.groupId].filter((chosen) => chosen !== undefined),
        );
        const parts = partsOf(keyFunction(...args));
        for (const part of parts) if (!allowed.includes(part)) expect(part).toMatch(/^(?:[A-Z_]+|\d)$/);
        for (const each of allowed) expect(parts).toContain(each);
      }),
    );
  });

  it("partitions without an argument are constants", () => {
    const constants = Object.values(keys).flatMap((value) =>
      typeof value === "function" ? [] : Array.isArray(value) ? value : [value],
    );
    for (const constant of constants) for (const part of partsOf(constant)) expect(part).toMatch(/^(?:[A-Z_]*|\d)$/);
  });
});

describe("`#` parts a key without doubt", () => {
  // Ids as like to the constants as they may be.
  const words = ["A", "AUDIT", "AUTH", "CLIENT", "HISTORY", "SERVICES", "1"];
  const word = (name: string) =>
    choices.test(name)
      ? fc.constantFrom(...words).map((activityCode) => ({ activityCode }))
      : fc.constantFrom(...words);

  it("is never part of an id", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => !ClientId.safeParse(`${a}#${b}`).success));
  });

  const itemKeys = functions.filter(([name]) => name.endsWith("Key"));
  it.each(itemKeys)("%s gives other items other keys", (_, keyFunction) => {
    const args = fc.tuple(...parametersOf(keyFunction).map(word));
    fc.assert(
      fc.property(args, args, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(JSON.stringify(keyFunction(...a)) === JSON.stringify(keyFunction(...b))).toBe(same);
      }),
    );
  });

  it("no two kinds of items share a key", () => {
    const made = fc
      .constantFrom(...itemKeys)
      .chain(([name, keyFunction]) =>
        fc
          .tuple(...parametersOf(keyFunction).map(word))
          .map((args) => [name, JSON.stringify(keyFunction(...args))] as const),
      );
    fc.assert(
      fc.property(made, made, ([name, key], [otherName, otherKey]) => {
        if (name !== otherName) expect(key).not.toBe(otherKey);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("audit entries", () => {
  it("are in the order of their sequences", () => {
    const sequence = fc.nat({ max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        expect(keys.clientAuditKey("C1", a).SK < keys.clientAuditKey("C1", b).SK).toBe(a < b);
        const ofAuthorization = (of: number) => keys.authorizationAuditKey("C1", "A1", of).SK;
        expect(ofAuthorization(a) < ofAuthorization(b)).toBe(a < b);
      }),
    );
  });
});

describe("unsent events", () => {
  it("are in one of the partitions that are read", () => {
    const at = "2026-03-16T14:05:00.000Z";
    fc.assert(
      fc.property(fc.uuid(), (eventId) => {
        const key = keys.outboxKey(at, eventId);
        expect(keys.outboxPartitions).toContain(key.PK);
        expect(key.SK).toBe(`${at}#${eventId}`);
      }),
    );
  });

  it("are spread over all of them", () => {
    const partitions = fc
      .sample(fc.uuid(), { numRuns: 400, seed: 1 })
      .map((eventId) => keys.outboxKey("at", eventId).PK);
    expect([...new Set(partitions)].toSorted()).toEqual(keys.outboxPartitions.toSorted());
  });
});
