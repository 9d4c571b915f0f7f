import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "aws-lambda";
import { expect, vi } from "vitest";
import { Permission } from "../../../domain/permission.ts";
import { putClient } from "../../../functions/clients/put-client.ts";
import { httpFunction } from "../../../functions/runtime/http-function.ts";
import { accessRules } from "../../functions/access-rules.ts";
import { request } from "../../functions/requests.ts";
import { servicesOn } from "../handlers-in-process.ts";
import { type ObservedAgency, routeOf } from "./observed-agency.ts";

/** An item that somebody has altered by hand. */
export async function readAltered(agency: ObservedAgency): Promise<void> {
  const { client, name: TableName } = servicesOn(agency.stack).table;
  const firstName = agency.canaries.text("an altered item");
  const altered = { PK: "CLIENT#CAN-3", SK: "CLIENT", kind: "client", schema: 1, firstName };
  await client.send(new PutCommand({ TableName, Item: altered }));
  await agency.refused("readClient", 500, { path: { clientId: "CAN-3" } });
}

/** A store that repeats in its errors what it was told, as DynamoDB does of an item that is not valid. */
export async function writeWhereItFails({ canaries, stack, logs, problems }: ObservedAgency): Promise<void> {
  const services = servicesOn(stack);
  const { client } = services.table;
  const send = async (command: { readonly input: object }) => {
    if (command.constructor.name !== "TransactWriteCommand") return client.send(command as never);
    throw new Error(`ValidationException: ${JSON.stringify(command.input)}`, { cause: command.input });
  };
  const table = { ...services.table, client: Object.assign(Object.create(client), { send }) };
  const handler = httpFunction({ ...services, table, accessRules }, [putClient]);
  const route = routeOf("putClient");
  const given = { dateOfBirth: canaries.birthDate("where the store fails"), status: "ACTIVE" };
  const claims = { sub: "staff", permissions: `[${Permission.options.join(" ")}]`, token_use: "access" };
  const sent = { path: { clientId: "CAN-4" }, body: canaries.body(route, given), claims };
  const written = vi.spyOn(process.stdout, "write").mockImplementation((line) => logs.push(String(line)) > 0);
  const context = { awsRequestId: "r-1", getRemainingTimeInMillis: () => 5000 } as Context;
  const reply = await handler(request(`PUT ${route.path}`, sent), context).finally(() => written.mockRestore());
  expect(reply.statusCode).toBe(500);
  problems.push(JSON.stringify(reply));
}
