import * as z from "zod/mini";
import { Client } from "../domain/client.ts";
import { ClientId } from "../domain/id.ts";
import { searchText } from "../domain/text.ts";
import { clientsPage, pageQuery } from "./paging.ts";
import { route } from "./route.ts";
import { warnings } from "./warnings.ts";

const capability = "clients";
const pathParameters = z.strictObject({ clientId: ClientId });

const ClientWithWarnings = z
  .strictObject({ ...Client.shape, warnings: z.exactOptional(warnings) })
  .register(z.globalRegistry, { id: "ClientWithWarnings" });

export const searchClients = route({
  operationId: "searchClients",
  method: "GET",
  path: "/v1/clients",
  capability,
  summary: "Find clients by the start of last name, first name or client id, without regard to case and accents",
  description:
    "Without `search`, all clients. A client id is found by two of its characters or more. Several words narrow the search. A page may be shorter than its limit " +
    "before the last one: go on until `nextCursor` is null.",
  query: z.strictObject({ search: z.exactOptional(searchText(100)), ...pageQuery }),
  replies: { 200: clientsPage(Client) },
});

export const readClient = route({
  operationId: "readClient",
  method: "GET",
  path: "/v1/clients/{clientId}",
  capability,
  summary: "One client",
  description: "The client as it is now, with its version as ETag.",
  pathParameters,
  replies: { 200: Client },
  errors: ["NOT_FOUND"],
});

export const putClient = route({
  operationId: "putClient",
  method: "PUT",
  path: "/v1/clients/{clientId}",
  capability,
  summary: "Create or change a client",
  description:
    "Answers 201 when the client is new, 200 when it was there; the whole client is sent each time, and a " +
    "field that is left out is gone. There is no field for social security numbers. While the client is INACTIVE, " +
    "`warnings` name the authorizations that are still open, `AUTHORIZATION_STRANDED:<authorizationId>`, the first 100, then " +
    "`:+<n>`: somebody should discontinue them. Send `If-Match` where a person edits, so that nobody replaces what somebody else saved.",
  permission: "clients:write",
  ifMatch: "optional",
  pathParameters,
  body: z
    .omit(Client, { clientId: true, isRestricted: true, isOnLegalHold: true, version: true })
    .register(z.globalRegistry, { id: "ClientInput" }),
  replies: { 200: ClientWithWarnings, 201: Client },
  errors: ["CLIENT_DELETED", "DATE_OUT_OF_BOUNDS"],
});
