import { httpFunction } from "../runtime/http-function.ts";
import { services, withAccessRules, withBlindIndex, withCursors } from "../runtime/services.ts";
import { putClient } from "./put-client.ts";
import { readClient } from "./read-client.ts";
import { searchClients } from "./search-clients.ts";

export const handler = httpFunction({ ...services(), ...withAccessRules(), ...withCursors(), ...withBlindIndex() }, [
  searchClients,
  readClient,
  putClient,
]);
