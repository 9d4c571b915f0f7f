import { describe, expect, it } from "vitest";
import { Authorization } from "../../domain/authorization.ts";
import { fieldsOf, item } from "../../store/items.ts";
import { authorizationKey } from "../../store/keys.ts";
import { currentSchema, type Fields, inCurrentLayout, migrations } from "../../store/migrations.ts";
import { authorization, readBack } from "../domain/examples.ts";

/** An item of each migration as it was laid out before, and as it is afterwards. */
const examples: Readonly<Record<string, readonly { readonly before: Fields; readonly after: Fields }[]>> = {
  "expiration-date-since": [
    {
      before: { authorizationId: "A1", createdAt: "2026-01-05T10:00:00.000Z" },
      after: {
        authorizationId: "A1",
        createdAt: "2026-01-05T10:00:00.000Z",
        expirationDateSince: "2026-01-05T10:00:00.000Z",
      },
    },
    {
      before: { createdAt: "2026-01-05T10:00:00.000Z", expirationDateSince: "2026-02-01T10:00:00.000Z" },
      after: { createdAt: "2026-01-05T10:00:00.000Z", expirationDateSince: "2026-02-01T10:00:00.000Z" },
    },
  ],
};

it("every migration has examples here, and a name of its own", () => {
  expect(migrations.map(({ name }) => name).sort()).toEqual(Object.keys(examples).sort());
});

describe.each(migrations)("$name", ({ name, migrated }) => {
  it.each(examples[name] ?? [])("makes of $before what belongs there", ({ before, after }) => {
    const given = structuredClone(before);
    expect(migrated(before)).toEqual(after);
    expect(before, "changes nothing that it is given").toEqual(given);
  });

  it.each(examples[name] ?? [])("leaves what is laid out so already as it is", ({ after }) => {
    expect(migrated(after)).toEqual(after);
  });

  it.each(examples[name] ?? [])("takes no fact away", ({ before, after }) => {
    expect(after).toMatchObject(before);
  });
});

describe("an item of any layout", () => {
  const at = authorizationKey("C1", "A1");
  const older = authorization();
  const stored = { ...at, kind: "authorization", schema: 1, ...older };

  it("is read as if it were laid out today", () => {
    expect(fieldsOf(stored, Authorization)).toEqual(readBack(older));
    const { schema: _, ...unmarked } = stored;
    expect(fieldsOf(unmarked, Authorization)).toEqual(readBack(older));
  });

  it("is written in today's layout", () => {
    expect(item(at, "authorization", older)).toEqual({
      ...stored,
      ...readBack(older),
      schema: currentSchema("authorization"),
    });
  });

  it("of a kind that no migration is about, stays as it is", () => {
    expect(inCurrentLayout("thing", 1, { a: 1 })).toEqual({ a: 1 });
    expect(currentSchema("thing")).toBe(1);
  });
});
