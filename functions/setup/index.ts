import { httpFunction } from "../runtime/http-function.ts";
import { httpServices } from "../runtime/services.ts";
import { deleteActivityCode } from "./delete-activity-code.ts";
import { deleteAuthorizationGroup } from "./delete-authorization-group.ts";
import { deletePayer } from "./delete-payer.ts";
import { listActivityCodes } from "./list-activity-codes.ts";
import { listAuthorizationGroups } from "./list-authorization-groups.ts";
import { listPayers } from "./list-payers.ts";
import { listProcedures } from "./list-procedures.ts";
import { putActivityCode } from "./put-activity-code.ts";
import { putAuthorizationGroup } from "./put-authorization-group.ts";
import { putPayer } from "./put-payer.ts";
import { putTrackerSettings } from "./put-tracker-settings.ts";
import { readTrackerSettings } from "./read-tracker-settings.ts";

export const handler = httpFunction(httpServices(), [
  listPayers,
  putPayer,
  deletePayer,
  listActivityCodes,
  putActivityCode,
  deleteActivityCode,
  listAuthorizationGroups,
  putAuthorizationGroup,
  deleteAuthorizationGroup,
  listProcedures,
  readTrackerSettings,
  putTrackerSettings,
]);
