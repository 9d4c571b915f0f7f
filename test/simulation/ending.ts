import * as contract from "../../api/authorizations.ts";
import * as trackerContract from "../../api/tracker.ts";
import { type Auditor, Violation } from "./auditor.ts";
import type { Caller } from "./caller.ts";
import { type Expected, expectedCap, expectedState, expectedUsage } from "./expectation.ts";

/** Compares, when everything has been delivered, what there is with what has to be. */
export async function requireExpected(
  auditor: Auditor,
  caller: Caller,
  all: readonly Expected[],
  confirmations: number,
): Promise<void> {
  const confirmed = all.reduce((sum, each) => sum + each.confirmations, 0);
  must("confirmations, by the callers", confirmed, confirmations);
  must("confirmations, by the table", auditor.confirmed.size, confirmations);
  must("audit entries of authorizations", auditor.authorizationChanges, sum(all, lastVersion));
  for (const [version, { eventId }] of auditor.confirmed)
    must(`${version} published`, auditor.events.get(eventId)?.isTaken, true);
  for (const [eventId, times] of auditor.applied) must(`times that ${eventId} was applied`, times, 1);
  for (const [eventId, { isTaken }] of auditor.events) must(`${eventId} published`, isTaken, true);

  must("caps that are awaited", auditor.awaited.size, 0);
  const caps = all.map(expectedCap).filter((cap) => cap !== null);
  must("caps", auditor.caps.size, caps.length);
  for (const cap of caps) {
    const {
      updatedAt: _,
      version: __,
      PK: ___,
      SK: ____,
      kind: _____,
      schema: ______,
      ...stored
    } = auditor.caps.get(cap.authorizationId) ?? {};
    must(`cap of ${cap.authorizationId}`, sorted(stored), sorted(cap));
  }
  const byClient = Map.groupBy(all, ({ clientId }) => clientId);
  for (const [clientId, ofClient] of byClient) await expectTracker(caller, clientId, ofClient);
}

const lastVersion = ({ version }: Expected) => version;
const sum = (all: readonly Expected[], of: (each: Expected) => number) =>
  all.reduce((total, each) => total + of(each), 0);

async function expectTracker(caller: Caller, clientId: string, all: readonly Expected[]): Promise<void> {
  const sent = { path: { clientId }, query: { context: "NOTE" } };
  const { body } = await caller.insist(trackerContract.readTracker, sent);
  // biome-ignore lint/suspicious/noExplicitAny: rows as the API answers them
  const rows = new Map(body.authorizations.map((row: any) => [row.authorizationId, row]));
  must(`rows of ${clientId}`, rows.size, all.filter(({ discontinuedVersion }) => discontinuedVersion === null).length);
  for (const expected of all) {
    const { authorizationId, discontinuedVersion, version, confirmed } = expected;
    // biome-ignore lint/suspicious/noExplicitAny: rows as the API answers them
    const row: any =
      discontinuedVersion === null
        ? rows.get(authorizationId)
        : (await caller.insist(contract.readAuthorization, { path: { clientId, authorizationId } })).body;
    must(`version of ${authorizationId}`, row?.version, version);
    must(`confirmation of ${authorizationId}`, row.confirmation.state, expectedState(expected));
    must(`confirmedAt of ${authorizationId}`, row.confirmation.confirmedAt, confirmed?.confirmedAt);
    must(`number of ${authorizationId}`, row.authorizationNumber, expected.approved.authorizationNumber);
    const usage = expectedUsage(expected);
    must(`units used of ${authorizationId}`, row.units.used, usage.units);
    must(`visits used of ${authorizationId}`, row.visits.used, usage.visits);
  }
}

/** As text, with fields in alphabetical order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function must(what: string, is: unknown, expected: unknown): void {
  if (is !== expected) throw new Violation(`${what}: ${is} instead of ${expected}`);
}
