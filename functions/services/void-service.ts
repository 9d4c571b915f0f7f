import * as contract from "../../api/services.ts";
import { handles, noContent } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { changeService } from "./post-service.ts";

export const voidService = handles(contract.voidService, async (call, services: HttpServices) => {
  const origin = { by: call.actor.userId, role: call.role, at: call.now, source: "USER", once: [] } as const;
  const { clientId, serviceId } = call.path;
  await changeService(services, clientId, { serviceId, next: { void: true }, origin });
  return noContent();
});
