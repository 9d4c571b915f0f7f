import { describe, expect, it } from "vitest";
import type * as z from "zod/mini";
import { AuthorizationInput, changeAuthorization } from "../../api/authorizations.ts";
import { ClientInsuranceInput, changeClientInsurance } from "../../api/client-insurances.ts";
import { putClient } from "../../api/clients.ts";
import { reportTable } from "../../api/report-table.ts";
import { putActivityCode, putAuthorizationGroup, putPayer } from "../../api/setup.ts";
import { type Authorization, changedAuthorization } from "../../domain/authorization.ts";
import { copiedAuthorization, startedCopy } from "../../domain/authorization-copy.ts";
import { Address, type Client } from "../../domain/client.ts";
import { Subscriber } from "../../domain/client-insurance.ts";
import { authorizationConfirmed } from "../../functions/confirm/told-to-billing.ts";
import { csvText } from "../../functions/runtime/csv.ts";
import * as examples from "../domain/examples.ts";
import * as entered from "./entered-fields.ts";
import { firstOf, secondOf } from "./entered-fields.ts";

const without = (input: object, field: string) =>
  Object.fromEntries(Object.entries(input).filter(([name]) => name !== field));

interface Input {
  readonly fields: object;
  readonly schema: z.ZodMiniObject;
  /** Of what is not entered as one value: where else that is looked at. */
  readonly besides?: readonly string[];
  /** What a change of single fields takes; absent where all is sent each time, and a field that is left out is gone. */
  readonly change?: z.ZodMiniObject;
}

const inputs: Record<string, Input> = {
  authorization: { fields: entered.authorization, schema: AuthorizationInput, change: changeAuthorization.body },
  insurance: {
    fields: entered.insurance,
    schema: ClientInsuranceInput,
    besides: ["populateSubscriberFromClient"],
    change: changeClientInsurance.body,
  },
  subscriber: { fields: entered.subscriber, schema: Subscriber, besides: ["address"] },
  address: { fields: entered.address, schema: Address },
  client: { fields: entered.client, schema: putClient.body },
  payer: { fields: entered.payer, schema: putPayer.body },
  activityCode: { fields: entered.activityCode, schema: putActivityCode.body },
  authorizationGroup: { fields: entered.authorizationGroup, schema: putAuthorizationGroup.body },
};

describe.each(Object.entries(inputs))("the fields of %s", (_, { fields, schema, besides = [], change }) => {
  const whole = firstOf(fields as Parameters<typeof firstOf>[0]) as object;

  it("are all known to these tests: CONTRIBUTING, Add a field", () => {
    expect([...Object.keys(fields), ...besides].sort()).toEqual(Object.keys(schema.shape).sort());
    expect(schema.safeParse(whole).success).toBe(true);
  });

  it.each(change === undefined ? [] : Object.keys(fields))(
    "%s is cleared by null where it may be left out",
    (field) => {
      const isOptional = schema.safeParse(without(whole, field)).success;
      // Without it the payer's default decides, once: afterwards there is always a mark.
      expect(change?.safeParse({ [field]: null }).success).toBe(isOptional && field !== "priorAuthsRequired");
    },
  );
});

describe("an authorization's", () => {
  const catalog = examples.catalog({
    payers: [examples.payer(), examples.payer({ payerId: "OTHER", name: "Other" })],
    activityCodes: [examples.activityCode("IND15"), examples.activityCode("FAM")],
    groups: [examples.group("therapy", "Therapy", ["IND15", "FAM"])],
  });
  const insurances = [examples.insurance(), examples.insurance({ insuranceId: "I2002", payerId: "OTHER" })];
  const whole = firstOf(entered.authorization);
  const others = Object.entries(secondOf(entered.authorization)) as [keyof AuthorizationInput, unknown][];
  const optional = others.filter(([field]) => AuthorizationInput.safeParse(without(whole, field)).success);
  const of = (input: object) => ({ ...examples.authorization(), ...input }) as Authorization;

  const row = (input: object) => {
    const authorization = of(input);
    const insurance = insurances.find(({ insuranceId }) => insuranceId === authorization.insuranceId);
    return examples.rowOf(authorization, { catalog, ...(insurance !== undefined && { insurance }) });
  };
  const line = (input: object) => csvText(reportTable, [{ ...row(input), client: examples.client() }], "program");
  const event = (input: object) => {
    const occasion = { eventId: "e1", occurredAt: "2026-03-16T14:05:00.000Z", agencyId: "a", traceparent: "" };
    return authorizationConfirmed(examples.confirmed(of(input)), catalog, occasion).detail;
  };
  const copy = (input: object) => {
    const { copyId, payerId, targetType, createdAt, createdBy, plan } = examples.copy();
    const started = startedCopy({ copyId, payerId, targetType, createdAt, createdBy, plan }, of(input));
    const told = { authorizationId: "COPIED", at: createdAt };
    return copiedAuthorization(started, examples.insurance({ insuranceId: "TARGET" }), told);
  };

  /** Where a field is, and which fields are left out on purpose. */
  const places: [place: string, seen: (input: object) => unknown, leftOut: Readonly<Record<string, string>>][] = [
    ["row", row, {}],
    ["line of a CSV", line, {}],
    ["event for billing", event, { notes: "They are nobody's business but the agency's." }],
    [
      "copy",
      copy,
      {
        insuranceId: "The target's own.",
        authorizationNumber: "The payer gives each client its own.",
        notes: "They may tell of the one client, and would stand in everybody's record.",
      },
    ],
  ];
  describe.each(places)("%s", (_, seen, leftOut) => {
    it.each(others)("tells one %s from another, or it is left out on purpose", (field, other) => {
      const tells = JSON.stringify(seen({ ...whole, [field]: other })) !== JSON.stringify(seen(whole));
      expect(tells).toBe(!(field in leftOut));
    });

    it.each(optional)("tells that there is no %s, or it is left out on purpose", (field) => {
      const tells = JSON.stringify(seen(without(whole, field))) !== JSON.stringify(seen(whole));
      expect(tells).toBe(!(field in leftOut));
    });
  });

  const told = { at: "2026-03-16T14:05:00.000Z", by: "u-clinician" };

  it.each(others)("%s can be changed", (field, other) => {
    expect(changedAuthorization(of(whole), { [field]: other }, told)[field]).toEqual(other);
  });

  it.each(optional)("%s can be cleared", (field) => {
    expect(changedAuthorization(of(whole), { [field]: null }, told)).not.toHaveProperty(field);
  });
});

describe("a client's line of a CSV", () => {
  const leftOut: Readonly<Record<string, string>> = {
    address: "Nobody calls on a client by a report of authorizations.",
  };
  const line = (client: Client) =>
    csvText(reportTable, [{ ...examples.rowOf(examples.authorization()), client }], "program");
  const whole = { ...examples.client(), ...firstOf(entered.client) };

  it.each(Object.entries(secondOf(entered.client)))(
    "tells one %s from another, or it is left out on purpose",
    (field, other) => {
      expect(line({ ...whole, [field]: other }) !== line(whole)).toBe(!(field in leftOut));
    },
  );
});
