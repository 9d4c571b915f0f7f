import { httpFunction } from "../runtime/http-function.ts";
import { services, withCursors, withPermissions } from "../runtime/services.ts";
import { listAudit } from "./list-audit.ts";
import { listSetupAudit } from "./list-setup-audit.ts";

export const handler = httpFunction({ ...services(), ...withPermissions(), ...withCursors() }, [
  listAudit,
  listSetupAudit,
]);
