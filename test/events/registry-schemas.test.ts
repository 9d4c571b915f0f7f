import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { events, takenIn } from "../../events/events.ts";
import { registrySchemas } from "../../events/registry-schemas.ts";
import { objectsIn, resolve } from "../api/json-document.ts";

const directory = join(import.meta.dirname, "..", "..", "events", "samples");

/** What EventBridge makes of a document: the schema of the whole event, that its components hang on. */
function eventSchema(content: object) {
  const { AWSEvent: event, ...others } = resolve(content, "#/components/schemas") as Record<string, object>;
  const text = JSON.stringify({ ...event, definitions: others }).replaceAll("#/components/schemas/", "#/definitions/");
  return z.fromJSONSchema(JSON.parse(text), { defaultTarget: "openapi-3.0" });
}

it("there is one for every detail-type that is published or taken in", () => {
  expect(registrySchemas.map(({ name }) => name)).toEqual([
    ...Object.keys(events).map((name) => `prior-auth-tracker@${name}-v1`),
    ...Object.keys(takenIn).map((name) => `billing-engine@${name}-v1`),
  ]);
});

describe.each(registrySchemas)("$name", ({ name, detailType, content }) => {
  it("is an OpenAPI 3.0 document of a whole event, as EventBridge demands", () => {
    expect(content).toMatchObject({ openapi: "3.0.0", info: { title: detailType }, paths: {} });
    expect(resolve(content, "#/components/schemas/AWSEvent")).toMatchObject({
      "x-amazon-events-detail-type": detailType,
      "x-amazon-events-source": name.split("@")[0],
      required: expect.arrayContaining(["detail-type", "detail", "id", "source", "time"]),
    });
    // The service takes 100,000 characters.
    expect(JSON.stringify(content).length).toBeLessThan(100_000);
  });

  it("has nothing that OpenAPI 3.0 does not know", () => {
    const objects = objectsIn(resolve(content, "#/components/schemas"));
    const newer = ["const", "examples", "$defs", "definitions", "$schema", "propertyNames", "id", "prefixItems"];
    for (const keyword of newer)
      expect(objects.filter((each) => keyword in each && !("id" in each && typeof each["id"] === "object"))).toEqual(
        [],
      );
    for (const { type, exclusiveMinimum, exclusiveMaximum } of objects) {
      if (typeof type !== "object") expect(type).not.toBe("null");
      expect(Array.isArray(type)).toBe(false);
      expect([typeof exclusiveMinimum, typeof exclusiveMaximum]).not.toContain("number");
    }
  });

  it("refers to nothing that is not there", () => {
    const references = objectsIn(content).flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : []));
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((reference) => resolve(content, reference) === undefined)).toEqual([]);
  });

  it("fits the samples, and not what lacks a field or has another type", () => {
    const schema = eventSchema(content);
    const samples = readdirSync(directory).filter((file) => file.startsWith(`${detailType}.v1`));
    expect(samples).not.toEqual([]);
    for (const file of samples) {
      const sample = JSON.parse(readFileSync(join(directory, file), "utf8"));
      expect(schema.safeParse(sample).error).toBeUndefined();
      const { clientId: _, ...less } = sample.detail.data;
      expect(schema.safeParse({ ...sample, detail: { ...sample.detail, data: less } }).success).toBe(false);
      const other = { ...sample.detail.data, clientId: 7 };
      expect(schema.safeParse({ ...sample, detail: { ...sample.detail, data: other } }).success).toBe(false);
    }
  });
});
