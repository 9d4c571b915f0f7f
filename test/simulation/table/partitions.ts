import type { Item } from "./stored-values.ts";

/** Items of one partition key; the order of their sort keys is worked out when somebody asks for it. */
class Partition {
  readonly items = new Map<string, Item>();
  #order: string[] | null = null;

  set(sort: string, item: Item): void {
    if (!this.items.has(sort)) this.#order = null;
    this.items.set(sort, item);
  }
  delete(sort: string): void {
    if (this.items.delete(sort)) this.#order = null;
  }
  inOrder(): readonly string[] {
    this.#order ??= [...this.items.keys()].sort();
    return this.#order;
  }
}

export interface KeyNames {
  readonly partition: string;
  readonly sort: string;
}

/** Where the items of a table are. */
export class Partitions {
  readonly names: KeyNames;
  readonly #partitions = new Map<string, Partition>();

  constructor(names: KeyNames) {
    this.names = names;
  }

  get(key: Item): Item | undefined {
    return this.#partitions.get(this.#part(key, "partition"))?.items.get(this.#part(key, "sort"));
  }

  set(item: Item): void {
    const partition = this.#part(item, "partition");
    let found = this.#partitions.get(partition);
    if (found === undefined) {
      found = new Partition();
      this.#partitions.set(partition, found);
    }
    found.set(this.#part(item, "sort"), item);
  }

  delete(key: Item): void {
    const partition = this.#part(key, "partition");
    const found = this.#partitions.get(partition);
    found?.delete(this.#part(key, "sort"));
    if (found?.items.size === 0) this.#partitions.delete(partition);
  }

  /** Items of a partition, by sort key. */
  *of(partition: string, direction: "forwards" | "backwards"): Generator<Item> {
    const found = this.#partitions.get(partition);
    if (found === undefined) return;
    const order = found.inOrder();
    for (let place = 0; place < order.length; place++) {
      const sort = order[direction === "forwards" ? place : order.length - 1 - place] as string;
      yield found.items.get(sort) as Item;
    }
  }

  count(partition: string): number {
    return this.#partitions.get(partition)?.items.size ?? 0;
  }

  *all(): Generator<Item> {
    for (const partition of this.#partitions.values()) yield* partition.items.values();
  }

  /** Partition and sort key as one text. */
  textOf(key: Item): string {
    return `${this.#part(key, "partition")}\n${this.#part(key, "sort")}`;
  }

  #part(key: Item, part: keyof KeyNames): string {
    const value = key[this.names[part]];
    if (typeof value !== "string" || value === "") throw new Error(`A key needs a text as ${this.names[part]}.`);
    return value;
  }
}
