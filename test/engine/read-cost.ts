import type { OpenedTable } from "../../store/opened-table.ts";

/** One command that was sent to the table. */
export interface Sent {
  readonly command: string;
  readonly partition: unknown;
  readonly readUnits: number;
}

/** From now on keeps what is sent through a table's client, with the read units that it consumed. */
export function watched({ client }: OpenedTable): Sent[] {
  const sent: Sent[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const input = args.input as { ReturnConsumedCapacity?: string } & Input;
      input.ReturnConsumedCapacity = "TOTAL";
      const result = await next(args);
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: { CapacityUnits?: number } };
      sent.push({
        command: String(context["commandName"]),
        partition: input.Key?.["PK"] ?? input.ExpressionAttributeValues?.[":pk"],
        readUnits: ConsumedCapacity?.CapacityUnits ?? Number.NaN,
      });
      return result;
    },
    { step: "initialize", name: "watched" },
  );
  return sent;
}

interface Input {
  readonly Key?: Record<string, unknown>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}
