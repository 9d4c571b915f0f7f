import { expect } from "vitest";
import { DomainError } from "../../../domain/domain-error.ts";
import { billingEngineSource } from "../../../events/billing-engine.ts";
import { billingEventIn } from "../../../functions/billing/billing-event.ts";
import { applyReallocation } from "../../../functions/services/apply-reallocation.ts";
import { putService } from "../../../functions/services/put-service.ts";
import { readReallocation } from "../../../functions/services/read-reallocation.ts";
import { voidService } from "../../../functions/services/void-service.ts";
import { readService } from "../../../store/services.ts";
import { applied } from "../billing-in-process.ts";
import { accepted, ask } from "../handlers-in-process.ts";
import { Killed, killedAfter as servicesKilledAfter } from "../killed-process.ts";
import type { Action } from "./actions.ts";
import { asTheEngineMeans, post, voidService as voided } from "./covering.ts";
import type { Posted } from "./model.ts";
import { apply, type ModelPlan, plan, type Window, wronglyLeft } from "./reallocation.ts";
import { codeOf, predicted, type Running } from "./running.ts";

type OfService = Extract<Action, { type: "post" | "same again" | "correct" | "void" | "reallocation" }>;

/** A step that is about services. */
export async function takeOfService(running: Running, action: OfService): Promise<void> {
  const { model } = running;
  switch (action.type) {
    case "post": {
      const { type: _, service, named, by, ...posted } = action;
      const ids = [...model.authorizations.keys()];
      const id = named === null ? null : (ids.at(named % Math.max(1, ids.length)) ?? "NOBODY");
      return send(running, `S${service}`, { ...posted, named: id }, by);
    }
    case "same again":
    case "correct": {
      const serviceId = `S${action.service}`;
      const stored = model.services.get(serviceId);
      if (stored === undefined) return;
      const { applied, warnings: _, reason: __, void: ___, ...posted } = stored;
      if (action.type === "same again") return send(running, serviceId, posted, "user");
      const named = { "as it was": stored.named, none: null, "its own": applied }[action.named];
      const units = Math.max(1, stored.units + action.moreUnits);
      return send(running, serviceId, { ...posted, status: action.status, units, named }, action.by);
    }
    case "void": {
      const serviceId = `S${action.service}`;
      const expected = predicted(() => voided(model, serviceId));
      const path = { clientId: running.client.clientId, serviceId };
      expect(codeOf(await ask(running.client.services, voidService, { path }))).toBe(codeOf(expected));
      return;
    }
    case "reallocation": {
      const [from, to] = [action.from, action.to].toSorted();
      const isTurned = action.from !== null && action.to !== null && action.to < action.from;
      return reallocate(running, isTurned ? { ...action, from: from ?? null, to: to ?? null } : action);
    }
  }
}

const send = (running: Running, serviceId: string, posted: Posted, by: "user" | "engine") =>
  by === "user" ? put(running, serviceId, posted) : tell(running, serviceId, { ...posted, status: "RENDERED" });

function bodyOf({ client }: Running, { code, date, units, insurance, named }: Posted) {
  return {
    ...{ activityCode: code, serviceDate: date, units },
    ...(insurance !== null && { insuranceId: client.insuranceIds[insurance] }),
    ...(named !== null && { authorizationId: named }),
  };
}

async function put(running: Running, serviceId: string, posted: Posted): Promise<void> {
  const { model, client } = running;
  const expected = predicted(() => post(model, serviceId, posted, "user"));
  const real = await ask(client.services, putService, {
    path: { clientId: client.clientId, serviceId },
    body: { ...bodyOf(running, posted), status: posted.status },
  });
  expect(codeOf(real)).toBe(codeOf(expected));
  if ("refused" in expected || "refused" in real) return;
  const { applied, reason = null, warnings } = real.body;
  const id = applied?.authorizationId ?? null;
  expect({ status: real.status, applied: id, reason, warnings: warnings.toSorted() }).toEqual({
    ...expected.result,
    warnings: expected.result.warnings.toSorted(),
  });
}

let events = 0;

/** The billing engine tells of a rendered service. */
async function tell(running: Running, serviceId: string, posted: Posted): Promise<void> {
  const { model, client } = running;
  const { services, clientId } = client;
  const expected = predicted(() => post(model, serviceId, asTheEngineMeans(model, serviceId, posted), "engine"));
  events += 1;
  const occurredAt = services.now().toISOString();
  const metadata = { eventId: `ENGINE-${events}`, occurredAt };
  const detail = { metadata, data: { clientId, serviceId, ...bodyOf(running, posted) } };
  const envelope = { id: metadata.eventId, time: occurredAt, source: billingEngineSource };
  const delivered = billingEventIn(JSON.stringify({ ...envelope, "detail-type": "ServiceRendered", detail }));
  const real = await applied(services, delivered).catch((error) => {
    if (error instanceof DomainError) return { refused: error.code };
    throw error;
  });
  expect(codeOf(typeof real === "string" ? {} : real)).toBe(codeOf(expected));
}

type Reallocation = Omit<Extract<Action, { type: "reallocation" }>, "type" | keyof Window> & Window;

/**
 * A plan is what the model says, and done it is what the model makes of it. When something happens in between, it is done only
 * if it is the same plan still; when its process is killed, the same again goes on. Done again it moves nothing.
 */
export async function reallocate(running: Running, { meanwhile, killedAfter, ...window }: Reallocation): Promise<void> {
  const { model, client } = running;
  const { from, to, includeNamed } = window;
  const path = { clientId: client.clientId };
  const query = { ...(from !== null && { from }), ...(to !== null && { to }) };
  const asked = { path, query: { ...query, includeNamed: String(includeNamed) } };
  const before = plan(model, window);
  const { planHash, ...shown } = await accepted(client.services, readReallocation, asked);
  const allowedActions = shownPlan(before).moves.length > 0 ? ["apply"] : [];
  expect(shown).toEqual({ ...shownPlan(before), more: 0, warnings: [], allowedActions });
  expect((await accepted(client.services, readReallocation, asked)).planHash).toBe(planHash);

  if (meanwhile !== null) await takeOfService(running, meanwhile);
  const now = plan(model, window);
  const { moves, unplaced } = shownPlan(now);
  const done = { path, query, body: { planHash, includeNamed } };
  const isSame = JSON.stringify(shownPlan(now)) === JSON.stringify(shownPlan(before));
  const movedBefore = isSame && killedAfter !== null && killedAfter < moves.length ? killedAfter : 0;
  if (movedBefore > 0) {
    const dying = servicesKilledAfter(client.services, movedBefore);
    await expect(ask(dying, applyReallocation, done)).rejects.toThrow(Killed);
  }
  const real = await ask(client.services, applyReallocation, done);
  expect(codeOf(real)).toBe(isSame ? "accepted" : "PLAN_CHANGED");
  if ("refused" in real) return expectServices(running);
  expect(real.body).toEqual({ planHash, moved: moves.length - movedBefore, left: 0, unplaced });
  apply(model, now);
  expect((await accepted(client.services, applyReallocation, done)).moved).toBe(0);
  await expectServices(running);
  if (from === null && to === null) expect(wronglyLeft(model)).toEqual([]);
}

function shownPlan({ moves, unplaced }: ModelPlan) {
  const shown = ({ serviceId, code, date, units, from, reason }: ModelPlan["unplaced"][number]) => ({
    ...{ serviceId, serviceDate: date, activityCode: code, units, from, reason },
  });
  return { moves: moves.map((move) => ({ ...shown(move), to: move.to })), unplaced: unplaced.map(shown) };
}

/** What is stored of every service is what the model says. */
export async function expectServices({ model, client }: Running): Promise<void> {
  for (const [serviceId, { applied, reason, warnings, named, void: isVoid }] of model.services) {
    const stored = await readService(client.services.table, client.clientId, serviceId);
    expect(stored?.void, `${serviceId} is void`).toBe(isVoid);
    if (stored === undefined || isVoid) continue;
    expect({
      applied: stored.applied?.authorizationId ?? null,
      reason: stored.reason ?? null,
      warnings: stored.warnings.toSorted(),
      named: stored.authorizationId ?? null,
    }).toEqual({ applied, reason, warnings: warnings.toSorted(), named });
  }
}
