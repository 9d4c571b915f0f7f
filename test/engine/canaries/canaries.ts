import * as z from "zod/mini";
import type { RouteContract } from "../../../api/route.ts";
import { type Leaf, schemaLeaves } from "../../api/schema-leaves.ts";

type Json = Record<string, unknown>;

/**
 * Texts and birth dates that stand nowhere else, one for each field that people fill: whatever of them is found where no content of
 * a client may be says which field leaked.
 */
export class Canaries {
  private readonly planted = new Map<string, string>();
  private made = 0;

  /** A text that is nowhere else. */
  text(place: string): string {
    this.made += 1;
    const text = `Cnry${String(this.made).padStart(4, "0")}Zq`;
    this.planted.set(text, place);
    return text;
  }

  /** A birth date of nobody. */
  birthDate(place: string): string {
    this.made += 1;
    const date = `19${10 + (this.made % 80)}-07-${10 + (this.made % 19)}`;
    this.planted.set(date, place);
    return date;
  }

  /**
   * A body that has everything which its schema describes: `given` what programs understand, and a canary in each text of free choice.
   * Throws where a field has neither, so that a new field can't be forgotten; `without` names those that exclude others.
   */
  body({ operationId, body: schema }: RouteContract, given: Json, without: readonly string[] = []): Json {
    const body = structuredClone(given);
    const leaves = schemaLeaves(schema).filter(({ path }) => !without.includes(path.join(".")));
    for (const leaf of leaves) {
      const place = `${operationId} ${leaf.path.join(".")}`;
      const isGiven = valueAt(body, leaf.path) !== undefined;
      if (isFreeText(leaf)) {
        if (isGiven) throw new Error(`${place} is free text: its canary is made here.`);
        put(body, leaf.path, this.text(place));
      } else if (!isGiven && leaf.schema._zod.def.type !== "array") throw new Error(`${place} needs a value.`);
    }
    return body;
  }

  /** The fields of which something stands in a text: as it is, in another case, encoded for a URL or in base64. */
  foundIn(text: string): string[] {
    const readings = [text, decoded(text), ...(text.match(/[\w+/-]{12,}={0,2}/g) ?? []).flatMap(fromBase64)];
    const all = readings.join("\n").toLowerCase();
    return [...this.planted].flatMap(([canary, place]) => (all.includes(canary.toLowerCase()) ? [place] : []));
  }
}

/** Whether somebody may write there what he likes. */
function isFreeText({ schema }: Leaf): boolean {
  return schema._zod.def.type === "string" && z.safeParse(schema, "Two words").success;
}

function valueAt(body: unknown, path: Leaf["path"]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | null | undefined)?.[step], body);
}

function put(body: Json, path: Leaf["path"], value: unknown): void {
  const [last = "", ...before] = [...path].reverse();
  let inner: Record<string, unknown> = body;
  for (const [index, step] of before.reverse().entries()) {
    inner[step] ??= typeof path[index + 1] === "number" ? [] : {};
    inner = inner[step] as Record<string, unknown>;
  }
  inner[last] = value;
}

function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll("%", ""), "hex").toString("utf8"));
}

/** What a run of letters means, wherever in it base64 begins. */
function fromBase64(letters: string): string[] {
  return [0, 1, 2, 3].map((from) => Buffer.from(letters.slice(from), "base64").toString("utf8"));
}
