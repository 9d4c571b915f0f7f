import { describe, expect, it } from "vitest";
import { ServiceRendered, ServiceVoided } from "../../events/billing-engine.ts";
import { events } from "../../events/events.ts";

const ofAuthorization = ["authorizationId", "authorizationVersion", "clientId", "insuranceId"];

/** Every field of every event that is published: ids, billing facts, and who did it by id. Nothing about a person. */
const fields: Readonly<Record<keyof typeof events, readonly string[]>> = {
  AuthorizationConfirmed: [
    ...ofAuthorization,
    "activityCodes",
    "authUnits",
    "authVisits",
    "authorizationNumber",
    "confirmedBy",
    "effectiveDate",
    "expirationDate",
  ],
  AuthorizationDiscontinued: [...ofAuthorization, "discontinuedBy"],
  CapUpdated: [...ofAuthorization, "state", "unitsCap", "visitsCap"],
  AuthorizationExpiring: ["authorizationId", "clientId", "daysLeft", "expirationDate"],
  AuthorizationRunningLow: ["authorizationId", "clientId", "threshold", "unitsLeft", "visitsLeft"],
};

const names = Object.keys(events) as (keyof typeof events)[];
const namesIn = (shape: object) => Object.keys(shape).toSorted();

describe("No PHI: ids and billing facts only.", () => {
  it.each(names)("%s has exactly these fields", (name) => {
    const { metadata, data, ...more } = events[name].shape;
    expect(more).toEqual({});
    expect(namesIn(metadata.shape)).toEqual(["agencyId", "eventId", "occurredAt", "schemaVersion", "traceparent"]);
    expect(namesIn(data.shape)).toEqual(fields[name].toSorted());
  });

  it.each(names)("no field of %s can hold fields of its own", (name) => {
    const { metadata, data } = events[name].shape;
    const kinds = Object.values({ ...metadata.shape, ...data.shape }).map(({ def }) => def.type);
    const plain = ["string", "number", "literal", "enum", "array", "optional", "nullable"];
    expect(kinds.filter((kind) => !plain.includes(kind))).toEqual([]);
  });

  it.each(names)("%s leaves behind what is not a field", (name) => {
    const more = { firstName: "Marisol", dateOfBirth: "2012-05-14", subscriberNumber: "PS900114477", notes: "called" };
    const { metadata, data } = events[name].shape;
    for (const part of [metadata, data]) {
      const issues = part.safeParse(more).error?.issues ?? [];
      expect(issues.map(({ path }) => path[0]).filter((field) => String(field) in more)).toEqual([]);
      expect(Object.keys(part.shape).filter((field) => field in more)).toEqual([]);
    }
  });
});

describe("Taken in", () => {
  const at = (occurredAt: string | null) => ({
    metadata: { eventId: "e1", occurredAt },
    data: { clientId: "C1001", serviceId: "S1" },
  });

  it("ServiceRendered {clientId, serviceId, activityCode, serviceDate, units, status?, insuranceId?, authorizationId?}", () => {
    const [, bare] = ServiceRendered.def.options;
    const needed = { clientId: "C1001", serviceId: "S1", activityCode: "IND15", serviceDate: "2026-03-16", units: 4 };
    const optional = ["authorizationId", "insuranceId", "status"];
    expect(namesIn(bare.shape)).toEqual([...Object.keys(needed), ...optional].toSorted());
    expect(bare.parse({ ...needed, status: "RENDERED", name: "Marisol" })).toEqual({ ...needed, status: "RENDERED" });
    expect(bare.safeParse({ ...needed, status: "SCHEDULED" }).success).toBe(false);
    for (const field of optional) expect(bare.safeParse({ ...needed, [field]: null }).success).toBe(true);
    for (const field of Object.keys(needed))
      expect(bare.safeParse({ ...needed, [field]: undefined }).success).toBe(false);
  });

  it("ServiceVoided {clientId, serviceId}", () => {
    const [, bare] = ServiceVoided.def.options;
    expect(namesIn(bare.shape)).toEqual(["clientId", "serviceId"]);
  });

  it.each([
    ["bare", { clientId: "C1001", serviceId: "S1" }, true],
    ["with metadata", { metadata: { eventId: "e1" }, data: { clientId: "C1001", serviceId: "S1" } }, true],
    [
      "with an event id that is none",
      { metadata: { eventId: "" }, data: { clientId: "C1001", serviceId: "S1" } },
      false,
    ],
    ["with the moment in seconds", at("2026-03-16T14:05:00Z"), true],
    ["with the moment in milliseconds", at("2026-03-16T14:05:00.000Z"), true],
    ["with a moment of another zone", at("2026-03-16T09:05:00-05:00"), true],
    ["with the moment null", at(null), true],
    ["with a moment that is none", at("2026-02-31T25:00:00Z"), false],
    ["with metadata null", { metadata: null, data: { clientId: "C1001", serviceId: "S1" } }, true],
    ["with a client null", { clientId: null, serviceId: "S1" }, false],
    ["with a day for a moment", at("2026-03-16"), false],
    ["without a client", { serviceId: "S1" }, false],
    ["with a name for an id", { clientId: "Marisol Quintero", serviceId: "S1" }, false],
  ])("%s", (_, detail, accepted) => {
    expect(ServiceVoided.safeParse(detail).success).toBe(accepted);
  });
});
