import * as z from "zod/mini";
import { Instant } from "../domain/calendar.ts";
import { atLeast, atMost } from "../domain/text.ts";

export const eventSource = "prior-auth-tracker";

/**
 * What every event carries beside its data. `eventId` is the same however often the event is delivered.
 * `authorizationVersion` in the data decides which of two events is newer, and `occurredAt` between two of one version.
 */
const EventMetadata = z
  .object({
    eventId: z.string().check(atLeast(1), atMost(128)),
    schemaVersion: z.literal(1),
    occurredAt: Instant,
    agencyId: z.string(),
    traceparent: z.exactOptional(z.string()),
  })
  .register(z.globalRegistry, { id: "EventMetadata" });

/** Readers ignore fields they don't know: within a schemaVersion only optional fields are added. */
export const event = <Data extends z.ZodMiniType>(data: Data) => z.object({ metadata: EventMetadata, data });
