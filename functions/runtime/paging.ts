import { createHmac, timingSafeEqual } from "node:crypto";
import { defaultPageSize } from "../../api/paging.ts";
import { DomainError } from "../../domain/domain-error.ts";
import type { Actor } from "../../domain/permission.ts";

/** The cursors that this user gets from a query with these parameters. */
export type CursorsOf = (actor: Pick<Actor, "userId">, query: string, asked?: object) => Cursors;

/** `key`: the agency's own, so that no other agency's cursors are taken. Another key only makes open cursors invalid. */
export function cursorsWith(key: string): CursorsOf {
  return ({ userId }, query, asked = {}) => new Cursors(key, [userId, query, asked]);
}

/** So many bytes of an HMAC can't be guessed, and a cursor stays short. */
const markBytes = 16;

/**
 * A cursor is where its page ended, behind a mark of that place, the query, its parameters and the user, which nobody can make
 * without the key (ADR 57). So a place that comes back is one that this query gave to this user.
 */
class Cursors {
  readonly #key: string;
  readonly #of: readonly unknown[];

  constructor(key: string, of: readonly unknown[]) {
    this.#key = key;
    this.#of = of;
  }

  /** The cursor of the page that begins after a place, or with it, as the query has it. */
  at(place: string): string {
    return Buffer.concat([this.#mark(place), Buffer.from(place)]).toString("base64url");
  }

  /** The place of a cursor. Throws for one that this query didn't give to this user. */
  placeOf(cursor: string | undefined): string | undefined {
    if (cursor === undefined) return undefined;
    const bytes = Buffer.from(cursor, "base64url");
    const place = bytes.subarray(markBytes).toString("utf8");
    const mark = bytes.subarray(0, markBytes);
    // Compared as it was given, too: base64url has several texts for the same bytes, and passes over what is none.
    if (mark.length < markBytes || !timingSafeEqual(mark, this.#mark(place)) || this.at(place) !== cursor)
      throw invalidCursor();
    return place;
  }

  /** The same for places that `read` understands. Null there: a release before gave the cursor, whose places were others. */
  readPlace<Place>(cursor: string | undefined, read: (place: string) => Place | null): Place | undefined {
    const place = this.placeOf(cursor);
    if (place === undefined) return undefined;
    const known = read(place);
    if (known === null) throw invalidCursor();
    return known;
  }

  #mark(place: string): Buffer {
    const marked = JSON.stringify([...this.#of, place]);
    return createHmac("sha256", this.#key).update(marked).digest().subarray(0, markBytes);
  }
}

export function invalidCursor(): DomainError {
  const message = "is not a cursor that this query gave";
  return new DomainError("VALIDATION_FAILED", `The request has 1 fault(s): ?cursor ${message}.`, {
    faults: [{ pointer: "?cursor", code: "INVALID_CURSOR", message }],
  });
}

export function pageSize(limit: string | undefined): number {
  return limit === undefined ? defaultPageSize : Number(limit);
}
