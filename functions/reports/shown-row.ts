import type { Catalog } from "../../domain/catalog.ts";
import type { Client } from "../../domain/client.ts";
import type { Actor } from "../../domain/permission.ts";
import { trackerRow } from "../../domain/tracker-row.ts";
import type { ListedRow } from "../../store/listed-rows.ts";

/** The tracker row of an authorization, with its client. */
export function shownRow({ client, facts }: ListedRow, view: { catalog: Catalog; actor: Actor; asOf: string }) {
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
