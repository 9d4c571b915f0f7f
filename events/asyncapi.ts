import type * as z from "zod/mini";
import { type JsonObject, schemaCollector, sorted } from "../api/json-schema.ts";
import { eventSource } from "./envelope.ts";
import { events } from "./events.ts";

const prefix = "#/components/schemas/";

/** The AsyncAPI 3 document of what an agency's bus carries. */
export function asyncapi(version: string): JsonObject {
  const { schemaOf, components } = schemaCollector(prefix);
  const names = Object.keys(events) as (keyof typeof events)[];
  const messages = Object.fromEntries(
    names.map((name) => [
      name,
      {
        name,
        title: name,
        contentType: "application/json",
        payload: schemaOf(events[name] as z.ZodMiniType),
      },
    ]),
  );
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Prior-Authorization Tracker events",
      version,
      description:
        `Entries of the agency's EventBridge bus with source \`${eventSource}\`; the message name is the detail-type, ` +
        "the payload the detail. Whole state, never a delta. Delivered at least once and in any order: " +
        "`eventId` tells duplicates, `authorizationVersion` which of two is newer.",
      license: { name: "Apache-2.0" },
    },
    channels: {
      agencyBus: {
        address: eventSource,
        messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
      },
    },
    operations: Object.fromEntries(
      names.map((name) => [
        `publish${name}`,
        {
          action: "send",
          channel: { $ref: "#/channels/agencyBus" },
          messages: [{ $ref: `#/channels/agencyBus/messages/${name}` }],
        },
      ]),
    ),
    components: { messages, schemas: sorted(components) },
  };
}

/** A self-contained JSON Schema of one event's detail. */
export function eventJsonSchema(name: keyof typeof events): JsonObject {
  const { schemaOf, components } = schemaCollector("#/$defs/");
  const { $ref: _, ...detail } = schemaOf(events[name] as z.ZodMiniType);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: name,
    ...detail,
    $ref: `#/$defs/${name}`,
    $defs: sorted(components),
  };
}
