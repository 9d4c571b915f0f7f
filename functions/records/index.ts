import { httpFunction } from "../runtime/http-function.ts";
import { services, withCursors, withPermissions } from "../runtime/services.ts";
import { addDisclosure } from "./add-disclosure.ts";
import { listDisclosures } from "./list-disclosures.ts";
import { putHandling } from "./put-handling.ts";
import { readHandling } from "./read-handling.ts";
import { readRecord } from "./read-record.ts";

export const handler = httpFunction({ ...services(), ...withPermissions(), ...withCursors() }, [
  readRecord,
  addDisclosure,
  listDisclosures,
  readHandling,
  putHandling,
]);
