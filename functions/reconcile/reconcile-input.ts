import * as z from "zod/mini";
import { AuthorizationId, ClientId, UserId } from "../../domain/id.ts";
import { atLeast, atMost } from "../../domain/text.ts";
import { faultsOf, jsonPointer } from "../runtime/faults.ts";

/** The job's input: empty from the schedule, caps to repair from an operator. */
const ReconcileInput = z.strictObject({
  job: z.exactOptional(z.literal("reconcile")),
  /** Begins a new pass now, even if the day's is complete or another is under way. */
  again: z.exactOptional(z.literal(true)),
  repair: z.exactOptional(
    z
      .array(z.strictObject({ clientId: ClientId, authorizationId: AuthorizationId }))
      .check(atLeast(1, "must name at least one"), atMost(100, "must name at most 100")),
  ),
  /** The operator, for the audit. */
  requestedBy: z.exactOptional(UserId),
});
type ReconcileInput = z.infer<typeof ReconcileInput>;
export type CapToRepair = NonNullable<ReconcileInput["repair"]>[number];

/** The input, checked: a typing error must not start a pass over everything instead of a repair. Throws naming every fault. */
export function reconcileInput(event: unknown): ReconcileInput {
  const parsed = ReconcileInput.safeParse(event);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error.issues, event, jsonPointer);
  throw new Error(
    `The input of reconcile: ${faults.map(({ pointer, message }) => `${pointer} ${message}`).join("; ")}.`,
  );
}
