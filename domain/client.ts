import * as z from "zod/mini";
import { CalendarDate } from "./calendar.ts";
import { handlingMarks } from "./handling.ts";
import { ClientId, Version } from "./id.ts";
import { fold, shortText } from "./text.ts";

export const Address = z
  .strictObject({
    line1: z.exactOptional(shortText(100)),
    line2: z.exactOptional(shortText(100)),
    city: z.exactOptional(shortText(100)),
    state: z.exactOptional(shortText(50)),
    postalCode: z.exactOptional(shortText(20)),
  })
  .register(z.globalRegistry, { id: "Address" });
export type Address = z.infer<typeof Address>;

/** Somebody the agency cares for. Social security numbers have no field, on purpose. */
export const Client = z
  .strictObject({
    clientId: ClientId,
    firstName: shortText(100),
    middleName: z.exactOptional(shortText(100)),
    lastName: shortText(100),
    dateOfBirth: CalendarDate.check(z.meta({ description: "From 1900-01-01 to today." })),
    status: z.enum(["ACTIVE", "INACTIVE"]),
    program: z.exactOptional(shortText(100)),
    location: z.exactOptional(shortText(100)),
    address: z.exactOptional(Address),
    ...handlingMarks,
    version: Version,
  })
  .register(z.globalRegistry, { id: "Client" });
export type Client = z.infer<typeof Client>;

/** Whose authorizations a report lists. */
export const ClientStatusFilter = z.enum(["ACTIVE", "INACTIVE", "ALL"]);
export type ClientStatusFilter = z.infer<typeof ClientStatusFilter>;

export const isOfStatus = (filter: ClientStatusFilter, isInactive: boolean): boolean =>
  filter === "ALL" || (filter === "INACTIVE") === isInactive;

type Searchable = Pick<Client, "clientId" | "firstName" | "lastName">;

/** Names are written with or without the comma of "Quintero, Marisol" and "Smith, Jr."; it separates like a space. */
const comparable = (text: string) => fold(text.replaceAll(",", " "));

/** Index terms end at this length; what is typed beyond it is compared on the clients that the term finds. */
const longestTerm = 10;
const termOf = (folded: string) => [...folded].slice(0, longestTerm).join("");

/** One letter is the start of nearly every id of an agency, and of few names: an id is found by two or more, or as a whole. */
const shortestStartOfId = 2;

/** Every term under which a client is indexed: the starts of last and first name and of the client id, and "" for everybody. */
export function searchTerms(client: Searchable): Set<string> {
  return new Set([
    "",
    ...startsOf(comparable(client.lastName), 1),
    ...startsOf(comparable(client.firstName), 1),
    ...startsOf(fold(client.clientId), shortestStartOfId),
  ]);
}

function startsOf(text: string, shortest: number): string[] {
  const letters = [...termOf(text)];
  const lengths = letters.map((_, index) => index + 1).filter((length) => length >= Math.min(shortest, letters.length));
  return lengths.map((length) => letters.slice(0, length).join("").trimEnd());
}

/** How a search text is answered: all clients indexed under `term`, of which `matches` says which are meant. */
export interface Search {
  readonly term: string;
  readonly matches: (client: Searchable) => boolean;
}

/**
 * "quint", "MARISOL" and "C10" find by one word. With several, the whole is the start of a name ("van den Be"), or both
 * of two parts are ("van den Berg, Anna"), or each word is. In every case the first word starts a name or an id, so its
 * term finds them all.
 */
export function searchFor(text: string): Search {
  const whole = comparable(text);
  const words = whole.split(" ");
  return {
    term: termOf(words[0] ?? ""),
    matches: (client) => {
      const names = [comparable(client.lastName), comparable(client.firstName)];
      const id = fold(client.clientId);
      const startsId = (part: string) => part === id || (part.length >= shortestStartOfId && id.startsWith(part));
      const means = (part: string) => names.some((name) => name.startsWith(part)) || startsId(part);
      const meansParts = (cut: number) => means(words.slice(0, cut).join(" ")) && means(words.slice(cut).join(" "));
      return means(whole) || words.some((_, cut) => cut > 0 && meansParts(cut)) || words.every(means);
    },
  };
}

/** By last name, first name, client id, as people expect it. */
export function byName(a: Client, b: Client): number {
  const key = (client: Client) => `${fold(client.lastName)}\u0000${fold(client.firstName)}\u0000${client.clientId}`;
  return key(a) < key(b) ? -1 : 1;
}
