import { vi } from "vitest";

export type LoggedLine = Readonly<Record<string, unknown>>;

/** Takes what is logged from now on, line by line, instead of showing it. */
export function takeLoggedLines(): LoggedLine[] {
  const lines: LoggedLine[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    for (const line of String(text).split("\n")) if (line !== "") lines.push(JSON.parse(line));
    return true;
  });
  return lines;
}

/** All that a line may have, beside level and time. */
export const allowedFields = [
  "event",
  "operationId",
  "requestId",
  "invocationId",
  "address",
  "traceId",
  "userId",
  "clientId",
  "clientIds",
  "authorizationId",
  "copyId",
  "eventId",
  "detailType",
  "messageId",
  "outcome",
  "status",
  "code",
  "faults",
  "count",
  "durationMs",
];

/** Every text and number in a value, at any depth. */
export function valuesIn(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return Object.values(value).flatMap(valuesIn);
}
