import * as z from "zod/mini";
import { ItemsPerSecond } from "../../domain/backfill.ts";
import { walkNames } from "../../store/backfill.ts";
import { faultsOf, jsonPointer } from "../runtime/faults.ts";

/** The job's input: empty from the schedule, a migration from an operator. */
const BackfillInput = z.strictObject({
  job: z.exactOptional(z.literal("backfill")),
  migration: z.exactOptional(z.enum(walkNames, { error: `must be one of ${walkNames.join(", ")}` })),
  itemsPerSecond: z.exactOptional(ItemsPerSecond),
  /** Counts what it would migrate, and changes nothing. */
  dryRun: z.exactOptional(z.boolean()),
  /** Stops the migration. Begun again, it goes on where it was. */
  stop: z.exactOptional(z.literal(true)),
  /** Ends this run after so long, so that its caller hears how far it is; the next run goes on. */
  runSeconds: z.exactOptional(z.int().check(z.minimum(1), z.maximum(600))),
});
export type BackfillInput = z.infer<typeof BackfillInput>;

/** The input, checked. Throws naming every fault. */
export function backfillInput(event: unknown): BackfillInput {
  const parsed = BackfillInput.safeParse(event);
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error.issues, event, jsonPointer);
  throw new Error(
    `The input of backfill: ${faults.map(({ pointer, message }) => `${pointer} ${message}`).join("; ")}.`,
  );
}
