import { expect, it } from "vitest";
import { nextVersion } from "../../domain/versioned.ts";

const was = { name: "A", address: { city: "Peoria", state: "IL" }, version: 3 };

it.each([
  ["the same", { name: "A", address: { city: "Peoria", state: "IL" } }],
  ["the same in another order", { address: { state: "IL", city: "Peoria" }, name: "A" }],
  ["the same with a version of its own", { ...was, version: 1 }],
])("%s in place of what was there is that very one", (_, next) => {
  expect(nextVersion(was, next)).toBe(was);
});

it.each<[string, Omit<typeof was, "version">]>([
  ["another value", { ...was, name: "B" }],
  ["another value within", { ...was, address: { city: "Pekin", state: "IL" } }],
])("%s is the next version", (_, next) => {
  expect(nextVersion(was, next)).toEqual({ ...next, version: 4 });
});

it("a field less is the next version, without it", () => {
  expect(nextVersion<{ name: string; note?: string; version: number }>({ ...was, note: "x" }, { name: "A" })).toEqual({
    name: "A",
    version: 4,
  });
});

it("what is new begins with version 1; what was deleted goes on with its version, also when it says the same", () => {
  expect(nextVersion(undefined, { name: "A" })).toEqual({ name: "A", version: 1 });
  expect(nextVersion(undefined, { name: "A" }, 3)).toEqual({ name: "A", version: 4 });
});
