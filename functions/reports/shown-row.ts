import type { Catalog } from "../../domain/catalog.ts";
import type { Client } from "../../domain/client.ts";
import type { Actor } from "../../domain/permission.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import type { IndexedRow } from "../../store/indexed-rows.ts";

/** The tracker row of an authorization, with its client. */
export function shownRow({ client, facts }: IndexedRow, view: { catalog: Catalog; actor: Actor; asOf: string }) {
  return { ...trackerRow(facts, view), client: shownClient(client) };
}

function shownClient({ clientId, firstName, middleName, lastName, dateOfBirth, program, location, status }: Client) {
  return {
    clientId,
    firstName,
    ...(middleName !== undefined && { middleName }),
    lastName,
    dateOfBirth,
    ...(program !== undefined && { program }),
    ...(location !== undefined && { location }),
    status,
  };
}
