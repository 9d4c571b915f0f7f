import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { ClientId } from "../../domain/id.ts";
import { shortText } from "../../domain/text.ts";
import { Unreadable } from "../../domain/unreadable.ts";
import { blindIndexWith } from "../../store/blind-index.ts";
import { fieldsOf, item } from "../../store/items.ts";
import { createOnce, put, remove } from "../../store/writes.ts";

const Thing = z.strictObject({ name: z.string(), count: z.int() });
const key = { PK: "CLIENT#C1", SK: "THING#1" };

describe("an item", () => {
  it("has its key, kind and layout beside its fields", () => {
    expect(item(key, "thing", { name: "a", count: 1 })).toEqual({
      ...key,
      kind: "thing",
      schema: 1,
      name: "a",
      count: 1,
    });
    expect(item(key, "thing", {}, 1_700_000_000)).toEqual({
      ...key,
      kind: "thing",
      schema: 1,
      expiresAtEpochSeconds: 1_700_000_000,
    });
  });

  it("gives its fields back", () => {
    expect(fieldsOf(item(key, "thing", { name: "a", count: 1 }), Thing)).toEqual({ name: "a", count: 1 });
    expect(fieldsOf(item(key, "thing", { name: "a", count: 1 }, 9), Thing)).toEqual({ name: "a", count: 1 });
  });

  it.each([
    ["lacks a field", { name: "a" }],
    ["has a field of another type", { name: "a", count: "1" }],
    ["has a field of another type beside one that is not known", { name: "a", count: "1", more: true }],
    ["has nothing", {}],
  ])("that %s is an error, never skipped", (_, fields) => {
    expect(() => fieldsOf(item(key, "thing", fields), Thing)).toThrow(/thing/);
  });

  it("that does not fit is told by key and field, not by what is in it", () => {
    const caught = (() => {
      try {
        return fieldsOf(item(key, "thing", { name: 7, count: "PS900114477", Marisol: "Quintero" }), Thing);
      } catch (error) {
        return error;
      }
    })();
    expect(caught).toBeInstanceOf(Unreadable);
    const { items, message, cause } = caught as Unreadable;
    expect(items).toEqual([{ kind: "thing", clientId: "C1", id: "1" }]);
    expect(message).toContain("thing 1 of C1");
    expect(String(cause)).toContain("CLIENT#C1");
    expect(String(cause)).toContain("count");
    expect(`${message} ${cause}`).not.toMatch(/PS900114477|Quintero/);
  });
});

describe("a field that a later release has stored", () => {
  const Nested = z.strictObject({ ...Thing.shape, inner: z.array(z.strictObject({ name: z.string() })) });
  const later = { name: "a", count: 1, more: { a: [1] }, inner: [{ name: "b" }, { name: "c", deep: true }] };
  const read = () => fieldsOf({ ...item(key, "thing", later), schema: 7 }, Nested);

  it("is no field of what is read", () => {
    expect(JSON.parse(JSON.stringify(read()))).toEqual({ name: "a", count: 1, inner: [{ name: "b" }, { name: "c" }] });
    expect(Nested.safeParse(read()).success).toBe(true);
  });

  it("is written again with what was changed", () => {
    expect(item(key, "thing", { ...read(), count: 2 })).toEqual(item(key, "thing", { ...later, count: 2 }));
  });

  it("is written in no item of another kind", () => {
    const { name, count } = read();
    expect(item(key, "copy", read())).toEqual(
      item(key, "copy", { name, count, inner: [{ name: "b" }, { name: "c" }] }),
    );
    expect(item(key, "audit", { after: read() })).not.toHaveProperty("after.more");
  });
});

describe("what was entered before there was a rule", () => {
  const Person = z.strictObject({ clientId: ClientId, name: shortText(50) });
  const before = { clientId: "JohnSmith", name: "John\u202e" };

  it("is read and written as it is", () => {
    const stored = item(key, "person", { ...before, more: 1 });
    expect(item(key, "person", fieldsOf(stored, Person))).toEqual(stored);
  });

  it("is no excuse for what never fitted", () => {
    const faultOf = (fields: object) => {
      try {
        return fieldsOf(item(key, "person", fields), Person);
      } catch (error) {
        return String((error as Error).cause);
      }
    };
    expect(faultOf({ ...before, clientId: "C#1" })).toContain("clientId");
    expect(faultOf({ ...before, name: "x".repeat(51) })).toContain("name");
  });
});

describe("writes", () => {
  const refused = () => new Error("refused");

  it("put and remove are without a condition", () => {
    expect(put(key, "thing", { name: "a" }).action).toEqual({ Put: { Item: item(key, "thing", { name: "a" }) } });
    expect(remove(key).action).toEqual({ Delete: { Key: key } });
  });

  it("something done once: an earlier record that has expired does not count, deleted or not", () => {
    const lifetime = { nowEpochSeconds: 1000, expiresAtEpochSeconds: 2000 };
    expect(createOnce(key, "seen", { by: "u-1" }, lifetime, refused).action).toEqual({
      Put: {
        Item: { ...key, kind: "seen", schema: 1, by: "u-1", expiresAtEpochSeconds: 2000 },
        ConditionExpression: "attribute_not_exists(#pk) OR #expires <= :now",
        ExpressionAttributeNames: { "#pk": "PK", "#expires": "expiresAtEpochSeconds" },
        ExpressionAttributeValues: { ":now": 1000 },
      },
    });
  });
});

describe("a blind index", () => {
  const index = blindIndexWith("a secret of the agency");

  it("is the same for the same text, today and in every version", () => {
    expect(index("client", "quint")).toBe(blindIndexWith("a secret of the agency")("client", "quint"));
    // HMAC-SHA-256 of ["client","quint"], cut to 16 bytes: stored keys depend on it.
    expect(index("client", "quint")).toBe("W2plTgLb6WXp3X2XEuq1vA");
  });

  it("differs with the secret", () => {
    expect(blindIndexWith("another secret")("client", "quint")).not.toBe(index("client", "quint"));
  });

  it.each([
    [["client", "quin"]],
    [["authorization", "quint"]],
    [["client", "quint", ""]],
    [["clientquint"]],
    [["client", "q", "uint"]],
    [['client","quint']],
  ])("differs for %j", (parts) => {
    expect(index(...parts)).not.toBe(index("client", "quint"));
  });

  it("tells nothing of the text and fits into a key", () => {
    expect(index("client", "quintero")).toMatch(/^[\w-]{22}$/);
    expect(index("client", "quintero".repeat(100))).toMatch(/^[\w-]{22}$/);
  });
});
