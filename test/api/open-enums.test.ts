import { expect, it } from "vitest";
import * as z from "zod/mini";
import { openapi } from "../../api/openapi.ts";
import { routes } from "../../api/routes.ts";
import { Flag, Status } from "../../domain/status.ts";
import { objectsIn, resolve } from "./json-document.ts";

const document = openapi(routes, "1.2.3");
const isOpen = (schema: object) => "x-extensible-enum" in schema;

/** Every schema within some, those that they refer to included. */
function schemasIn(value: unknown, seen = new Set<unknown>()): object[] {
  const here = objectsIn(value);
  const references = here.map(({ $ref }) => $ref).filter((reference) => typeof reference === "string");
  return here.concat(
    references.flatMap((reference) => {
      if (seen.has(reference)) return [];
      seen.add(reference);
      return schemasIn(resolve(document, reference), seen) as Record<string, unknown>[];
    }),
  );
}

it("an enumeration that may grow has its values named, says so, and is closed nowhere", () => {
  const open = objectsIn(document).filter(isOpen);
  expect(open.length).toBeGreaterThan(0);
  for (const schema of open) {
    expect(schema).toMatchObject({ type: "string", description: expect.stringContaining("May grow; so far ") });
    expect(schema).not.toHaveProperty("enum");
  }
});

it("the flags of a row may grow, its status may not", () => {
  expect(resolve(document, "#/components/schemas/Flag")).toMatchObject({ "x-extensible-enum": Flag.options });
  expect(resolve(document, "#/components/schemas/Status")).toEqual({ type: "string", enum: Status.options });
});

it("nothing that is taken in is open: what is not known there is refused", () => {
  const operations = objectsIn(document).filter((each) => "operationId" in each && "responses" in each);
  const takenIn = schemasIn(operations.map(({ parameters, requestBody }) => [parameters, requestBody]));
  expect(takenIn.some((schema) => "enum" in schema)).toBe(true);
  expect(takenIn.filter(isOpen)).toEqual([]);
});

it.each(["FLAG_OF_A_LATER_RELEASE", "", null])("our own replies keep to the values that we know: not %j", (flag) => {
  expect(z.safeParse(Flag, flag).success).toBe(false);
});
