import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { Random } from "../random.ts";

type Action = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

const name = "#pk";
const names = { "#pk": "PK", "#sk": "SK" };

/** Conditions and updates as `store/` writes them, over few keys and values, so that they hold and fail about equally. */
export class RandomCommands {
  readonly #table: string;
  readonly #random: Random;
  #tokens = 0;
  #last: TransactWriteCommand | undefined;

  constructor(table: string, random: Random) {
    this.#table = table;
    this.#random = random;
  }

  next() {
    const random = this.#random;
    const TableName = this.#table;
    switch (random.below(8)) {
      case 0:
        return new GetCommand({ TableName, Key: this.#key(), ConsistentRead: true });
      case 1: {
        const Keys = random.shuffled(this.#everyKey()).slice(0, random.between(1, 6));
        return new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } });
      }
      case 2:
      case 3:
        return this.#query();
      case 4:
        return new DeleteCommand({ TableName, Key: this.#key() });
      default: {
        const keys = random.shuffled(this.#everyKey()).slice(0, random.between(1, 4));
        const TransactItems = keys.map((key) => this.#action(key));
        if (random.chance(0.5)) return new TransactWriteCommand({ TransactItems });
        // Sent again now and then, as after a lost reply.
        if (this.#last !== undefined && random.chance(0.3)) return this.#last;
        this.#tokens += 1;
        const ClientRequestToken = `${TableName}-${this.#tokens}`;
        this.#last = new TransactWriteCommand({ TransactItems, ClientRequestToken });
        return this.#last;
      }
    }
  }

  #everyKey() {
    return ["A", "B", "C"].flatMap((PK) => ["X#1", "X#2", "Y#1", "Y#2", "Y#3"].map((SK) => ({ PK, SK })));
  }

  #key() {
    return this.#random.pick(this.#everyKey());
  }

  #query() {
    const random = this.#random;
    const [condition, values] = random.pick([
      ["", {}],
      [" AND begins_with(#sk, :prefix)", { ":prefix": random.pick(["X#", "Y#", "Z"]) }],
      [
        " AND #sk BETWEEN :first AND :last",
        { ":first": random.pick(["X#2", "Y"]), ":last": random.pick(["Y#2", "Y~"]) },
      ],
    ] as const);
    return new QueryCommand({
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: `#pk = :pk${condition}`,
      ExpressionAttributeNames: condition === "" ? { "#pk": "PK" } : names,
      ExpressionAttributeValues: { ":pk": random.pick(["A", "B", "C"]), ...values },
      ...(random.chance(0.5) && { Limit: random.between(1, 4) }),
      ...(random.chance(0.5) && { ScanIndexForward: random.chance(0.5) }),
    });
  }

  #action(key: { PK: string; SK: string }): Action {
    const random = this.#random;
    const condition = this.#condition();
    const table = { TableName: this.#table, ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
    const common = { ...table, ...condition };
    switch (random.below(5)) {
      case 0:
      case 1:
        return { Put: { ...common, Item: { ...key, ...this.#fields() } } };
      case 2:
        return { Delete: { ...common, Key: key } };
      case 3:
        return { ConditionCheck: { ...common, ...(condition ?? this.#notThere()), Key: key } };
      default:
        return {
          Update: {
            ...table,
            Key: key,
            UpdateExpression: "ADD #count :by SET #kind = :kind",
            ExpressionAttributeNames: { "#count": "count", "#kind": "kind" },
            ExpressionAttributeValues: { ":by": random.between(-1, 1), ":kind": "counted" },
          },
        };
    }
  }

  #notThere() {
    return { ConditionExpression: `attribute_not_exists(${name})`, ExpressionAttributeNames: { [name]: "PK" } };
  }

  #condition() {
    const random = this.#random;
    return random.pick([
      undefined,
      this.#notThere(),
      { ConditionExpression: `attribute_exists(${name})`, ExpressionAttributeNames: { [name]: "PK" } },
      {
        ConditionExpression: "#version = :version",
        ExpressionAttributeNames: { "#version": "version" },
        ExpressionAttributeValues: { ":version": random.between(1, 2) },
      },
      {
        ConditionExpression: `attribute_not_exists(${name}) OR #expires <= :now`,
        ExpressionAttributeNames: { [name]: "PK", "#expires": "expires" },
        ExpressionAttributeValues: { ":now": random.between(1, 3) },
      },
      {
        ConditionExpression: `attribute_not_exists(${name}) OR #count = :zero`,
        ExpressionAttributeNames: { [name]: "PK", "#count": "count" },
        ExpressionAttributeValues: { ":zero": 0 },
      },
      {
        ConditionExpression: "NOT (#version < :version AND NOT #kind = :kind) AND #expires BETWEEN :one AND :two",
        ExpressionAttributeNames: { "#version": "version", "#kind": "kind", "#expires": "expires" },
        ExpressionAttributeValues: { ":version": 2, ":kind": "counted", ":one": 1, ":two": 2 },
      },
    ]);
  }

  #fields() {
    const random = this.#random;
    return {
      kind: random.pick(["counted", "other"]),
      version: random.between(1, 2),
      ...(random.chance(0.5) && { expires: random.between(1, 3) }),
      ...(random.chance(0.3) && { nested: { list: [1, "two", null, true], empty: {} }, left: undefined }),
    };
  }
}
