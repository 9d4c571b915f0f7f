import * as contract from "../../api/records.ts";
import { noHandling, type StoredHandling } from "../../domain/handling.ts";
import { readClientRecord } from "../../store/client-record.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { Services } from "../runtime/services.ts";

export const readHandling = handles(contract.readHandling, async ({ path }, { table }: Services) => {
  const { handling = noHandling(path.clientId) } = await readClientRecord(table, path.clientId);
  return shown(handling);
});

export function shown({ restriction, legalHold, version }: StoredHandling) {
  return ok({ restriction, legalHold, version }, version);
}
