import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { TestServices } from "./handlers-in-process.ts";

/** What a process that is killed never answers. */
export class Killed extends Error {}

/** Services of a process that is killed after so many transactions: it asks the table nothing more. */
export function killedAfter<Services extends TestServices>(services: Services, transactions: number): Services {
  const { client } = services.table;
  let left = transactions;
  const send = (command: object) => {
    if (command instanceof TransactWriteCommand && left-- <= 0) return Promise.reject(new Killed());
    return client.send(command as TransactWriteCommand);
  };
  return { ...services, table: { ...services.table, client: { send } as unknown as typeof client } };
}
