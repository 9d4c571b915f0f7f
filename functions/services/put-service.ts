import * as contract from "../../api/services.ts";
import { created, handles, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";
import { changeService } from "./post-service.ts";

export const putService = handles(contract.putService, async (call, services: HttpServices) => {
  const origin = { by: call.actor.userId, role: call.role, at: call.now, source: "USER", once: [] } as const;
  const { clientId, serviceId } = call.path;
  const { outcome, service } = await changeService(services, clientId, {
    serviceId,
    next: { posted: call.body },
    origin,
  });
  const { applied, reason, warnings, chosen: _, ...shown } = service;
  const body = { service: shown, applied, ...(reason !== undefined && { reason }), warnings };
  return outcome === "CREATED" ? created(body, service.version) : ok(body, service.version);
});
