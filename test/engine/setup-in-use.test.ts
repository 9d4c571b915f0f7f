import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { isDeleted } from "../../domain/catalog.ts";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { changeAuthorization } from "../../functions/authorizations/change-authorization.ts";
import { putClient } from "../../functions/clients/put-client.ts";
import { confirmAuthorization } from "../../functions/confirm/confirm-authorization.ts";
import { addClientInsurance } from "../../functions/insurances/add-client-insurance.ts";
import { changeClientInsurance } from "../../functions/insurances/change-client-insurance.ts";
import { deleteActivityCode } from "../../functions/setup/delete-activity-code.ts";
import { deleteAuthorizationGroup } from "../../functions/setup/delete-authorization-group.ts";
import { deletePayer } from "../../functions/setup/delete-payer.ts";
import { putActivityCode } from "../../functions/setup/put-activity-code.ts";
import { putAuthorizationGroup } from "../../functions/setup/put-authorization-group.ts";
import { putPayer } from "../../functions/setup/put-payer.ts";
import type { LocalStack } from "../../local/local-stack.ts";
import { isReferenced } from "../../store/catalog.ts";
import type { Referenced } from "../../store/keys.ts";
import { startAgency } from "./agency-on-engine.ts";
import { type Answer, accepted, ask, servicesOn, type TestServices } from "./handlers-in-process.ts";

let stack: LocalStack;
let services: TestServices;
let names = 0;
const newName = (of: string) => `${of}-${++names}`;

beforeAll(async () => {
  ({ stack } = await startAgency());
  services = servicesOn(stack);
});
afterAll(() => stack?.stop());

/** Services that do something else first, in the very moment in which they store their first transaction. */
function interrupted(by: () => Promise<unknown>): TestServices {
  const own = servicesOn(stack);
  let isFirst = true;
  own.table.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (isFirst && context["commandName"] === "TransactWriteItemsCommand") {
        isFirst = false;
        await by();
      }
      return next(args);
    },
    { step: "initialize" },
  );
  return own;
}

type Doing = (by: TestServices) => Promise<Answer | { readonly refused: string }>;

/** Something of the setup that nobody names yet, who comes to name it, and who deletes it. */
interface Case {
  readonly kind: "payer" | "activityCode" | "group";
  readonly id: string;
  readonly referenced: Referenced;
  readonly name: Doing;
  readonly remove: Doing;
  readonly unknown: string;
}

const dates = { effectiveDate: "2026-01-01", expirationDate: "2026-06-30" };
let clientId: string;
let insuranceId: string;
let path: { readonly clientId: string };

async function enterPayer(): Promise<string> {
  const payerId = newName("payer");
  await accepted(services, putPayer, { path: { payerId }, body: { name: payerId, priorAuthsRequired: true } });
  return payerId;
}
async function enterCode(): Promise<string> {
  const activityCode = newName("code");
  const body = { procedureCode: "H0004", label: activityCode };
  await accepted(services, putActivityCode, { path: { activityCode }, body });
  return activityCode;
}
async function enterGroup(): Promise<string> {
  const groupId = newName("group");
  const body = { choiceText: groupId, activityCodes: [await enterCode()] };
  await accepted(services, putAuthorizationGroup, { path: { groupId }, body });
  return groupId;
}
const input = (procedure: object) => ({ insuranceId, authorizationNumber: "Pending", procedure, ...dates });
const enterAuthorization = async (procedure: object): Promise<string> =>
  (await accepted(services, addAuthorization, { path, body: input(procedure) })).authorizationId;

beforeEach(async () => {
  clientId = newName("client");
  path = { clientId };
  const person = { firstName: "Ada", lastName: "Example", dateOfBirth: "1990-01-01", status: "ACTIVE" };
  await accepted(services, putClient, { path, body: person });
  const body = { priority: 1, payerId: await enterPayer(), subscriberNumber: "S-1" };
  ({ insuranceId } = await accepted(services, addClientInsurance, { path, body }));
});

async function payerCase(name: (payerId: string) => Doing): Promise<Case> {
  const payerId = await enterPayer();
  const remove: Doing = (by) => ask(by, deletePayer, { path: { payerId } });
  return { kind: "payer", id: payerId, referenced: { payerId }, name: name(payerId), remove, unknown: "UNKNOWN_PAYER" };
}
async function procedureCase(kind: "activityCode" | "group", name: (procedure: object) => Doing): Promise<Case> {
  const isGroup = kind === "group";
  const id = isGroup ? await enterGroup() : await enterCode();
  const procedure = isGroup ? { groupId: id } : { activityCode: id };
  const remove: Doing = (by) =>
    isGroup
      ? ask(by, deleteAuthorizationGroup, { path: { groupId: id } })
      : ask(by, deleteActivityCode, { path: { activityCode: id } });
  return { kind, id, referenced: procedure, name: name(procedure), remove, unknown: "UNKNOWN_PROCEDURE" };
}

const added =
  (procedure: object): Doing =>
  (by) =>
    ask(by, addAuthorization, { path, body: input(procedure) });
async function changedTo(kind: "activityCode" | "group"): Promise<Case> {
  const authorizationId = await enterAuthorization({ activityCode: await enterCode() });
  const at = { path: { ...path, authorizationId }, ifMatch: 1 };
  return procedureCase(kind, (procedure) => (by) => ask(by, changeAuthorization, { ...at, body: { procedure } }));
}

const insured = { priority: 2, subscriberNumber: "S-2" };
const cases: readonly (readonly [string, () => Promise<Case>])[] = [
  [
    "a payer, by a new insurance",
    () => payerCase((payerId) => (by) => ask(by, addClientInsurance, { path, body: { ...insured, payerId } })),
  ],
  [
    "a payer, by an insurance that is changed",
    () =>
      payerCase((payerId) => (by) => {
        const at = { path: { clientId, insuranceId }, ifMatch: 1 };
        return ask(by, changeClientInsurance, { ...at, body: { payerId } });
      }),
  ],
  ["an activity code, by a new authorization", () => procedureCase("activityCode", added)],
  ["a group, by a new authorization", () => procedureCase("group", added)],
  ["an activity code, by an authorization that is changed", () => changedTo("activityCode")],
  ["a group, by an authorization that is changed", () => changedTo("group")],
];

const stands = async ({ kind, id }: Case) => !isDeleted(await services.readCatalog(), kind, id);

describe.each(cases)("setup that is deleted in the moment in which it is named: %s", (_, open) => {
  test("whoever names it is refused when the deletion was quicker", async () => {
    const one = await open();
    expect(await one.name(interrupted(() => one.remove(services)))).toEqual({ refused: one.unknown });
    expect(await stands(one)).toBe(false);
    expect(await isReferenced(services.table, one.referenced)).toBe(false);
  });

  test("the deletion is taken back when it was named before, and was not seen to be", async () => {
    const one = await open();
    let named: Answer | { readonly refused: string } | undefined;
    const removed = await one.remove(
      interrupted(async () => {
        named = await one.name(services);
      }),
    );
    expect(named).toMatchObject({ status: expect.any(Number) });
    expect(removed).toEqual({ refused: "IN_USE" });
    expect(await stands(one)).toBe(true);
    expect(await one.remove(services)).toEqual({ refused: "IN_USE" });
  });
});

test("a deletion that broke off before it looked again leaves what names it as it was, and is taken back when it is asked for again", async () => {
  // A confirm logs into this process.
  onTestFinished(() => void vi.restoreAllMocks());
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const one = await procedureCase("group", added);
  let authorizationId = "";
  const broken = interrupted(async () => {
    authorizationId = await enterAuthorization(one.referenced);
  });
  let transactions = 0;
  broken.table.client.middlewareStack.add(
    (next, context) => async (args) => {
      // Its own, and then the end of the process.
      if (context["commandName"] === "QueryCommand" && transactions > 0) throw new Error("killed");
      const result = await next(args);
      if (context["commandName"] === "TransactWriteItemsCommand") transactions += 1;
      return result;
    },
    { step: "initialize" },
  );
  await expect(one.remove(broken)).rejects.toThrow("killed");
  expect(await stands(one)).toBe(false);
  const at = { path: { ...path, authorizationId }, ifMatch: 1 };
  const body = { procedure: one.referenced, authorizationNumber: "PA-1" };
  expect(await ask(services, changeAuthorization, { ...at, body })).toMatchObject({ status: 200 });
  expect(await ask(services, confirmAuthorization, { ...at, ifMatch: 2 })).toMatchObject({ status: 200 });

  expect(await one.remove(services)).toEqual({ refused: "IN_USE" });
  expect(await stands(one)).toBe(true);
});
