import type { AuthorizationCopy } from "../../domain/authorization-copy.ts";
import { AuthorizationCopyContinued } from "../../events/authorization-copy-continued.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import type { Services } from "../runtime/services.ts";
import { occasion, unsentEvent } from "../runtime/unsent-event.ts";

/** The event that makes a copy begin or go on. */
export function copyContinued(
  { copyId, lap }: AuthorizationCopy,
  services: Pick<Services, "agencyId" | "newId">,
  { at, traceparent }: { readonly at: Date; readonly traceparent: string | undefined },
): UnsentEvent {
  const when = occasion(services, at, traceparent);
  return unsentEvent("AuthorizationCopyContinued", AuthorizationCopyContinued, { copyId, lap }, when);
}
