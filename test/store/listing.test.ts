import { describe, expect, it } from "vitest";
import { Authorization } from "../../domain/authorization.ts";
import type { Client } from "../../domain/client.ts";
import { fieldsOf, item } from "../../store/items.ts";
import { authorizationKey } from "../../store/keys.ts";
import { relisted, withIndexKeys } from "../../store/listing.ts";
import { authorization, client, confirmed, insurance, readBack, record, settings, stale } from "../domain/examples.ts";

const somewhere = client({ program: "Outpatient", location: "Main Street" });
const place = "2026-01-05T15:00:00.000Z#C1001#A3001";
const names = { lastName: "Quintero", firstName: "Marisol", payerId: "PSMED" };
const expiring = { expiringPK: "EXPIRES#2026-07", expiringSK: "2026-07-04#C1001#A3001" };

describe("an authorization that is not discontinued", () => {
  it.each([
    ["unconfirmed", authorization(), { unconfirmedPK: "UNCONFIRMED", unconfirmedSK: place }, names],
    ["stale", stale(), { unconfirmedPK: "UNCONFIRMED", unconfirmedSK: place }, names],
    ["confirmed", confirmed(), {}, {}],
  ])("%s is found by its expiration; by name and payer only without the C", (_, given, keys, listed) => {
    expect(withIndexKeys(given, record({ client: somewhere }), settings())).toEqual({
      ...given,
      ...expiring,
      ...keys,
      listed: { program: "Outpatient", location: "Main Street", ...listed },
    });
  });

  it.each([
    ["unconfirmed", authorization()],
    ["stale", stale()],
  ])("%s, and without a billing engine, it is not in the list of what is to be confirmed", (_, given) => {
    expect(withIndexKeys(given, record({ client: somewhere }), settings({ billingEngine: false }))).toEqual({
      ...given,
      ...expiring,
      listed: { program: "Outpatient", location: "Main Street", ...names },
    });
  });

  it("a client without program and location is listed without", () => {
    expect(withIndexKeys(confirmed(), record(), settings())).toMatchObject({ listed: {} });
  });

  it("is read back without what indexes hold of it", () => {
    const stored = item(
      authorizationKey("C1001", "A3001"),
      "authorization",
      withIndexKeys(stale(), record(), settings()),
    );
    expect(fieldsOf(stored, Authorization)).toEqual(readBack(stale()));
  });
});

const three = [
  authorization(),
  confirmed({ authorizationId: "A3002" }),
  stale({ authorizationId: "A3003", insuranceId: "I2002" }),
];
const seen = record({
  client: somewhere,
  insurances: [insurance(), insurance({ insuranceId: "I2002" })],
  authorizations: three,
});
const at = { program: "Outpatient", location: "Main Street" };

describe("what authorizations are listed by changes with their client", () => {
  it.each<[string, Partial<Client>, Record<string, object>]>([
    ["an address", { address: { city: "Springfield" } }, {}],
    [
      "a name, of those without the C",
      { lastName: "Reyes" },
      { A3001: { ...at, ...names, lastName: "Reyes" }, A3003: { ...at, ...names, lastName: "Reyes" } },
    ],
    [
      "a program, of all",
      { program: "Autism Services" },
      {
        A3001: { ...at, program: "Autism Services", ...names },
        A3002: { ...at, program: "Autism Services" },
        A3003: { ...at, program: "Autism Services", ...names },
      },
    ],
    [
      "that nobody cares for it any more, of all",
      { status: "INACTIVE" },
      {
        A3001: { isInactive: true, ...at, ...names },
        A3002: { isInactive: true, ...at },
        A3003: { isInactive: true, ...at, ...names },
      },
    ],
  ])("%s", (_, changes, listed) => {
    expect(relisted(seen, { ...somewhere, ...changes })).toEqual(
      Object.entries(listed).map(([id, value]) => ({
        key: authorizationKey("C1001", id),
        attribute: "listed",
        value,
      })),
    );
  });
});
