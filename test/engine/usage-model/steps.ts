import { expect } from "vitest";
import { addAuthorization } from "../../../functions/authorizations/add-authorization.ts";
import { changeAuthorization } from "../../../functions/authorizations/change-authorization.ts";
import { discontinueAuthorization } from "../../../functions/authorizations/discontinue-authorization.ts";
import { confirmAuthorization } from "../../../functions/confirm/confirm-authorization.ts";
import { changeClientInsurance } from "../../../functions/insurances/change-client-insurance.ts";
import { putService } from "../../../functions/services/put-service.ts";
import { voidService } from "../../../functions/services/void-service.ts";
import { billingHears, forBilling } from "../billing-in-process.ts";
import { accepted, ask } from "../handlers-in-process.ts";
import type { Action } from "./actions.ts";
import type { RunClient } from "./agency.ts";
import { type ApprovedChange, add, confirm, discontinue, edit, overlapping } from "./authorizations.ts";
import { type Model, type ModelAuthorization, type Posted, Refused } from "./model.ts";
import { codesOf } from "./setup.ts";

/** A run under way: the model, the client, and what billing was told so far, each with what it means to the model. */
export interface Running {
  readonly model: Model;
  readonly client: RunClient;
  readonly told: (() => void)[];
}

/** Does one step in the model and by the handlers; what they answer must agree. */
export async function take(running: Running, action: Action): Promise<void> {
  const { model, client } = running;
  const { services, clientId, insuranceIds } = client;
  const path = { clientId };
  const picked = (which: number) =>
    [...model.authorizations.values()].at(which % Math.max(1, model.authorizations.size));
  switch (action.type) {
    case "add": {
      const { type: _, ...approved } = { ...action, notes: null };
      const finish = predicted(() => add(model, approved));
      const body = withoutNulls(bodyOf(running, approved));
      const real = await ask(services, addAuthorization, { path, body });
      if ("refused" in finish || "refused" in real) return expectSameRefusal(finish, real);
      expect(real.status).toBe(201);
      const added = finish.result(real.body.authorizationId);
      expectOverlaps(model, added, real.body);
      return;
    }
    case "edit": {
      const authorization = picked(action.which);
      if (authorization === undefined) return;
      const ifMatch = versionSeen(authorization, action.seen);
      const expected = predicted(() => edit(model, authorization, action.change, ifMatch));
      const at = {
        path: { ...path, authorizationId: authorization.id },
        body: bodyOf(running, action.change),
        ifMatch,
      };
      const real = await ask(services, changeAuthorization, at);
      if ("refused" in expected || "refused" in real) return expectSameRefusal(expected, real);
      expectOverlaps(model, authorization, real.body);
      return;
    }
    case "confirm":
    case "discontinue": {
      const authorization = picked(action.which);
      if (authorization === undefined) return;
      const ifMatch = versionSeen(authorization, action.seen);
      const isConfirm = action.type === "confirm";
      const expected = predicted(() =>
        isConfirm ? confirm(model, authorization, ifMatch) : discontinue(authorization, ifMatch),
      );
      const at = { path: { ...path, authorizationId: authorization.id }, ifMatch };
      const before = forBilling(services.published).length;
      const real = isConfirm
        ? await ask(services, confirmAuthorization, at)
        : await ask(services, discontinueAuthorization, { ...at, body: {} });
      if ("refused" in expected || "refused" in real) return expectSameRefusal(expected, real);
      expect(forBilling(services.published).length - before, "events for billing").toBe(expected.result ? 1 : 0);
      if (expected.result) running.told.push(newsOf(model, authorization, isConfirm));
      return;
    }
    case "post": {
      const { type: _, service, named, ...posted } = action;
      return post(running, service, { ...posted, named: named === null ? null : (picked(named)?.id ?? "NOBODY") });
    }
    case "same again":
    case "move": {
      const stored = model.services.get(`S${action.service}`);
      if (stored === undefined) return;
      const { applied: _, warnings: __, void: ___, ...posted } = stored;
      return post(running, action.service, { ...posted, ...(action.type === "move" && { status: action.status }) });
    }
    case "void": {
      const serviceId = `S${action.service}`;
      const expected = predicted(() => model.void(serviceId));
      const real = await ask(services, voidService, { path: { ...path, serviceId } });
      if ("refused" in expected || "refused" in real) expectSameRefusal(expected, real);
      return;
    }
    case "insurance": {
      const { insurance, active } = action;
      const at = {
        path: { ...path, insuranceId: insuranceIds[insurance] },
        ifMatch: client.insuranceVersions[insurance],
      };
      const body = { status: active ? "ACTIVE" : "INACTIVE" };
      client.insuranceVersions[insurance] = (await accepted(services, changeClientInsurance, { ...at, body })).version;
      model.active[insurance] = active;
      return;
    }
    case "billing":
      for (const which of action.events) if (running.told.length > 0) await hear(running, which % running.told.length);
  }
}

/** Billing hears one of the events that it was told, perhaps again, perhaps late. */
export async function hear({ client, told }: Running, index: number): Promise<void> {
  const event = forBilling(client.services.published)[index];
  if (event === undefined) throw new Error(`Nobody told billing a ${index + 1}. event.`);
  await billingHears(client.services, event);
  told[index]?.();
}

async function post({ model, client }: Running, service: number, posted: Posted): Promise<void> {
  const serviceId = `S${service}`;
  const { code, date, units, status, insurance, named } = posted;
  const expected = predicted(() => model.post(serviceId, posted));
  const real = await ask(client.services, putService, {
    path: { clientId: client.clientId, serviceId },
    body: {
      ...{ activityCode: code, serviceDate: date, units, status },
      ...(insurance !== null && { insuranceId: client.insuranceIds[insurance] }),
      ...(named !== null && { authorizationId: named }),
    },
  });
  if ("refused" in expected || "refused" in real) return expectSameRefusal(expected, real);
  const { applied, warnings } = real.body;
  expect({ status: real.status, applied: applied?.authorizationId ?? null, warnings: [...warnings].sort() }).toEqual({
    ...expected.result,
    warnings: [...expected.result.warnings].sort(),
  });
}

type Predicted<Result> = { readonly result: Result } | { readonly refused: string };

function predicted<Result>(decide: () => Result): Predicted<Result> {
  try {
    return { result: decide() };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.code };
    throw error;
  }
}

const codeOf = (outcome: object) => ("refused" in outcome ? outcome.refused : "accepted");
const expectSameRefusal = (expected: object, real: object) => expect(codeOf(real)).toBe(codeOf(expected));

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

const withoutNulls = (body: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));

function expectOverlaps(model: Model, authorization: ModelAuthorization, { warnings }: { warnings: string[] }): void {
  const named = warnings.filter((warning) => warning.startsWith("OVERLAPS:"));
  expect(named.map((warning) => warning.slice("OVERLAPS:".length)).sort()).toEqual(overlapping(model, authorization));
}

/** What hearing of this confirm or discontinue will mean, as things stand now. */
function newsOf(model: Model, authorization: ModelAuthorization, isConfirm: boolean): () => void {
  const { id, insurance, number, procedure, units, visits, effective, expiration } = authorization;
  if (!isConfirm) {
    const closedBy = authorization.version;
    return () => model.hear(id, { closedBy });
  }
  const facts = {
    authorizationNumber: number,
    activityCodes: [...codesOf(procedure)],
    unitsCap: units,
    visitsCap: visits,
    effectiveDate: effective,
    expirationDate: expiration,
  };
  const confirmed = { version: authorization.version - 1, insurance, facts };
  return () => model.hear(id, { confirmed });
}
