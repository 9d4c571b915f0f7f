import { expect } from "vitest";
import { addAuthorization } from "../../../functions/authorizations/add-authorization.ts";
import { changeAuthorization } from "../../../functions/authorizations/change-authorization.ts";
import { discontinueAuthorization } from "../../../functions/authorizations/discontinue-authorization.ts";
import { confirmAuthorization } from "../../../functions/confirm/confirm-authorization.ts";
import { changeClientInsurance } from "../../../functions/insurances/change-client-insurance.ts";
import { billingHears, forBilling } from "../billing-in-process.ts";
import { accepted, ask } from "../handlers-in-process.ts";
import type { Action } from "./actions.ts";
import { setGroup, setPolicy } from "./agency.ts";
import { type ApprovedChange, add, confirm, discontinue, edit } from "./authorizations.ts";
import type { Model, ModelAuthorization } from "./model.ts";
import { codeOf, predicted, type Running } from "./running.ts";
import { takeOfService } from "./service-steps.ts";
import { authorizationWarnings, insuranceWarnings, strandedWarnings } from "./warnings.ts";

/** Does one step in the model and by the handlers; what they answer must agree. */
export async function take(running: Running, action: Action): Promise<void> {
  const { model, client } = running;
  switch (action.type) {
    case "add":
      return addOne(running, { ...action, notes: null });
    case "edit":
    case "confirm":
    case "discontinue": {
      const authorization = [...model.authorizations.values()].at(
        action.which % Math.max(1, model.authorizations.size),
      );
      if (authorization === undefined) return;
      const ifMatch = versionSeen(authorization, action.seen);
      if (action.type === "edit") return editOne(running, authorization, action.change, ifMatch);
      return action.type === "confirm"
        ? confirmOne(running, authorization, ifMatch)
        : discontinueOne(running, authorization, ifMatch, action.effect);
    }
    case "insurance":
      return changeInsurance(running, action);
    case "policy":
      await setPolicy(client.services, action.policy);
      model.policy = action.policy;
      return;
    case "group":
      await setGroup(client.services, action.groupId, action.codes);
      model.groups = { ...model.groups, [action.groupId]: action.codes };
      return;
    case "billing":
      for (const which of action.events) if (running.told.length > 0) await hear(running, which % running.told.length);
      return;
    default:
      return takeOfService(running, action);
  }
}

/** Billing hears one of the events that it was told, perhaps again, perhaps late. */
export async function hear({ client, told }: Running, index: number): Promise<void> {
  const event = forBilling(client.services.published)[index];
  if (event === undefined) throw new Error(`Nobody told billing a ${index + 1}. event.`);
  await billingHears(client.services, event);
  told[index]?.();
}

type Approved = Parameters<typeof add>[1];

async function addOne(running: Running, approved: Approved): Promise<void> {
  const { model, client } = running;
  const finish = predicted(() => add(model, approved));
  const given = Object.entries(bodyOf(running, approved)).filter(([, value]) => value !== null);
  const asked = { path: { clientId: client.clientId }, body: Object.fromEntries(given) };
  const real = await ask(client.services, addAuthorization, asked);
  expect(codeOf(real)).toBe(codeOf(finish));
  if ("refused" in finish || "refused" in real) return;
  expect(real.status).toBe(201);
  const added = finish.result(real.body.authorizationId);
  expectWarnings(real.body, authorizationWarnings(model, added, false));
}

async function editOne(
  running: Running,
  authorization: ModelAuthorization,
  change: ApprovedChange,
  ifMatch: number,
): Promise<void> {
  const { model, client } = running;
  const expected = predicted(() => edit(model, authorization, change, ifMatch));
  const path = { clientId: client.clientId, authorizationId: authorization.id };
  const real = await ask(client.services, changeAuthorization, { path, body: bodyOf(running, change), ifMatch });
  expect(codeOf(real)).toBe(codeOf(expected));
  if ("refused" in real) return;
  const mayStrand = ["insurance", "procedure", "effective", "expiration"].some((field) => field in change);
  expectWarnings(real.body, authorizationWarnings(model, authorization, mayStrand));
}

async function confirmOne(running: Running, authorization: ModelAuthorization, ifMatch: number): Promise<void> {
  const { model, client } = running;
  const path = { clientId: client.clientId, authorizationId: authorization.id };
  const expected = predicted(() => confirm(model, authorization, ifMatch));
  const before = forBilling(client.services.published).length;
  const real = await ask(client.services, confirmAuthorization, { path, ifMatch });
  expect(codeOf(real)).toBe(codeOf(expected));
  if ("refused" in expected) return;
  expect(forBilling(client.services.published).length - before, "events for billing").toBe(expected.result ? 1 : 0);
  if (expected.result) running.told.push(confirmNews(model, authorization));
}

export async function discontinueOne(
  running: Running,
  authorization: ModelAuthorization,
  ifMatch: number,
  effect: "KEEP" | "RELEASE",
): Promise<void> {
  const { model, client } = running;
  const path = { clientId: client.clientId, authorizationId: authorization.id };
  const expected = predicted(() => discontinue(authorization, ifMatch, effect));
  const before = forBilling(client.services.published).length;
  const real = await ask(client.services, discontinueAuthorization, { path, ifMatch, body: { effect } });
  expect(codeOf(real)).toBe(codeOf(expected));
  if ("refused" in expected || "refused" in real) return;
  expect(forBilling(client.services.published).length - before, "events for billing").toBe(expected.result ? 1 : 0);
  expectWarnings(real.body, effect === "RELEASE" ? strandedWarnings(model, authorization) : []);
  const closedBy = authorization.version;
  if (expected.result) running.told.push(() => model.hear(authorization.id, { closedBy }));
}

async function changeInsurance(
  { model, client }: Running,
  { insurance, change }: Extract<Action, { type: "insurance" }>,
): Promise<void> {
  const path = { clientId: client.clientId, insuranceId: client.insuranceIds[insurance] };
  const body = {
    ...("active" in change && { status: change.active ? "ACTIVE" : "INACTIVE" }),
    ...("required" in change && { priorAuthsRequired: change.required }),
    ...("from" in change && { effectiveDate: change.from }),
    ...("to" in change && { expirationDate: change.to }),
  };
  const ifMatch = client.insuranceVersions[insurance];
  const changed = await accepted(client.services, changeClientInsurance, { path, body, ifMatch });
  client.insuranceVersions[insurance] = changed.version;
  Object.assign(model.insurances[insurance], change);
  expectWarnings({ warnings: [], ...changed }, insuranceWarnings(model, insurance));
}

function versionSeen(
  { version, confirmedVersion }: ModelAuthorization,
  seen: "current" | "older" | "confirmed",
): number {
  if (seen === "confirmed") return confirmedVersion ?? version;
  return seen === "older" && version > 1 ? version - 1 : version;
}

function bodyOf({ client }: Running, change: ApprovedChange): Record<string, unknown> {
  return {
    ...(change.insurance !== undefined && { insuranceId: client.insuranceIds[change.insurance] }),
    ...(change.number !== undefined && { authorizationNumber: change.number }),
    ...(change.procedure !== undefined && { procedure: change.procedure }),
    ...(change.units !== undefined && { authUnits: change.units }),
    ...(change.visits !== undefined && { authVisits: change.visits }),
    ...(change.effective !== undefined && { effectiveDate: change.effective }),
    ...(change.expiration !== undefined && { expirationDate: change.expiration }),
    ...(change.notes !== undefined && { notes: change.notes }),
  };
}

function expectWarnings({ warnings }: { readonly warnings: readonly string[] }, expected: readonly string[]): void {
  expect(warnings.toSorted()).toEqual(expected.toSorted());
}

/** What hearing of this confirm will mean, as things stand now. */
function confirmNews(model: Model, authorization: ModelAuthorization): () => void {
  const { id, insurance, number, procedure, units, visits, effective, expiration } = authorization;
  const facts = {
    authorizationNumber: number,
    activityCodes: [...model.codesOf(procedure)],
    unitsCap: units,
    visitsCap: visits,
    effectiveDate: effective,
    expirationDate: expiration,
  };
  const confirmed = { version: authorization.version - 1, insurance, facts };
  return () => model.hear(id, { confirmed });
}
