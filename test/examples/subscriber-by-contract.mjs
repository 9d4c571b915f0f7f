/*
 * A second subscriber, in another language and of another make: written from docs/contracts/asyncapi.json, which it reads, and
 * events/README.md alone. It keeps no caps but the events themselves, and works the caps out of them when it is asked.
 *
 * node subscriber-by-contract.mjs <asyncapi.json> < events, a JSON array of what a queue behind a rule got > caps by authorization
 */
import { readFileSync } from "node:fs";

const contract = JSON.parse(readFileSync(process.argv[2], "utf8"));
const delivered = JSON.parse(readFileSync(0, "utf8"));

const at = (reference) =>
  reference
    .slice(2)
    .split("/")
    .reduce((value, step) => value[step], contract);
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const types = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

/** Whether a value is what a schema of the contract says. */
function fits(value, schema) {
  if (schema.$ref) return fits(value, at(schema.$ref));
  if (schema.anyOf && !schema.anyOf.some((one) => fits(value, one))) return false;
  if (schema.const !== undefined && value !== schema.const) return false;
  if (schema.enum && !schema.enum.includes(value)) return false;
  if (schema.type && ![schema.type].flat().some((type) => types[type](value))) return false;
  if (typeof value === "string") {
    if (schema.pattern && !new RegExp(schema.pattern, "u").test(value)) return false;
    if (value.length < (schema.minLength ?? 0) || value.length > (schema.maxLength ?? Infinity)) return false;
  }
  if (typeof value === "number" && (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity)))
    return false;
  if (Array.isArray(value) && schema.items) return value.every((each) => fits(each, schema.items));
  if (!isObject(value)) return true;
  const known = Object.entries(schema.properties ?? {});
  return (
    (schema.required ?? []).every((name) => name in value) &&
    known.every(([name, property]) => !(name in value) || fits(value[name], property))
  );
}

const events = new Map();
const deadLetters = [];
for (const event of delivered) {
  const reference = contract.channels.agencyBus.messages[event["detail-type"]];
  if (!reference) continue;
  if (fits(event.detail, at(reference.$ref).payload)) {
    const id = event.detail.metadata?.eventId ?? event.id;
    if (!events.has(id)) events.set(id, event);
  } else deadLetters.push(event.id);
}

const ofType = (type) =>
  [...events.values()].filter((event) => event["detail-type"] === type).map(({ detail }) => detail);
const closed = new Map();
for (const { data } of ofType("AuthorizationDiscontinued")) {
  const before = closed.get(data.authorizationId) ?? 0;
  closed.set(data.authorizationId, Math.max(before, data.authorizationVersion));
}

// Oldest first, so that the newest of each authorization is the last to be written.
const inOrder = ofType("AuthorizationConfirmed").sort(
  (a, b) =>
    a.data.authorizationVersion - b.data.authorizationVersion ||
    Date.parse(a.metadata.occurredAt) - Date.parse(b.metadata.occurredAt),
);
const caps = {};
for (const { data } of inOrder) {
  const { authorizationId, authUnits, authVisits, authorizationVersion } = data;
  caps[authorizationId] = {
    insuranceId: data.insuranceId,
    authorizationNumber: data.authorizationNumber,
    activityCodes: data.activityCodes,
    unitsCap: authUnits,
    visitsCap: authVisits,
    effectiveDate: data.effectiveDate,
    expirationDate: data.expirationDate,
    state: closed.has(authorizationId) ? "CLOSED" : "OPEN",
    authorizationVersion: Math.max(authorizationVersion, closed.get(authorizationId) ?? 0),
  };
}
process.stdout.write(JSON.stringify({ caps, deadLetters }));
