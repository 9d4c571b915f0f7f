import { describe, expect, it } from "vitest";
import confirmedSample from "../../events/samples/AuthorizationConfirmed.v1.json" with { type: "json" };
import renderedSample from "../../events/samples/ServiceRendered.v1.json" with { type: "json" };
import { billingEventIn } from "../../functions/billing/billing-event.ts";
import { refusalOf } from "../domain/refusals.ts";

const { metadata, data } = renderedSample.detail;
const rendered = (detail: object, changes: object = {}) => JSON.stringify({ ...renderedSample, ...changes, detail });
const withData = (changes: object) => rendered({ metadata, data: { ...data, ...changes } });
const withMetadata = (changes: object) => rendered({ metadata: { ...metadata, ...changes }, data });

describe("taken from the billing engine", () => {
  it.each<[string, string]>([
    ["{metadata, data}", rendered({ metadata, data })],
    ["the bare data", rendered(data)],
    ["an instant with an offset", withMetadata({ occurredAt: "2026-03-16T09:05:00-05:00" })],
    ["no instant", withMetadata({ occurredAt: null })],
    ["no event id", withMetadata({ eventId: null })],
    ["no metadata", rendered({ metadata: null, data })],
    ["optional fields that are null", withData({ insuranceId: null, authorizationId: null, status: null })],
    ["the status that every one has", withData({ status: "RENDERED" })],
    ["fields that nobody knows", withData({ modifier: "HQ" })],
  ])("%s", (_, body) => {
    expect(billingEventIn(body)).toMatchObject({
      detail: { data: { clientId: "C1001", serviceId: "S5001", units: 4 } },
    });
  });
});

describe("refused by name", () => {
  it.each<[what: string, body: string, faults: string[]]>([
    ["a status that only is planned", withData({ status: "SCHEDULED" }), ["/detail/data/status INVALID_VALUE"]],
    ["a part of a unit", withData({ units: 2.5 }), ["/detail/data/units INVALID_TYPE"]],
    ["no units", withData({ units: 0 }), ["/detail/data/units TOO_SMALL"]],
    ["units as a text", withData({ units: "4" }), ["/detail/data/units INVALID_TYPE"]],
    ["units left out", withData({ units: undefined }), ["/detail/data/units REQUIRED"]],
    ["units null", withData({ units: null }), ["/detail/data/units INVALID_TYPE"]],
    ["units of the bare data", rendered({ ...data, units: 0 }), ["/detail/units TOO_SMALL"]],
    ["a day that is none", withData({ serviceDate: "2026-02-30" }), ["/detail/data/serviceDate INVALID"]],
    ["a name for an id", withData({ clientId: "Marisol Quintero" }), ["/detail/data/clientId INVALID_FORMAT"]],
    [
      "an instant that is none",
      withMetadata({ occurredAt: "2026-02-31T25:00:00Z" }),
      ["/detail/metadata/occurredAt INVALID_FORMAT"],
    ],
    [
      "an instant on no real day",
      withMetadata({ occurredAt: "2026-02-31T15:00:00Z" }),
      ["/detail/metadata/occurredAt INVALID"],
    ],
    ["a time of the envelope that is none", rendered(data, { time: "now" }), ["/time INVALID_FORMAT"]],
    [
      "everything that is wrong at once",
      withData({ status: "VOID", units: 0 }),
      ["/detail/data/units TOO_SMALL", "/detail/data/status INVALID_VALUE"],
    ],
    ["no JSON", '{ "Marisol', [" INVALID_BODY"]],
    ["no object", "null", [" INVALID_TYPE"]],
    ["a detail-type of nobody", rendered(data, { "detail-type": "ServiceMoved" }), ["/detail-type INVALID_UNION"]],
    ["somebody else's event", rendered(data, { source: "marisol" }), expect.arrayContaining(["/source INVALID_VALUE"])],
    [
      "an event of ours in another schemaVersion",
      JSON.stringify(confirmedSample).replace('"schemaVersion":1', '"schemaVersion":2'),
      ["/detail/metadata/schemaVersion INVALID_VALUE"],
    ],
  ])("%s", (_, body, expected) => {
    const { code, faults } = refusalOf(() => billingEventIn(body));
    expect(code).toBe("VALIDATION_FAILED");
    expect(faults.map(({ pointer, code: what }) => `${pointer} ${what}`)).toEqual(expected);
  });

  it("and nothing that was sent is quoted", () => {
    const secret = "Marisol";
    for (const field of Object.keys({ ...data, status: 1, authorizationId: 1 })) {
      const { message, faults } = refusalOf(() => billingEventIn(withData({ [field]: `${secret} Quintero` })));
      expect(faults).not.toEqual([]);
      expect(JSON.stringify([message, faults])).not.toContain(secret);
    }
  });
});
