import { expect, it } from "vitest";
import * as z from "zod/mini";
import { routes } from "../../api/routes.ts";
import { schemaLeaves } from "./schema-leaves.ts";

/** Every field of every request in which somebody may write two words of his own; what is searched for is stored nowhere. */
const texts = routes.flatMap(({ operationId, body }) =>
  schemaLeaves(body)
    .filter(({ schema }) => schema._zod.def.type === "string" && z.safeParse(schema, "Two words").success)
    .map(({ path, schema }) => [`${operationId} ${path.join(".")}`, schema] as const),
);

it.each(texts)("what nobody can read as it stands is not taken: %s", (_, schema) => {
  const disguised = [
    "\u202e321",
    "a\u2066b",
    "a\u200fb",
    "a\u061cb",
    "a\u0085b",
    "a\u0000b",
    "a\u001b[31m",
    "\u200b",
    "\u2060\u00ad",
    " ",
  ];
  const taken = disguised.filter((text) => z.safeParse(schema, text).success);
  expect(taken).toEqual([]);
});

it("names, numbers, labels, reasons and notes are such fields", () => {
  const fields = texts.map(([name]) => name);
  expect(fields).toEqual(
    expect.arrayContaining([
      "putClient lastName",
      "putClient address.city",
      "addClientInsurance subscriberNumber",
      "addClientInsurance groupNumber",
      "addClientInsurance subscriber.relationship",
      "addAuthorization authorizationNumber",
      "changeAuthorization notes",
      "discontinueAuthorization reason",
      "putPayer name",
      "putActivityCode label",
      "putAuthorizationGroup choiceText",
      "putTrackerSettings numbersThatAreNone.0",
      "addDisclosure recipient",
      "putHandling legalHold.reason",
    ]),
  );
});
