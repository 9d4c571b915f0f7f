import { expect, it } from "vitest";
import { type Access, accessesIn, accessKeptUntil } from "../../domain/access.ts";

const line = {
  event: "request",
  time: "2026-03-16T14:05:00.000Z",
  userId: "u-1",
  operationId: "readTracker",
  status: 200,
  clientId: "C1",
};
const shown = (lines: readonly object[], timeZone = "America/Chicago") =>
  accessesIn(lines, timeZone).map(({ clientId, userId, day, hours, operations }: Access) =>
    [userId, clientId, day, [...hours].join(), [...operations].join()].join(" "),
  );

it.each<[string, readonly object[], readonly string[]]>([
  ["the client of the path", [line], ["u-1 C1 2026-03-16 09 readTracker"]],
  [
    "each client of a list",
    [{ ...line, clientId: undefined, clientIds: ["C1", "C2"] }],
    ["u-1 C1 2026-03-16 09 readTracker", "u-1 C2 2026-03-16 09 readTracker"],
  ],
  ["further clients of a long list", [{ ...line, event: "furtherClients" }], ["u-1 C1 2026-03-16 09 readTracker"]],
  [
    "a user, a client and a day once, with hours and operations",
    [line, { ...line, time: "2026-03-16T16:00:00.000Z", operationId: "putClient" }, line],
    ["u-1 C1 2026-03-16 09,11 readTracker,putClient"],
  ],
  [
    "the agency's day",
    [line, { ...line, time: "2026-03-17T04:59:59.000Z" }, { ...line, time: "2026-03-17T05:00:00.000Z" }],
    ["u-1 C1 2026-03-16 09,23 readTracker", "u-1 C1 2026-03-17 00 readTracker"],
  ],
  [
    "each user",
    [line, { ...line, userId: "u-2" }],
    ["u-1 C1 2026-03-16 09 readTracker", "u-2 C1 2026-03-16 09 readTracker"],
  ],
  [
    "nobody who was refused",
    [
      { ...line, status: 403 },
      { ...line, status: 500 },
    ],
    [],
  ],
  ["nothing of a request about no client", [{ ...line, clientId: undefined }], []],
  ["nothing of other lines", [{ event: "reconciled", time: line.time, count: 3 }, {}], []],
])("log lines tell of %s", (_, lines, accesses) => {
  expect(shown(lines)).toEqual(accesses);
});

it.each([
  ["2026-03-16", "2032-03-18T00:00:00.000Z"],
  ["2024-02-29", "2030-03-03T00:00:00.000Z"],
])("an access of %s is kept six years and as long as that day lasts anywhere, until %s", (day, until) => {
  expect(accessKeptUntil(day).toISOString()).toBe(until);
});
