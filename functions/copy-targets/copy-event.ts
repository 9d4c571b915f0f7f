import * as z from "zod/mini";
import { AuthorizationCopyContinued } from "../../events/authorization-copy-continued.ts";
import { eventSource } from "../../events/envelope.ts";
import { envelope } from "../runtime/bus-event.ts";
import { jsonIn, wellFormed } from "../runtime/well-formed.ts";

/** The event that makes a copy begin or go on, as EventBridge hands it to the queue. */
const CopyEvent = z.object({
  ...envelope,
  "detail-type": z.literal("AuthorizationCopyContinued"),
  source: z.literal(eventSource),
  detail: AuthorizationCopyContinued,
});
export type CopyEvent = z.infer<typeof CopyEvent>;

export const copyEventIn = (body: string): CopyEvent => wellFormed(CopyEvent, jsonIn(body));
