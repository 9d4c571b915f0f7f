import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  DeleteCommand,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { AppliedTokens } from "./applied-tokens.ts";
import { type Condition, conditionOf, type Placeholders, updatedFields } from "./expressions.ts";
import { type KeyNames, Partitions } from "./partitions.ts";
import { type Item, storedCopy } from "./stored-values.ts";

/** One item before and after a write; undefined where it does not exist. */
export interface Change {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

type Action = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];
type Verb = keyof Action;
interface Input extends Placeholders {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

const placeholders = ["ExpressionAttributeNames", "ExpressionAttributeValues"];
const conditional = ["TableName", "ConditionExpression", "ReturnValuesOnConditionCheckFailure", ...placeholders];
/** All that may be asked for. Anything else is refused, so that nothing is left out unnoticed. */
const fields: Readonly<Record<Verb | "Get" | "Query" | "Keys" | "Transact" | "BatchGet", ReadonlySet<string>>> = {
  Put: new Set(["Item", ...conditional]),
  Update: new Set(["Key", "UpdateExpression", ...conditional]),
  Delete: new Set(["Key", ...conditional]),
  ConditionCheck: new Set(["Key", ...conditional]),
  Get: new Set(["TableName", "Key", "ConsistentRead"]),
  Query: new Set([
    ...["TableName", "KeyConditionExpression", "ConsistentRead", "ExclusiveStartKey", "Limit", "ScanIndexForward"],
    ...placeholders,
  ]),
  Keys: new Set(["Keys", "ConsistentRead"]),
  BatchGet: new Set(["RequestItems"]),
  Transact: new Set(["TransactItems", "ClientRequestToken"]),
};

function requireKnown(input: object, kind: keyof typeof fields): void {
  for (const name in input)
    if (!fields[kind].has(name) && (input as Record<string, unknown>)[name] !== undefined)
      throw new Error(`The simulated table knows no ${name} of a ${kind}.`);
}

/** Refused by DynamoDB before anything is looked at. */
class ValidationException extends Error {
  override readonly name = "ValidationException";
}

/** What DynamoDB allows of one transaction. */
const mostActions = 100;

/**
 * A table in memory that executes what `store/` sends, each command at once and whole. It knows these commands and their
 * fields, and throws for any other. Reads hand out the stored items themselves, which are frozen.
 */
export class InMemoryTable {
  readonly #name: string;
  readonly #partitions: Partitions;
  readonly #tokens = new AppliedTokens();
  readonly #nowMillis: () => number;
  /** Told of everything that one transaction changed. */
  onChanges: (changes: readonly Change[]) => void = () => {};

  constructor(name: string, keys: KeyNames, nowMillis: () => number) {
    this.#name = name;
    this.#partitions = new Partitions(keys);
    this.#nowMillis = nowMillis;
  }

  /** Answers what the document client would; throws the SDK's errors. */
  execute(command: object): object {
    if (command instanceof GetCommand) return this.#get(command.input);
    if (command instanceof BatchGetCommand) return this.#batchGet(command.input);
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof TransactWriteCommand) return this.#transact(command.input);
    if (command instanceof DeleteCommand) return this.#delete(command.input as Input);
    throw new Error(`The simulated table knows no ${command.constructor.name}.`);
  }

  /** Whether a transaction with this token was stored of late. */
  hasApplied(token: string | undefined): boolean {
    return token !== undefined && this.#tokens.has(token, this.#nowMillis());
  }

  items(): Iterable<Item> {
    return this.#partitions.all();
  }

  /** How many items a partition has. */
  count(partition: string): number {
    return this.#partitions.count(partition);
  }

  /** Deletes an item as time to live does: by itself, outside of any transaction. */
  expire(item: Item): void {
    this.#partitions.delete(item);
  }

  #get(input: { TableName: string | undefined; Key: Item | undefined }) {
    requireKnown(input, "Get");
    this.#requireThisTable(input);
    const Item = this.#partitions.get(input.Key ?? {});
    return Item === undefined ? {} : { Item };
  }

  #batchGet(input: BatchGetCommandInput) {
    requireKnown(input, "BatchGet");
    const Responses: Record<string, Item[]> = {};
    for (const [TableName, wanted] of Object.entries(input.RequestItems ?? {})) {
      this.#requireThisTable({ TableName });
      requireKnown(wanted, "Keys");
      const keys = (wanted.Keys ?? []) as Item[];
      this.#requireDistinct(keys, "Provided list of item keys contains duplicates");
      Responses[TableName] = keys.map((key) => this.#partitions.get(key)).filter((item) => item !== undefined);
    }
    return { Responses, UnprocessedKeys: {} };
  }

  #query(input: QueryCommandInput) {
    requireKnown(input, "Query");
    this.#requireThisTable(input);
    const { KeyConditionExpression = "", Limit, ExclusiveStartKey } = input;
    const [, name = "", value = ""] = /^(#\w+) = (:\w+)(?: AND .+)?$/.exec(KeyConditionExpression) ?? [];
    const partition = input.ExpressionAttributeValues?.[value];
    if (input.ExpressionAttributeNames?.[name] !== this.#partitions.names.partition || typeof partition !== "string")
      throw new ValidationException(`The simulated table does not know "${KeyConditionExpression}".`);
    const holds = conditionOf(KeyConditionExpression, input as Placeholders);
    const forwards = input.ScanIndexForward ?? true;
    const { sort } = this.#partitions.names;
    const isAfterStart = (item: Item) =>
      ExclusiveStartKey === undefined ||
      (forwards ? (item[sort] as string) > ExclusiveStartKey[sort] : (item[sort] as string) < ExclusiveStartKey[sort]);
    const Items: Item[] = [];
    for (const item of this.#partitions.of(partition, forwards ? "forwards" : "backwards")) {
      if (!isAfterStart(item) || !holds(item, input as Placeholders)) continue;
      Items.push(item);
      if (Items.length === Limit) return { Items, LastEvaluatedKey: this.#keyOf(item) };
    }
    return { Items };
  }

  #delete(input: Input) {
    requireKnown(input, "Delete");
    this.#requireThisTable(input);
    if (input.ConditionExpression !== undefined)
      throw new Error("The simulated table deletes alone without condition.");
    this.#apply([this.#change("Delete", input)]);
    return {};
  }

  #transact(input: TransactWriteCommandInput) {
    requireKnown(input, "Transact");
    const actions = (input.TransactItems ?? []).map((action) => this.#checked(action));
    if (actions.length < 1 || actions.length > mostActions)
      throw new ValidationException(`A transaction has 1 to ${mostActions} actions, not ${actions.length}.`);
    this.#requireDistinct(
      actions.map(({ input: { Item, Key } }) => Item ?? Key ?? {}),
      "Transaction request cannot include multiple operations on one item",
    );
    const token = input.ClientRequestToken;
    if (token !== undefined && this.#tokens.wasApplied(token, input.TransactItems, this.#nowMillis())) return {};
    const reasons = actions.map((action) => this.#refusal(action));
    if (reasons.some(({ Code }) => Code !== "None"))
      throw new TransactionCanceledException({
        $metadata: {},
        message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(", ")}]`,
        CancellationReasons: reasons,
      });
    this.#apply(actions.flatMap(({ verb, input }) => (verb === "ConditionCheck" ? [] : [this.#change(verb, input)])));
    if (token !== undefined) this.#tokens.keep(token, input.TransactItems, this.#nowMillis());
    return {};
  }

  #checked(action: Action): { verb: Verb; input: Input; condition: Condition } {
    const [[verb, input] = [], ...more] = Object.entries(action) as [Verb, Input][];
    if (verb === undefined || input === undefined || more.length > 0)
      throw new ValidationException("Each action of a transaction is one of Put, Update, Delete, ConditionCheck.");
    requireKnown(input, verb);
    this.#requireThisTable(input);
    if (verb === "ConditionCheck" && input.ConditionExpression === undefined)
      throw new ValidationException("A ConditionCheck needs a condition.");
    return { verb, input, condition: conditionOf(input.ConditionExpression, input, input.UpdateExpression) };
  }

  #refusal({ input, condition }: { input: Input; condition: Condition }) {
    const current = this.#partitions.get(input.Item ?? input.Key ?? {});
    if (condition(current, input)) return { Code: "None" };
    return {
      Code: "ConditionalCheckFailed",
      Message: "The conditional request failed",
      // Wire form, as the document client leaves it.
      ...(current !== undefined &&
        input.ReturnValuesOnConditionCheckFailure === "ALL_OLD" && { Item: marshall(current) }),
    };
  }

  #change(verb: Exclude<Verb, "ConditionCheck">, input: Input): Change {
    const before = this.#partitions.get(input.Item ?? input.Key ?? {});
    switch (verb) {
      case "Put":
        return { before, after: storedCopy(input.Item as Item) };
      case "Delete":
        return { before, after: undefined };
      case "Update": {
        const changed = updatedFields(input.UpdateExpression ?? "", before, input);
        return { before, after: storedCopy({ ...before, ...input.Key, ...changed }) };
      }
    }
  }

  #apply(changes: readonly Change[]): void {
    for (const { before, after } of changes) {
      if (after !== undefined) this.#partitions.set(after);
      else if (before !== undefined) this.#partitions.delete(before);
    }
    this.onChanges(changes);
  }

  #keyOf(item: Item): Item {
    const { partition, sort } = this.#partitions.names;
    return { [partition]: item[partition], [sort]: item[sort] };
  }

  #requireThisTable({ TableName }: { TableName?: string | undefined }): void {
    if (TableName !== this.#name) throw new Error(`There is no table ${TableName}.`);
  }

  #requireDistinct(keys: readonly Item[], message: string): void {
    if (new Set(keys.map((key) => this.#partitions.textOf(key))).size < keys.length)
      throw new ValidationException(message);
  }
}
