import { httpFunction } from "../runtime/http-function.ts";
import { httpServices, withCursors } from "../runtime/services.ts";
import { listCapsDrift } from "./list-caps-drift.ts";
import { listClientAuthorizations } from "./list-client-authorizations.ts";
import { listUnconfirmedAuthorizations } from "./list-unconfirmed-authorizations.ts";

export const handler = httpFunction({ ...httpServices(), ...withCursors() }, [
  listClientAuthorizations,
  listUnconfirmedAuthorizations,
  listCapsDrift,
]);
