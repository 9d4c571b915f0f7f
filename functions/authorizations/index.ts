import { httpFunction } from "../runtime/http-function.ts";
import { httpServices, withCursors, withPublisher } from "../runtime/services.ts";
import { addAuthorization } from "./add-authorization.ts";
import { changeAuthorization } from "./change-authorization.ts";
import { discontinueAuthorization } from "./discontinue-authorization.ts";
import { listAuthorizationHistory } from "./list-authorization-history.ts";
import { readAuthorization } from "./read-authorization.ts";
import { readLedger } from "./read-ledger.ts";

export const handler = httpFunction({ ...httpServices(), ...withCursors(), ...withPublisher() }, [
  addAuthorization,
  readAuthorization,
  changeAuthorization,
  discontinueAuthorization,
  listAuthorizationHistory,
  readLedger,
]);
