import { StartError } from "../start-error.ts";

export type Matches = (value: unknown) => boolean;

/**
 * What an event pattern of a rule matches. Known are lists of exact values, nested fields, `prefix`, `anything-but` and
 * `exists`.
 * @throws StartError for any other kind of filter: an event must not go astray locally because of a pattern half understood
 */
export function eventMatcher(pattern: unknown, place: string): Matches {
  if (typeof pattern !== "object" || pattern === null || Array.isArray(pattern)) {
    throw new StartError(`${place} must be an object of fields.`);
  }
  const fields = Object.entries(pattern).map(([name, expected]) => {
    if (name.startsWith("$")) {
      throw new StartError(
        `${place} uses ${name}, which the local bus doesn't know: teach local/messaging/event-pattern.ts.`,
      );
    }
    const matches = Array.isArray(expected)
      ? anyOf(expected, `${place}.${name}`)
      : eventMatcher(expected, `${place}.${name}`);
    return { name, matches };
  });
  return (value) => fields.every(({ name, matches }) => matches(fieldOf(value, name)));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** A field that holds a list matches when one of its items does. */
function anyOf(filters: readonly unknown[], place: string): Matches {
  if (filters.length === 0) {
    throw new StartError(`${place} is an empty list, which matches nothing: AWS refuses it.`);
  }
  const matchers = filters.map((filter) => filterMatcher(filter, place));
  return (value) => matchers.some((matches) => (Array.isArray(value) ? value.some(matches) : matches(value)));
}

function filterMatcher(filter: unknown, place: string): Matches {
  if (typeof filter !== "object" || filter === null) {
    return (value) => value === filter;
  }
  const [[kind, operand], ...others] = Object.entries(filter) as [[string, unknown], ...[string, unknown][]];
  if (others.length === 0 && kind === "exists" && typeof operand === "boolean") {
    return (value) => (value !== undefined) === operand;
  }
  if (others.length === 0 && kind === "prefix" && typeof operand === "string") {
    return (value) => typeof value === "string" && value.startsWith(operand);
  }
  if (others.length === 0 && kind === "anything-but") {
    const excluded = (Array.isArray(operand) ? operand : [operand]).map((one) => filterMatcher(one, place));
    return (value) => value !== undefined && !excluded.some((matches) => matches(value));
  }
  throw new StartError(
    `${place} filters by ${JSON.stringify(filter)}, which the local bus doesn't know: teach local/messaging/event-pattern.ts.`,
  );
}
