import { describe, expect, it } from "vitest";
import { asyncapi, eventJsonSchema } from "../../events/asyncapi.ts";
import { billingEngineSource } from "../../events/billing-engine.ts";
import { eventSource } from "../../events/envelope.ts";
import { events, takenIn } from "../../events/events.ts";
import { objectsIn, resolve } from "../api/json-document.ts";

const names = Object.keys(events) as (keyof typeof events)[];

/** References of a document that lead nowhere. */
const dangling = (document: object) =>
  objectsIn(document).flatMap(({ $ref }) =>
    typeof $ref === "string" && resolve(document, $ref) === undefined ? [$ref] : [],
  );

describe("the AsyncAPI document", () => {
  const document = asyncapi("1.2.3");
  it("is one of AsyncAPI 3 with title and version", () => {
    expect(document).toMatchObject({ asyncapi: "3.0.0", info: { version: "1.2.3" } });
  });

  it("refers to nothing that is not there", () => {
    expect(dangling(document)).toEqual([]);
  });

  it("has a message on the agency's bus for every event, sent or received, and nothing else", () => {
    const { messages } = document["components"] as { messages: Record<string, unknown> };
    expect(Object.keys(messages)).toEqual([...names, ...Object.keys(takenIn)]);
    expect(resolve(document, "#/channels/agencyBus/messages")).toEqual(
      Object.fromEntries(Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    );
    const operations = Object.values(document["operations"] as Record<string, { action: string; messages: object[] }>);
    const told = operations.map(({ action, messages: [message, ...more] }) => [action, message, more]);
    const reference = (name: string) => ({ $ref: `#/channels/agencyBus/messages/${name}` });
    expect(told).toEqual([
      ...names.map((name) => ["send", reference(name), []]),
      ...Object.keys(takenIn).map((name) => ["receive", reference(name), []]),
    ]);
  });

  it("names the source of what is sent and of what is taken in", () => {
    const { description } = document["info"] as { description: string };
    expect(description).toContain(eventSource);
    expect(description).toContain(billingEngineSource);
  });

  it("is the same each time", () => {
    expect(JSON.stringify(asyncapi("1.2.3"))).toBe(JSON.stringify(document));
  });
});

describe.each(names)("the JSON Schema of %s", (name) => {
  const schema = eventJsonSchema(name);

  it("stands by itself", () => {
    expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", title: name });
    expect(schema["$ref"]).toBe(`#/$defs/${name}`);
    expect(dangling(schema)).toEqual([]);
  });

  it("closes no object, so that fields can be added", () => {
    expect(objectsIn(schema).filter(({ additionalProperties }) => additionalProperties === false)).toEqual([]);
  });

  it("needs everything but traceparent", () => {
    const required = (definition: string) => resolve(schema, `#/$defs/${definition}/required`);
    expect(required(name)).toEqual(["metadata", "data"]);
    expect(required("EventMetadata")).toEqual(["eventId", "schemaVersion", "occurredAt", "agencyId"]);
    const { data } = events[name].shape;
    expect(required(`${name}Data`)).toEqual(Object.keys(data.shape));
  });
});
