import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "vitest";
import { eventSource } from "../../events/envelope.ts";
import { addAuthorization } from "../../functions/authorizations/add-authorization.ts";
import { copyAuthorization } from "../../functions/copies/copy-authorization.ts";
import { readAuthorizationCopy } from "../../functions/copies/read-authorization-copy.ts";
import { continueCopy } from "../../functions/copy-targets/continue-copy.ts";
import { copyEventIn } from "../../functions/copy-targets/copy-event.ts";
import { readClientRecord } from "../../store/client-record.ts";
import type { OpenedTable } from "../../store/opened-table.ts";
import type { UnsentEvent } from "../../store/outbox.ts";
import { accepted, type TestServices } from "./handlers-in-process.ts";

export interface Source {
  readonly clientId: string;
  readonly authorizationId: string;
}

/** An authorization that says what no other says, by the day it ends. */
export async function enterSource(
  services: TestServices,
  client: { readonly clientId: string; readonly insuranceId: string },
  changes: object = {},
): Promise<Source> {
  const { clientId, insuranceId } = client;
  const procedure = { activityCode: "INT" };
  const dates = { effectiveDate: "2026-01-01", expirationDate: nextDay() };
  const body = { insuranceId, authorizationNumber: "Pending", procedure, authUnits: 40, ...dates, ...changes };
  const { authorizationId } = await accepted(services, addAuthorization, { path: { clientId }, body });
  return { clientId, authorizationId };
}

let days = 0;
function nextDay(): string {
  days += 1;
  return new Date(Date.UTC(2027, 0, days)).toISOString().slice(0, 10);
}

/** Starts a copy to all clients of a payer unless said otherwise; answers its id and the event that begins it. */
export async function startCopy(
  services: TestServices,
  source: Source,
  payerId: string,
  target: object = { type: "ALL" },
): Promise<{ copyId: string; event: UnsentEvent }> {
  const body = { sourceClientId: source.clientId, sourceAuthorizationId: source.authorizationId, payerId, target };
  const { copyId } = await accepted(services, copyAuthorization, { body });
  return { copyId, event: eventsOf(services, copyId).at(-1) as UnsentEvent };
}

/** The events that begin or carry on a copy, as far as they were published, oldest first. */
export function eventsOf(services: TestServices, copyId: string): UnsentEvent[] {
  return services.published.filter(({ detail }) => JSON.parse(detail).data.copyId === copyId);
}

/** Hands the worker an event, as its queue would. */
export async function workerHears(services: TestServices, event: UnsentEvent) {
  const { eventId: id, occurredAt: time, detailType, detail } = event;
  const body = { id, time, source: eventSource, "detail-type": detailType, detail: JSON.parse(detail) };
  const copyEvent = copyEventIn(JSON.stringify(body));
  return { copyId: copyEvent.detail.data.copyId, outcome: await continueCopy(copyEvent, services) };
}

/** Services of a call that has little time left once it has written so many items of a kind: enough for a request, not for a target. */
export function hurriedAfter(services: TestServices, written: number, kind: string): TestServices {
  const { table } = services;
  let count = 0;
  const send = async (command: unknown) => {
    const output = await table.client.send(command as never);
    if (command instanceof TransactWriteCommand)
      count += command.input.TransactItems?.filter(({ Put }) => Put?.Item?.["kind"] === kind).length ?? 0;
    return output;
  };
  const remainingMillis = () => (count >= written ? 5000 : 27_000);
  return { ...services, table: { ...table, remainingMillis, client: { send } as unknown as OpenedTable["client"] } };
}

export const progressOf = (services: TestServices, copyId: string, query: object = {}) =>
  accepted(services, readAuthorizationCopy, { path: { copyId }, query });

/** Services whose process ends at request number `request` to the table: before that is sent, or once it took effect. */
export function endingAt(services: TestServices, request: number, moment: "before" | "after"): TestServices {
  const { table } = services;
  let sent = 0;
  const send = async (command: unknown) => {
    sent += 1;
    if (sent === request && moment === "after") await table.client.send(command as never);
    if (sent >= request) throw new Error("The process has ended.");
    return table.client.send(command as never);
  };
  return { ...services, table: { ...table, client: { send } as unknown as OpenedTable["client"] } };
}

export async function insuranceOf(services: TestServices, clientId: string) {
  const { insurances } = await readClientRecord(services.table, clientId);
  const [insurance] = insurances.values();
  if (insurance === undefined) throw new Error(`${clientId} has no insurance.`);
  return insurance;
}

/** The copies of a source that a client has, itself left out. */
export async function copiesAt(services: TestServices, clientId: string, source: Source) {
  const original = (await readClientRecord(services.table, source.clientId)).authorizations.get(source.authorizationId);
  const { authorizations } = await readClientRecord(services.table, clientId);
  return [...authorizations.values()].filter(
    ({ authorizationId, expirationDate }) =>
      authorizationId !== source.authorizationId && expirationDate === original?.expirationDate,
  );
}

/** Every client of the payer but the source's has exactly one copy, and the counts say so. */
export async function expectOneEach(
  services: TestServices,
  copyId: string,
  source: Source,
  clientIds: readonly string[],
) {
  const progress = await progressOf(services, copyId);
  expect(progress).toMatchObject({
    state: "DONE",
    created: clientIds.length - 1,
    skipped: 1,
    total: clientIds.length,
    nextCursor: null,
  });
  const expected = [];
  for (const clientId of clientIds) {
    const copies = await copiesAt(services, clientId, source);
    expect(copies).toHaveLength(clientId === source.clientId ? 0 : 1);
    expected.push(
      clientId === source.clientId
        ? { clientId, outcome: "SKIPPED", reason: "DUPLICATE" }
        : { clientId, outcome: "CREATED", authorizationId: copies[0]?.authorizationId },
    );
  }
  expect(progress.items).toEqual(expected);
}

/** Carries a copy on until nobody has to any more, by whatever events are out; answers how each ended. */
export async function carryOn(services: TestServices, copyId: string) {
  const outcomes: string[] = [];
  for (let heard = 0; heard < eventsOf(services, copyId).length; heard++) {
    const event = eventsOf(services, copyId)[heard];
    if (event !== undefined) outcomes.push((await workerHears(services, event)).outcome);
  }
  return outcomes;
}
