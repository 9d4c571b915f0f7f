import * as contract from "../../api/reallocation.ts";
import type { Revision } from "../../domain/client-record.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { usageChanges } from "../../domain/posting.ts";
import { movedService, type PlannedMove } from "../../domain/reallocation.ts";
import { type OpenedTable, untilStored } from "../../store/opened-table.ts";
import { readReallocated, reallocated } from "../../store/reallocation.ts";
import { storePostings } from "../../store/services.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { type Call, handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { ClientUsage } from "./client-usage.ts";
import {
  askedDays,
  moveOf,
  type PlannedReallocation,
  planHash,
  plannedReallocation,
  shownPlan,
} from "./planned-reallocation.ts";

type ApplyCall = Call<typeof contract.applyReallocation>;

/** Time for one more transaction and the answer: with less, a call ends with what it has moved. */
const leastMillis = 1000;

/**
 * Does a plan, a transaction for each service. Each also says that this plan has moved the service, so that a call which comes
 * after a broken-off one knows the plan again: what was moved and what is still to be moved are together the plan that was sent.
 * Every transaction holds the client's revision, and so all that the plan was made of: when somebody else changes
 * anything of the client in between, it is planned anew, and goes on only if that is still the same plan.
 */
export const applyReallocation = handles(contract.applyReallocation, async (call, services: HttpServices) => {
  const { planHash: sentHash, includeNamed = false } = call.body;
  const asked = { ...call.path, days: askedDays(call.query), includeNamed };
  const moved = new Set<string>();
  const { unplaced, left } = await untilStored(services.table, async () => {
    const readMoved = () => readReallocated(services.table, asked.clientId, sentHash, epochSeconds(call.now));
    const planned = await plannedReallocation(services, asked, readMoved);
    if (planHash(planned) !== sentHash) throw planChanged(planned, services.timeZone, call.actor);
    const mover = new Mover(services.table, planned);
    for (const [index, move] of planned.moves.entries()) {
      if (services.table.remainingMillis() < leastMillis)
        return { unplaced: planned.unplaced, left: planned.moves.length - index };
      await mover.move(move, call, services);
      moved.add(move.serviceId);
    }
    return { unplaced: planned.unplaced, left: 0 };
  });
  return ok({ planHash: sentHash, moved: moved.size, left, unplaced: [...unplaced] });
});

const epochSeconds = (now: Date) => Math.floor(now.getTime() / 1000);

function planChanged(planned: PlannedReallocation, timeZone: string, actor: ApplyCall["actor"]): DomainError {
  const plan = shownPlan(planned, timeZone, actor);
  const count = plan.moves.length;
  return new DomainError("PLAN_CHANGED", `The plan has changed: it has ${count} moves now.`, { members: { plan } });
}

/** Moves the services of a plan, one after the other: nothing is read again while nobody else changes anything. */
class Mover {
  readonly #planned: PlannedReallocation;
  readonly #usage: ClientUsage;
  #revision: Revision;

  constructor(table: OpenedTable, planned: PlannedReallocation) {
    this.#planned = planned;
    this.#revision = planned.record.revision;
    this.#usage = new ClientUsage(table, planned.record);
    for (const { days } of planned.usages.values()) this.#usage.know(days);
  }

  async move(move: PlannedMove, call: ApplyCall, services: HttpServices): Promise<void> {
    const { serviceId } = move;
    const previous = this.#planned.services.get(serviceId);
    if (previous === undefined) throw new Error(`The service ${serviceId} of a plan is gone.`);
    const service = movedService(previous, move);
    const at = call.now.toISOString();
    const by = call.actor.userId;
    const cause = { at, by, source: "USER", reason: "REALLOCATED", newId: services.newId } as const;
    const usage = usageChanges(previous, service, await this.#usage.touched(previous, service), cause);
    const audit = auditEntry(call, services, ["service", serviceId], { before: previous, after: service });
    const done = reallocated(call.path.clientId, call.body.planHash, moveOf(move), epochSeconds(call.now));
    const posting = { service, previous, usage, audit: [audit] };
    this.#revision = await storePostings(services.table, { revision: this.#revision }, [posting], { also: [done] });
    this.#usage.posted(service, usage);
  }
}
