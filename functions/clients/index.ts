import { httpFunction } from "../runtime/http-function.ts";
import { services, withBlindIndex, withPermissions } from "../runtime/services.ts";
import { putClient } from "./put-client.ts";
import { readClient } from "./read-client.ts";
import { searchClients } from "./search-clients.ts";

export const handler = httpFunction({ ...services(), ...withPermissions(), ...withBlindIndex() }, [
  searchClients,
  readClient,
  putClient,
]);
