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

/** What a schema asks of a value, each by itself; what it does not mention it does not ask. */
const rules = [
  ({ anyOf }, value) => !anyOf || anyOf.some((one) => fits(value, one)),
  (schema, value) => schema.const === undefined || value === schema.const,
  (schema, value) => !schema.enum || schema.enum.includes(value),
  ({ type }, value) => !type || [type].flat().some((one) => types[one](value)),
  ({ pattern }, value) => typeof value !== "string" || !pattern || new RegExp(pattern, "u").test(value),
  ({ minLength = 0, maxLength = Infinity }, value) =>
    typeof value !== "string" || (value.length >= minLength && value.length <= maxLength),
  ({ minimum = -Infinity, maximum = Infinity }, value) =>
    typeof value !== "number" || (value >= minimum && value <= maximum),
  ({ items }, value) => !Array.isArray(value) || !items || value.every((each) => fits(each, items)),
  ({ required = [] }, value) => !isObject(value) || required.every((name) => name in value),
  ({ properties = {} }, value) =>
    !isObject(value) ||
    Object.entries(properties).every(([name, property]) => !(name in value) || fits(value[name], property)),
];

/** Whether a value is what a schema of the contract says. */
const fits = (value, schema) =>
  schema.$ref ? fits(value, at(schema.$ref)) : rules.every((holds) => holds(schema, value));

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
