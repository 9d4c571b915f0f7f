import * as z from "zod/mini";
import { UserId } from "../../domain/id.ts";

/** The job's input: empty from the schedule. */
const RetentionInput = z.strictObject({
  job: z.exactOptional(z.literal("retention")),
  /** Deletes all who are due at once: in a restored table, where they were listed and deleted before. */
  withoutNotice: z.exactOptional(z.literal(true)),
  /** The operator, for the audit. */
  requestedBy: z.exactOptional(UserId),
});
export type RetentionInput = z.infer<typeof RetentionInput>;

/** The input, checked: what is mistyped may delete nobody. */
export function retentionInput(event: unknown): RetentionInput {
  const parsed = RetentionInput.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new Error("The input of retention may have withoutNotice, which is true, and requestedBy: nothing else.");
}
