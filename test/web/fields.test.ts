import { describe, expect, it } from "vitest";
import type { ActivityCode, Authorization, AuthorizationGroup, Payer } from "../../clients/typescript/src/index.ts";
import { inputOf, valuesOf } from "../../web/elements/authorization-tracker/authorization-form.ts";
import { insuranceInputOf, insuranceValuesOf } from "../../web/elements/client-insurance/insurance-form.ts";
import { insuranceDetails } from "../../web/pages/billing/billing-facts.ts";
import type { CatalogKind } from "../../web/pages/setup/catalog-kind.ts";
import { entryBodyOf, entryValuesOf } from "../../web/pages/setup/entry-form.ts";
import { activityCodes, authorizationGroups, payers } from "../../web/pages/setup/kinds.ts";
import * as entered from "../api/entered-fields.ts";
import { firstOf, secondOf } from "../api/entered-fields.ts";
import { insurance as plain } from "./insurance.ts";

/** The input, and the input without each of its fields that may be left out. */
const withAndWithout = <Input extends object>(whole: Input, optional: readonly (keyof Input)[]) =>
  [undefined, ...optional].map((left) => Object.fromEntries(Object.entries(whole).filter(([field]) => field !== left)));

describe("what a form was filled with is what it sends: it loses no field of what it shows", () => {
  const authorization = firstOf(entered.authorization);
  it.each(withAndWithout(authorization, ["authUnits", "authVisits", "notes"]))("an authorization %#", (input) => {
    const shown = {
      ...input,
      procedure: { type: "ACTIVITY", activityCode: "IND15", label: "Individual", activityCodes: ["IND15"] },
      units: { authorized: input["authUnits"] ?? null },
      visits: { authorized: input["authVisits"] ?? null },
    };
    expect(inputOf(valuesOf(shown as unknown as Authorization))).toEqual(input);
  });

  const insurance = firstOf(entered.insurance);
  it.each(withAndWithout(insurance, ["groupNumber", "effectiveDate", "expirationDate", "subscriber"]))(
    "a client insurance %#",
    (input) => {
      const { groupNumber: _, ...others } = plain;
      expect(insuranceInputOf(insuranceValuesOf({ ...others, ...input }))).toEqual(input);
    },
  );

  it.each(withAndWithout(firstOf(entered.payer), ["retroWindowDays"]))("a payer %#", (input) => {
    expect(entryBodyOf(payers, entryValuesOf(payers, { payerId: "P1", ...input }))).toEqual(input);
  });

  it.each(withAndWithout(firstOf(entered.activityCode), ["unitMinutes"]))("an activity code %#", (input) => {
    expect(entryBodyOf(activityCodes, entryValuesOf(activityCodes, { activityCode: "A1", ...input }))).toEqual(input);
  });

  it("an authorization group", () => {
    const input = firstOf(entered.authorizationGroup);
    const values = entryValuesOf(authorizationGroups, { groupId: "G1", ...input });
    expect(entryBodyOf(authorizationGroups, values)).toEqual(input);
  });
});

describe("each field of an entry is in its list", () => {
  const cells = <Entry extends { readonly version: number }>({ columns }: CatalogKind<Entry>, entry: Entry) =>
    JSON.stringify(columns.map(({ cell }) => cell(entry)));

  const payer: Payer = { payerId: "P1", ...firstOf(entered.payer), version: 1 };
  it.each(Object.entries(secondOf(entered.payer)))("a payer's %s", (field, other) => {
    expect(cells(payers, { ...payer, [field]: other })).not.toBe(cells(payers, payer));
  });

  const code: ActivityCode = { activityCode: "A1", ...firstOf(entered.activityCode), version: 1 };
  it.each(Object.entries(secondOf(entered.activityCode)))("an activity code's %s", (field, other) => {
    expect(cells(activityCodes, { ...code, [field]: other })).not.toBe(cells(activityCodes, code));
  });

  const group: AuthorizationGroup = { groupId: "G1", ...firstOf(entered.authorizationGroup), version: 1 };
  it.each(Object.entries(secondOf(entered.authorizationGroup)))("a group's %s", (field, other) => {
    expect(cells(authorizationGroups, { ...group, [field]: other })).not.toBe(cells(authorizationGroups, group));
  });
});

describe("each field of a client insurance is on the Billing page", () => {
  const insurance = { ...plain, ...firstOf(entered.insurance) };
  /** Priority and payer stand at the head of an insurance. */
  const { priority: _, payerId: __, ...inDetail } = secondOf(entered.insurance);
  it.each(Object.entries(inDetail))("%s", (field, other) => {
    expect(insuranceDetails({ ...insurance, [field]: other })).not.toEqual(insuranceDetails(insurance));
  });

  const { subscriber } = insurance;
  const others = { ...secondOf(entered.subscriber), ...secondOf(entered.address) };
  it.each(Object.entries(others))("the subscriber's %s", (field, other) => {
    const changed =
      field in entered.address
        ? { ...subscriber, address: { ...subscriber.address, [field]: other } }
        : { ...subscriber, [field]: other };
    expect(insuranceDetails({ ...insurance, subscriber: changed })).not.toEqual(insuranceDetails(insurance));
  });
});
