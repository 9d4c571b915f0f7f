import type * as z from "zod/mini";
import { type JsonObject, schemaCollector, sorted } from "../api/json-schema.ts";
import { billingEngineSource } from "./billing-engine.ts";
import { eventSource } from "./envelope.ts";
import { events, takenIn } from "./events.ts";

const everyEvent = { ...events, ...takenIn };
type EventName = keyof typeof everyEvent;
export const eventNames = Object.keys(everyEvent) as EventName[];

/** When each event is sent, and what a receiver does. */
const meanings: Readonly<Record<EventName, string>> = {
  AuthorizationConfirmed: "A version was confirmed to billing: keep it as a cap unless a newer version is known.",
  AuthorizationDiscontinued: "A confirmed authorization was discontinued: close its cap.",
  CapUpdated: "Billing's acknowledgement: the cap as it is stored now.",
  AuthorizationExpiring: "An authorization expires in 30, 14, 7 or 0 days. Told once for each threshold.",
  AuthorizationRunningLow: "Of an authorization 2, 1 or nothing is left. Told once for each threshold.",
  ServiceRendered:
    "Send it when a service was rendered: it uses an authorization as posting it does. `occurredAt` may lie five minutes ahead.",
  ServiceVoided:
    "Send it when a service is taken back: it gives back its units. `occurredAt` may lie five minutes ahead.",
};

/** The AsyncAPI 3 document of what an agency's bus carries: what we publish, and what we take in from the billing engine. */
export function asyncapi(version: string): JsonObject {
  const { schemaOf, components } = schemaCollector("#/components/schemas/");
  const messages = Object.fromEntries(
    eventNames.map((name) => [
      name,
      {
        name,
        title: name,
        contentType: "application/json",
        payload: schemaOf(everyEvent[name] as z.ZodMiniType),
      },
    ]),
  );
  const operation = (name: EventName, action: "send" | "receive") => ({
    action,
    summary: name,
    description: meanings[name],
    channel: { $ref: "#/channels/agencyBus" },
    messages: [{ $ref: `#/channels/agencyBus/messages/${name}` }],
  });
  const operations = (names: object, verb: string, action: "send" | "receive") =>
    Object.fromEntries(
      Object.keys(names).map((name) => [`${verb}${name}`, operation(name as EventName, action)] as const),
    );
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Prior-Authorization Tracker events",
      version,
      description:
        `Entries of the agency's EventBridge bus: what we publish has the source \`${eventSource}\`, what we take in from ` +
        `the billing engine has \`${billingEngineSource}\`. The message name is the detail-type, the payload the detail. ` +
        "Whole state, never a delta. Delivered at least once and in any order: " +
        "`eventId` tells duplicates, `authorizationVersion` which of two is newer, and of one version `occurredAt`.",
      contact: { name: "The agency's administrators" },
      license: { name: "Apache-2.0" },
      tags: [{ name: "authorizations" }, { name: "caps" }, { name: "alerts" }, { name: "services" }],
    },
    channels: {
      agencyBus: {
        address: "the agency's event bus",
        messages: Object.fromEntries(eventNames.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
      },
    },
    operations: { ...operations(events, "publish", "send"), ...operations(takenIn, "take", "receive") },
    components: { messages, schemas: sorted(components) },
  };
}

/** A self-contained JSON Schema of one event's detail. */
export function eventJsonSchema(name: EventName): JsonObject {
  const { schemaOf, components } = schemaCollector("#/$defs/");
  const { $ref } = schemaOf(everyEvent[name] as z.ZodMiniType);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: name,
    $ref,
    $defs: sorted(components),
  };
}
