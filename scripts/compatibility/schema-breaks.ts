import { longestText } from "./longest-text.ts";
import {
  alternatives,
  isRequired,
  listedValues,
  namedValues,
  type Placed,
  propertiesOf,
  type Schema,
} from "./schema.ts";

/**
 * Whether we give a value or take it. What we give may become narrower, what we take wider; otherwise somebody who kept to the
 * older schema is hurt.
 */
export interface Way {
  readonly way: "given" | "taken";
  /** Whether a field that is added must be optional even in what we give, as in events, whose older samples stay valid. */
  readonly addsOnlyOptional: boolean;
}

export const reply: Way = { way: "given", addsOnlyOptional: false };
export const request: Way = { way: "taken", addsOnlyOptional: false };
export const publishedEvent: Way = { way: "given", addsOnlyOptional: true };
export const eventTakenIn: Way = { way: "taken", addsOnlyOptional: true };

/** Every way in which `after` breaks those who know `before`, each with the place in the value. Empty: it breaks nobody. */
export function schemaBreaks(before: Placed, after: Placed, way: Way, place = ""): string[] {
  const [older, newer] = [alternatives(before), alternatives(after)];
  // Each alternative that somebody may send must still be taken; each that we may give must have been known.
  const [judged, known] = way.way === "taken" ? [older, newer] : [newer, older];
  return judged.flatMap((one, index) => {
    const attempts = known.map((other) => {
      const [first, second] = way.way === "taken" ? [one, other] : [other, one];
      return alternativeBreaks(first, second, way, place);
    });
    const sameType = attempts.filter((_, place) => {
      const [first, second] = way.way === "taken" ? [one, known[place]] : [known[place], one];
      return (
        first !== undefined && second !== undefined && typeBreak(first.schema, second.schema, way, "") === undefined
      );
    });
    // Compared with the alternative of the same type that fits best; of several, with the one at the same place.
    return (sameType.length > 0 ? sameType : attempts).reduce(
      (best, each) => (each.length < best.length ? each : best),
      attempts[index] ?? attempts[0] ?? [],
    );
  });
}

function alternativeBreaks(before: Placed, after: Placed, way: Way, place: string): string[] {
  const where = place === "" ? "the whole" : place;
  const changed = typeBreak(before.schema, after.schema, way, where);
  if (changed !== undefined) {
    return [changed];
  }
  return [
    ...valueBreaks(before.schema, after.schema, way, where),
    ...(way.way === "given" ? openBreaks(before.schema, after.schema, where) : []),
    ...(way.way === "taken" ? limitBreaks(before.schema, after.schema, where) : []),
    ...formBreaks(before.schema, after.schema, way, where),
    ...fieldBreaks(before, after, way, place),
    ...partBreaks("items", before, after, way, `${place}/*`),
    ...partBreaks("additionalProperties", before, after, way, `${place}/*`),
  ];
}

/** Types, or those of the values that are listed. Anything goes where there is none. */
function typeOf(schema: Schema): unknown {
  const [value] = listedValues(schema) ?? [];
  return schema["type"] ?? (value === undefined ? undefined : value === null ? "null" : typeof value);
}

function typeBreak(before: Schema, after: Schema, { way }: Way, where: string): string | undefined {
  const [older, newer] = [typeOf(before), typeOf(after)];
  const [narrow, wide] = way === "given" ? [newer, older] : [older, newer];
  const fits = narrow === wide || wide === undefined || (narrow === "integer" && wide === "number");
  return fits ? undefined : `${where} was ${older ?? "anything"} and is ${newer ?? "anything"}`;
}

/** Values of an enumeration that was open may be added in what we give. One that is gone may have been renamed. */
function openBreaks(before: Schema, after: Schema, where: string): string[] {
  const [older, newer] = [namedValues(before), namedValues(after)];
  if (older === undefined) return [];
  if (newer === undefined) return [`${where} is an open enumeration no more`];
  const gone = older.filter((value) => !newer.includes(value));
  return gone.length === 0 ? [] : [`${where} is never ${list(gone)} any more`];
}

function valueBreaks(before: Schema, after: Schema, { way }: Way, where: string): string[] {
  const [older, newer] = [listedValues(before), listedValues(after)];
  const [allowed, used] = way === "given" ? [older, newer] : [newer, older];
  if (allowed === undefined) {
    return [];
  }
  if (used === undefined) {
    return [way === "given" ? `${where} may be any value now` : `${where} may be listed values only`];
  }
  const others = used.filter((value) => !allowed.includes(value));
  if (others.length === 0) {
    return [];
  }
  return [way === "given" ? `${where} may be ${list(others)} now` : `${where} may not be ${list(others)} any more`];
}

function list(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

/** Limits of what is taken. Those of what is given are no promise: a longer name is no other kind of value. */
function limitBreaks(before: Schema, after: Schema, where: string): string[] {
  const limit = (schema: Schema, keyword: string, none: number) => Number(schema[keyword] ?? none);
  const lower = ["minLength", "minimum", "minItems"].filter(
    (keyword) => limit(after, keyword, -Infinity) > limit(before, keyword, -Infinity),
  );
  const upper = ["maxLength", "maximum", "maxItems"].filter(
    (keyword) => limit(after, keyword, Infinity) < limit(before, keyword, Infinity),
  );
  // A limit that pattern or format implied already refuses nothing more.
  const told = [...lower, ...upper].filter(
    (keyword) => keyword !== "maxLength" || limit(after, keyword, Infinity) < longestText(before),
  );
  const closed = after["additionalProperties"] === false && before["additionalProperties"] !== false;
  return [
    ...told.map((keyword) => `${where} has ${keyword} ${after[keyword]}, was ${before[keyword] ?? "none"}`),
    ...(after["uniqueItems"] === true && before["uniqueItems"] !== true
      ? [`${where} takes no entry twice any more`]
      : []),
    ...(closed ? [`${where} takes no other fields any more`] : []),
  ];
}

/** Patterns can't be compared: another one is a break if values are taken. */
function formBreaks(before: Schema, after: Schema, { way }: Way, where: string): string[] {
  const stays = (keyword: string) => {
    const [promise, other] = way === "given" ? [before, after] : [after, before];
    return promise[keyword] === undefined || promise[keyword] === other[keyword];
  };
  const told = (keyword: string) =>
    `${where} has ${keyword} ${after[keyword] ?? "none"}, was ${before[keyword] ?? "none"}`;
  return (way === "given" ? ["format"] : ["format", "pattern"]).filter((keyword) => !stays(keyword)).map(told);
}

function fieldBreaks(before: Placed, after: Placed, way: Way, place: string): string[] {
  const [older, newer] = [propertiesOf(before), propertiesOf(after)];
  const kept = [...older].flatMap(([name, field]) => {
    const where = `${place}/${name}`;
    const now = newer.get(name);
    if (now === undefined) {
      return [`${where} is gone`];
    }
    const [wasRequired, mustBe] = [isRequired(before, name), isRequired(after, name)];
    return [
      ...(way.way === "given" && wasRequired && !mustBe ? [`${where} may be missing now`] : []),
      ...(way.way === "taken" && !wasRequired && mustBe ? [`${where} is required now`] : []),
      ...schemaBreaks(field, now, way, where),
    ];
  });
  const added = [...newer.keys()].filter((name) => !older.has(name) && isRequired(after, name));
  const refused = way.way === "taken" || way.addsOnlyOptional;
  return [...kept, ...(refused ? added.map((name) => `${place}/${name} is new and required`) : [])];
}

/** The schema of a list's or a record's entries, where both have one. */
function partBreaks(keyword: string, before: Placed, after: Placed, way: Way, place: string): string[] {
  const [older, newer] = [before.schema[keyword], after.schema[keyword]];
  if (typeof older !== "object" || older === null || typeof newer !== "object" || newer === null) {
    return [];
  }
  const placed = (schema: object, { document }: Placed): Placed => ({ schema: schema as Schema, document });
  return schemaBreaks(placed(older, before), placed(newer, after), way, place);
}
