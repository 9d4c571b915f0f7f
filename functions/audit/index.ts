import { httpFunction } from "../runtime/http-function.ts";
import { services, withAccessRules, withCursors } from "../runtime/services.ts";
import { listAudit } from "./list-audit.ts";
import { listSetupAudit } from "./list-setup-audit.ts";

export const handler = httpFunction({ ...services(), ...withAccessRules(), ...withCursors() }, [
  listAudit,
  listSetupAudit,
]);
