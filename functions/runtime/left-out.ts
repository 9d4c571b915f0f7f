import type { UnreadableItem } from "../../domain/unreadable.ts";

/** What a reply says of what it leaves out; nothing where it has all. */
export function left(unreadable: readonly UnreadableItem[]): { readonly unreadable?: UnreadableItem[] } {
  return unreadable.length === 0 ? {} : { unreadable: [...unreadable] };
}

/** What a reply says that it leaves out. */
export function leftOutOf(body: unknown): readonly UnreadableItem[] {
  const { unreadable = [] } = (body ?? {}) as { readonly unreadable?: readonly UnreadableItem[] };
  return unreadable;
}
