import * as z from "zod/mini";
import { Client } from "../domain/client.ts";
import { ClientId } from "../domain/id.ts";
import { page, pageQuery } from "./paging.ts";
import { route } from "./route.ts";

const capability = "clients";
const pathParameters = z.strictObject({ clientId: ClientId });

export const searchClients = route({
  operationId: "searchClients",
  method: "GET",
  path: "/v1/clients",
  capability,
  summary: "Find clients by the start of last or first name, or by client id, without regard to case and accents",
  query: z.strictObject({ search: z.exactOptional(z.string().check(z.maxLength(100))), ...pageQuery }),
  replies: { 200: page(Client) },
});

export const readClient = route({
  operationId: "readClient",
  method: "GET",
  path: "/v1/clients/{clientId}",
  capability,
  summary: "One client",
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
  permission: "clients:write",
  pathParameters,
  body: z.omit(Client, { clientId: true, version: true }).register(z.globalRegistry, { id: "ClientInput" }),
  replies: { 200: Client, 201: Client },
});
