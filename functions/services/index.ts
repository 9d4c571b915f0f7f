import { httpFunction } from "../runtime/http-function.ts";
import { httpServices } from "../runtime/services.ts";
import { applyReallocation } from "./apply-reallocation.ts";
import { checkService } from "./check-service.ts";
import { putService } from "./put-service.ts";
import { readClaimAuthorization } from "./read-claim-authorization.ts";
import { readReallocation } from "./read-reallocation.ts";
import { voidService } from "./void-service.ts";

export const handler = httpFunction(httpServices(), [
  putService,
  voidService,
  checkService,
  readClaimAuthorization,
  readReallocation,
  applyReallocation,
]);
