import type { TemplateResult } from "lit";
import type { PriorAuthClient } from "../../../clients/typescript/src/index.ts";
import type { Choice } from "../../elements/field.ts";

/** A field of an entry's form. Its name is the one it has in the API, by which faults find it. */
export interface EntryField {
  readonly name: string;
  readonly label: string;
  /** `quantity` is a number that may be left out, `choices` several out of those that `choices` of the kind reads. */
  readonly type: "text" | "quantity" | "mark" | "choices";
  readonly hint?: string;
  readonly isWide?: true;
}

interface Column<Entry> {
  readonly heading: string;
  readonly cell: (entry: Entry) => TemplateResult | string;
}

/** What the setup has lists of, and how each is shown, added, changed and deleted. */
export interface CatalogKind<Entry extends { readonly version: number }> {
  readonly heading: string;
  readonly about: string;
  /** As a sentence has it: `payer`. */
  readonly noun: string;
  /** With its article, on the button that adds one: `a Payer`. */
  readonly one: string;
  /** The field that is in the path of its address. Given once, and never changed. */
  readonly idField: string;
  /** The field that people know an entry by. */
  readonly nameField: string;
  /** The field that an id is proposed from; absent where people choose the id themselves. */
  readonly proposedFrom?: string;
  /** What keeps an entry from being deleted. */
  readonly usedBy: string;
  readonly fields: readonly EntryField[];
  /** The first one is a row's heading. */
  readonly columns: readonly Column<Entry>[];
  readonly list: (api: PriorAuthClient, signal?: AbortSignal) => Promise<readonly Entry[]>;
  /**
   * @param body as typed: the API decides whether it is right
   * @param ifMatch the version that was read, 0 for none: nothing else is replaced
   * @returns warnings
   */
  readonly put: (api: PriorAuthClient, id: string, body: unknown, ifMatch: number) => Promise<readonly string[]>;
  readonly remove: (api: PriorAuthClient, id: string) => Promise<unknown>;
  readonly choices?: (api: PriorAuthClient) => Promise<readonly Choice[]>;
}

/** An entry's own value of a field, whatever kind it is. */
export function fieldOf(entry: object, name: string): unknown {
  return (entry as Readonly<Record<string, unknown>>)[name];
}
