import * as contract from "../../api/clients.ts";
import { DomainError } from "../../domain/domain-error.ts";
import * as store from "../../store/clients.ts";
import { handles, ok } from "../runtime/handled-route.ts";
import type { Services } from "../runtime/services.ts";

export const readClient = handles(contract.readClient, async ({ path }, { table }: Services) => {
  const client = await store.readClient(table, path.clientId);
  if (client === undefined) throw new DomainError("NOT_FOUND", `There is no client ${path.clientId}.`);
  return ok(client, client.version);
});
