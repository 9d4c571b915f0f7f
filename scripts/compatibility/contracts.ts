import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EventContract, eventBreaks } from "./event-breaks.ts";
import { type HttpContract, httpBreaks } from "./http-breaks.ts";
import { type ItemContract, itemBreaks } from "./item-breaks.ts";

export interface Contracts {
  readonly http: HttpContract;
  readonly events: EventContract;
  readonly items: ItemContract;
}

/** A break that was decided on, with its reason. It holds until the next release. */
export interface AcceptedBreak {
  readonly break: string;
  readonly reason: string;
}

const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));

const schemaFile = ".schema.json";

/** The documents of a directory that is laid out like `docs/contracts`. */
export function readContracts(directory: string): Contracts {
  const files = readdirSync(join(directory, "events")).filter((file) => file.endsWith(schemaFile));
  const schemas = files.map((file) => [file.slice(0, -schemaFile.length), readJson(join(directory, "events", file))]);
  return {
    http: readJson(join(directory, "openapi.json")),
    items: readJson(join(directory, "items.json")),
    events: { asyncapi: readJson(join(directory, "asyncapi.json")), schemas: Object.fromEntries(schemas) },
  };
}

/** The newest of the releases in a directory; undefined when there is none. */
export function lastRelease(directory: string): string | undefined {
  const numbers = (version: string) => version.split(".").map(Number);
  const versions = existsSync(directory) ? readdirSync(directory) : [];
  return versions.sort((a, b) => {
    const [first, second] = [numbers(a), numbers(b)];
    return first.reduce((order, number, index) => order || number - (second[index] ?? 0), 0);
  })[versions.length - 1];
}

/**
 * What has to be mended before contracts may be published: every break that nobody decided on, and every decision that
 * has no reason or no break any more.
 */
export function compatibilityFaults(before: Contracts, after: Contracts, accepted: readonly AcceptedBreak[]): string[] {
  const breaks = [
    ...httpBreaks(before.http, after.http),
    ...eventBreaks(before.events, after.events),
    ...itemBreaks(before.items, after.items),
  ];
  const decided = accepted.map((each) => each.break);
  return [
    ...breaks.filter((each) => !decided.includes(each)),
    ...decided.filter((each) => !breaks.includes(each)).map((each) => `accepted, and no break: ${each}`),
    ...accepted.filter(({ reason }) => !/\S/.test(reason)).map((each) => `accepted without a reason: ${each.break}`),
  ];
}
