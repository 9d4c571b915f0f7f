import type { AuthorizationCopy } from "../../domain/authorization-copy.ts";
import { AuthorizationCopyContinued } from "../../events/authorization-copy-continued.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import type { Services } from "../runtime/services.ts";
import { unsentEvent } from "../runtime/unsent-event.ts";

/** The event that makes a copy begin or go on. */
export function copyContinued(
  { copyId, lap }: AuthorizationCopy,
  services: Pick<Services, "agencyId" | "newId">,
  occasion: { readonly at: Date; readonly traceparent: string | undefined },
): UnsentEvent {
  const { at, traceparent } = occasion;
  return unsentEvent(
    "AuthorizationCopyContinued",
    AuthorizationCopyContinued,
    { copyId, lap },
    {
      eventId: services.newId(),
      occurredAt: at.toISOString(),
      agencyId: services.agencyId,
      ...(traceparent !== undefined && { traceparent }),
    },
  );
}
