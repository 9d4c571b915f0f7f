import type { OpenedTable } from "../../store/opened-table.ts";

/** One command that was sent to the table. */
export interface Sent {
  readonly command: string;
  /** Of the index that was read, or of the table. */
  readonly partition: unknown;
  readonly index?: string;
  /** None of one that was refused. */
  readonly readUnits: number;
}

/** From now on keeps what is sent through a table's client, with the read units that it consumed. */
export function watched({ client }: OpenedTable): Sent[] {
  const sent: Sent[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const input = args.input as { ReturnConsumedCapacity?: string } & Input;
      input.ReturnConsumedCapacity = "TOTAL";
      const { Key, ExpressionAttributeValues, IndexName: index } = input;
      const command = String(context["commandName"]);
      const partition = Key?.["PK"] ?? ExpressionAttributeValues?.[":pk"];
      const one = { command, partition, ...(index !== undefined && { index }), readUnits: 0 };
      sent.push(one);
      const result = await next(args);
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: Consumed | readonly Consumed[] };
      // A batch or a transaction tells it for each table.
      for (const { CapacityUnits = Number.NaN } of [ConsumedCapacity ?? {}].flat()) one.readUnits += CapacityUnits;
      return result;
    },
    { step: "initialize", name: "watched" },
  );
  return sent;
}

interface Consumed {
  readonly CapacityUnits?: number;
}

interface Input {
  readonly IndexName?: string;
  readonly Key?: Record<string, unknown>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}
