import { DomainError } from "./domain-error.ts";

/** Something stored that is not as it was written: its kind and its id. What is in it is not told. */
export interface UnreadableItem {
  readonly kind: string;
  /** Whose it is, if it is a client's. */
  readonly clientId?: string;
  readonly id: string;
}

/** Nothing can be answered, or decided, without what can't be read. */
export class Unreadable extends DomainError {
  readonly items: readonly UnreadableItem[];

  constructor(items: readonly UnreadableItem[], cause?: Error) {
    super("RECORD_UNREADABLE", `What is stored can't be read: ${items.map(inWords).join(", ")}. Nothing was changed.`, {
      cause,
    });
    this.items = items;
  }
}

/** `authorization A3001 of C1001` */
export function inWords({ kind, clientId, id }: UnreadableItem): string {
  return clientId === undefined || clientId === id ? `${kind} ${id}` : `${kind} ${id} of ${clientId}`;
}
