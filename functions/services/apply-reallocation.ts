import * as contract from "../../api/reallocation.ts";
import type { Revision } from "../../domain/client-record.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { type HeldUsage, usageChanges } from "../../domain/posting.ts";
import { movedService, type PlannedMove } from "../../domain/reallocation.ts";
import { untilStored } from "../../store/opened-table.ts";
import { readReallocated, reallocated } from "../../store/reallocation.ts";
import { storePosting } from "../../store/services.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { type Call, handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import {
  askedDays,
  moveOf,
  type PlannedReallocation,
  planHash,
  plannedReallocation,
  shownPlan,
} from "./planned-reallocation.ts";

type ApplyCall = Call<typeof contract.applyReallocation>;

/** A call ends with what it has moved while there is time for one more transaction and the answer. */
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
    const done = await readReallocated(services.table, asked.clientId, sentHash, epochSeconds(call.now));
    const planned = await plannedReallocation(services, asked, done);
    if (planHash(planned) !== sentHash) throw planChanged(planned, services.timeZone, call.actor);
    const board = new StoredBoard(planned);
    for (const [index, move] of planned.moves.entries()) {
      if (services.table.remainingMillis() < leastMillis)
        return { unplaced: planned.unplaced, left: planned.moves.length - index };
      await board.store(move, call, services);
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

/** The state that a plan was made of, as it becomes move by move: nothing is read again while nobody else changes anything. */
class StoredBoard {
  private readonly planned: PlannedReallocation;
  private readonly usages: Map<string, HeldUsage>;
  revision: Revision;

  constructor(planned: PlannedReallocation) {
    this.planned = planned;
    this.usages = new Map(planned.usages);
    this.revision = planned.record.revision;
  }

  async store(move: PlannedMove, call: ApplyCall, services: HttpServices): Promise<void> {
    const { serviceId, serviceDate, from, to } = move;
    const previous = this.planned.services.get(serviceId);
    if (previous === undefined) throw new Error(`The service ${serviceId} of a plan is gone.`);
    const service = movedService(previous, move);
    const held = [from, to].flatMap((id) => (id === null ? [] : this.heldOn(id, serviceDate)));
    const at = call.now.toISOString();
    const by = call.actor.userId;
    const told = { at, by, source: "USER", reason: "REALLOCATED", newId: services.newId } as const;
    const usage = usageChanges(previous, service, held, told);
    const audit = auditEntry(call, services, {
      action: "CHANGED",
      subject: "service",
      subjectId: serviceId,
      before: previous,
      after: service,
    });
    const done = reallocated(call.path.clientId, call.body.planHash, moveOf(move), epochSeconds(call.now));
    const posting = { service, previous, usage, audit };
    this.revision = await storePosting(services.table, this, posting, { also: [done] });
    for (const change of usage) this.changeUsage(change);
  }

  private heldOn(authorizationId: string, serviceDate: string): HeldUsage {
    const usage = this.usages.get(authorizationId);
    if (usage === undefined) throw new Error(`The authorization ${authorizationId} of a plan is gone.`);
    const day = usage.days.find((each) => each.serviceDate === serviceDate);
    return { ...usage, days: [day ?? { authorizationId, serviceDate, services: {}, version: 0 }] };
  }

  private changeUsage({ authorization, balance, days }: HeldUsage): void {
    const usage = this.usages.get(authorization.authorizationId);
    const changed = days.map((day) => ({ ...day, version: day.version + 1 }));
    const others = usage?.days.filter(({ serviceDate }) => !days.some((day) => day.serviceDate === serviceDate)) ?? [];
    const { authorizationId } = authorization;
    this.usages.set(authorizationId, {
      authorization,
      balance: { ...balance, version: balance.version + 1 },
      days: [...others, ...changed],
    });
  }
}
