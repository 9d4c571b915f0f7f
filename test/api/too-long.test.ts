import { expect, it } from "vitest";
import { routes } from "../../api/routes.ts";
import { takenIn } from "../../events/events.ts";
import { schemaLeaves } from "./schema-leaves.ts";

const inputs = [
  ...routes.flatMap(({ operationId, pathParameters, query, body }) =>
    [pathParameters, query, body].map((schema) => [operationId, schema] as const),
  ),
  ...Object.entries(takenIn),
];
const leaves = inputs.flatMap(([name, schema]) =>
  schemaLeaves(schema).map((leaf) => [`${name} ${leaf.path.join(".")}`, leaf.schema] as const),
);
const ofType = (type: "string" | "array") => leaves.filter(([, { _zod }]) => _zod.def.type === type);

/** As long as a body may be, and ended by what most rules refuse. */
const longText = `${"x".repeat(64 * 1024)}\u202e`;

it.each(ofType("string"))("of text that is too long nothing else is checked: %s", (_, schema) => {
  expect(schema._zod.run({ value: longText, issues: [] }, {})).toMatchObject({ issues: [expect.anything()] });
});

it.each(ofType("array"))("of a list that is too long nothing else is checked: %s", (_, schema) => {
  const entries = Array.from({ length: 10_000 }, () => "P1");
  expect(schema._zod.run({ value: entries, issues: [] }, {})).toMatchObject({ issues: [{ code: "too_big" }] });
});

it("the texts of a request are found, at whatever depth", () => {
  const found = ofType("string").map(([name]) => name);
  expect(found).toEqual(expect.arrayContaining(["putClient clientId", "addClientInsurance subscriber.address.city"]));
  expect(ofType("array").map(([name]) => name)).toContain("copyAuthorization target.clientIds");
});
