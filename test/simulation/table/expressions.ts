import { compared, type Item, sameValue } from "./stored-values.ts";

export interface Placeholders {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined;
}

type Evaluate<Result> = (item: Item | undefined, given: Placeholders) => Result;
export type Condition = Evaluate<boolean>;

/** A read expression, and the placeholders that it uses. */
interface Read<Result> {
  readonly evaluate: Evaluate<Result>;
  readonly names: number;
  readonly values: number;
}

/** An expression that this table can't evaluate, or that DynamoDB would refuse. */
class ExpressionRefused extends Error {
  override readonly name = "ExpressionRefused";
}

/** Reads expressions of conditions and updates: what `store/` uses of them, and refuses the rest. */
class Reader {
  readonly #text: string;
  readonly #tokens: readonly string[];
  #next = 0;
  readonly names = new Set<string>();
  readonly values = new Set<string>();

  constructor(text: string) {
    this.#text = text;
    this.#tokens = text.match(/[#:]?\w+|<=|>=|<>|\S/g) ?? [];
  }

  get peeked(): string {
    return this.#tokens[this.#next] ?? "";
  }
  get isAtEnd(): boolean {
    return this.#next === this.#tokens.length;
  }

  refuse(): never {
    throw new ExpressionRefused(`The simulated table does not know "${this.#text}", at "${this.peeked}".`);
  }
  take(token: string): boolean {
    if (this.peeked !== token) return false;
    this.#next += 1;
    return true;
  }
  need(token: string): void {
    if (!this.take(token)) this.refuse();
  }

  /** A `#name`. Names written out are refused: many words are reserved. */
  name(): string {
    const token = this.peeked;
    if (!token.startsWith("#")) this.refuse();
    this.#next += 1;
    this.names.add(token);
    return token;
  }
  /** A `#name` with what the item holds there, or a `:value`. */
  operand(): Evaluate<unknown> {
    const token = this.peeked;
    if (token.startsWith("#")) {
      const name = this.name();
      return (item, given) => item?.[givenName(given, name)];
    }
    if (!token.startsWith(":")) this.refuse();
    this.#next += 1;
    this.values.add(token);
    return (_, given) => givenValue(given, token);
  }
}

function givenName({ ExpressionAttributeNames }: Placeholders, placeholder: string): string {
  const name = ExpressionAttributeNames?.[placeholder];
  if (name === undefined) throw new ExpressionRefused(`There is no name for ${placeholder}.`);
  return name;
}
function givenValue({ ExpressionAttributeValues }: Placeholders, placeholder: string): unknown {
  const value = ExpressionAttributeValues?.[placeholder];
  if (value === undefined) throw new ExpressionRefused(`There is no value for ${placeholder}.`);
  return value;
}

function either(reader: Reader): Condition {
  let read = all(reader);
  while (reader.take("OR")) {
    const [left, right] = [read, all(reader)];
    read = (item, given) => left(item, given) || right(item, given);
  }
  return read;
}

function all(reader: Reader): Condition {
  let read = single(reader);
  while (reader.take("AND")) {
    const [left, right] = [read, single(reader)];
    read = (item, given) => left(item, given) && right(item, given);
  }
  return read;
}

function single(reader: Reader): Condition {
  if (reader.take("NOT")) {
    const inner = single(reader);
    return (item, given) => !inner(item, given);
  }
  if (reader.take("(")) {
    const inner = either(reader);
    reader.need(")");
    return inner;
  }
  for (const [word, isThere] of [
    ["attribute_exists", true],
    ["attribute_not_exists", false],
  ] as const) {
    if (!reader.take(word)) continue;
    reader.need("(");
    const name = reader.name();
    reader.need(")");
    return (item, given) => (item?.[givenName(given, name)] !== undefined) === isThere;
  }
  if (reader.take("begins_with")) {
    reader.need("(");
    const text = reader.operand();
    reader.need(",");
    const prefix = reader.operand();
    reader.need(")");
    return (item, given) => {
      const value = text(item, given);
      return typeof value === "string" && value.startsWith(String(prefix(item, given)));
    };
  }
  return comparison(reader);
}

const comparators: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  "=": (a, b) => a !== undefined && sameValue(a, b),
  "<": (a, b) => (compared(a, b) ?? 1) < 0,
  "<=": (a, b) => (compared(a, b) ?? 1) <= 0,
  ">": (a, b) => (compared(a, b) ?? -1) > 0,
  ">=": (a, b) => (compared(a, b) ?? -1) >= 0,
};

function comparison(reader: Reader): Condition {
  const left = reader.operand();
  if (reader.take("BETWEEN")) {
    const least = reader.operand();
    reader.need("AND");
    const most = reader.operand();
    return (item, given) => {
      const value = left(item, given);
      return (compared(value, least(item, given)) ?? -1) >= 0 && (compared(value, most(item, given)) ?? 1) <= 0;
    };
  }
  const sign = reader.peeked;
  const compare = comparators[sign];
  if (compare === undefined) reader.refuse();
  reader.need(sign);
  const right = reader.operand();
  return (item, given) => compare(left(item, given), right(item, given));
}

/** `ADD #count :by` and `SET #field = :value`, any number of each. */
function changes(reader: Reader): Evaluate<Record<string, unknown>> {
  const parts: ((changed: Record<string, unknown>, item: Item | undefined, given: Placeholders) => void)[] = [];
  do {
    const isAdd = reader.take("ADD");
    if (!isAdd) reader.need("SET");
    do {
      const name = reader.name();
      if (!isAdd) reader.need("=");
      const value = reader.operand();
      parts.push((changed, item, given) => {
        const field = givenName(given, name);
        changed[field] = isAdd ? sum(item?.[field] ?? 0, value(item, given)) : value(item, given);
      });
    } while (reader.take(","));
  } while (!reader.isAtEnd);
  return (item, given) => {
    const changed: Record<string, unknown> = {};
    for (const part of parts) part(changed, item, given);
    return changed;
  };
}

function sum(a: unknown, b: unknown): number {
  if (typeof a !== "number" || typeof b !== "number") throw new ExpressionRefused("ADD is for numbers here.");
  return a + b;
}

/** Expressions are few and come again and again. */
const known = { condition: new Map<string, Read<boolean>>(), update: new Map<string, Read<Record<string, unknown>>>() };

function read<Result>(kept: Map<string, Read<Result>>, text: string, how: (reader: Reader) => Evaluate<Result>) {
  let found = kept.get(text);
  if (found === undefined) {
    const reader = new Reader(text);
    const evaluate = how(reader);
    if (!reader.isAtEnd) reader.refuse();
    found = { evaluate, names: reader.names.size, values: reader.values.size };
    kept.set(text, found);
  }
  return found;
}

const sizeOf = (record: object | undefined) => (record === undefined ? 0 : Object.keys(record).length);

/** DynamoDB refuses names and values that no expression uses. */
function requireAllUsed(given: Placeholders, ...used: (Read<unknown> | undefined)[]): void {
  const total = (of: "names" | "values") => used.reduce((sum, each) => sum + (each?.[of] ?? 0), 0);
  const { ExpressionAttributeNames, ExpressionAttributeValues } = given;
  if (sizeOf(ExpressionAttributeNames) > total("names") || sizeOf(ExpressionAttributeValues) > total("values"))
    throw new ExpressionRefused("A placeholder is given that no expression uses.");
}

/** The condition of a write; one that has none always holds. */
export function conditionOf(text: string | undefined, given: Placeholders, update?: string): Condition {
  const condition = text === undefined ? undefined : read(known.condition, text, either);
  const updating = update === undefined ? undefined : read(known.update, update, changes);
  requireAllUsed(given, condition, updating);
  return condition?.evaluate ?? (() => true);
}

/** The fields that an update sets. */
export function updatedFields(text: string, item: Item | undefined, given: Placeholders): Record<string, unknown> {
  return read(known.update, text, changes).evaluate(item, given);
}
