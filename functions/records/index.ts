import { httpFunction } from "../runtime/http-function.ts";
import { services, withAccessRules, withCursors } from "../runtime/services.ts";
import { addDisclosure } from "./add-disclosure.ts";
import { listDisclosures } from "./list-disclosures.ts";
import { listRetentionDue } from "./list-retention-due.ts";
import { putHandling } from "./put-handling.ts";
import { readHandling } from "./read-handling.ts";
import { readRecord } from "./read-record.ts";

export const handler = httpFunction({ ...services(), ...withAccessRules(), ...withCursors() }, [
  readRecord,
  addDisclosure,
  listDisclosures,
  readHandling,
  putHandling,
  listRetentionDue,
]);
