import * as z from "zod/mini";
import type { AuditEntry } from "../domain/audit.ts";
import type { ClientRecord, Revision } from "../domain/client-record.ts";
import type { UsageChange } from "../domain/posting.ts";
import { isUncovered, Service } from "../domain/service.ts";
import { DayOfService } from "../domain/usage.ts";
import { type ClientChange, type ClientItem, changeClient } from "./client-changes.ts";
import { fieldsOf } from "./items.ts";
import {
  balanceKey,
  dayKey,
  dayPrefix,
  discontinuedBalanceKey,
  movementKey,
  serviceKey,
  servicesPartition,
  uncoveredKey,
  uncoveredPrefix,
  usagePartition,
} from "./keys.ts";
import { getItem, getItems, type OpenedTable, queryAll, type Write } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { lowEntryWrites } from "./running-low.ts";
import { table as attributes } from "./table.ts";

export async function readService(
  table: OpenedTable,
  clientId: string,
  serviceId: string,
): Promise<Service | undefined> {
  const stored = await getItem(table, serviceKey(clientId, serviceId));
  return stored === undefined ? undefined : fieldsOf(stored, Service);
}

type DayOfAuthorization = Pick<DayOfService, "authorizationId" | "serviceDate">;

/** Days of service; a day without services is empty, with version 0. */
export async function readDays(table: OpenedTable, days: readonly DayOfAuthorization[]): Promise<DayOfService[]> {
  const keys = new Map(
    days.map(({ authorizationId, serviceDate }) => [
      `${authorizationId} ${serviceDate}`,
      dayKey(authorizationId, serviceDate),
    ]),
  );
  const items = await getItems(table, [...keys.values()]);
  const stored = items.map((item) => fieldsOf(item, DayOfService));
  return days.map(
    ({ authorizationId, serviceDate }) =>
      stored.find((day) => day.authorizationId === authorizationId && day.serviceDate === serviceDate) ?? {
        authorizationId,
        serviceDate,
        services: {},
        version: 0,
      },
  );
}

/** What one posting changes. */
export interface Posting {
  readonly service: Service;
  readonly previous: Service | undefined;
  readonly usage: readonly UsageChange[];
  /** None if an event only repeats what is stored. */
  readonly audit: readonly AuditEntry[];
}

/**
 * Stores postings of a client, each decided after the ones before it: services with the days, balances and movements after all of
 * them. Answers the client's next revision.
 */
export function storePostings(
  table: OpenedTable,
  record: Pick<ClientRecord, "revision">,
  postings: readonly Posting[],
  beside: Pick<ClientChange, "once" | "also">,
): Promise<Revision> {
  const { clientId } = record.revision;
  const services = [...Map.groupBy(postings, ({ service }) => service.serviceId).values()];
  const uncovered = services.map((ofOne) => movedUncovered(ofOne.at(-1)?.service, ofOne[0]?.previous));
  const changes = postings.flatMap(({ usage }) => usage);
  const usages = [...Map.groupBy(changes, ({ authorization }) => authorization.authorizationId).values()];
  return changeClient(table, record, {
    once: beside.once,
    puts: [
      ...services.flatMap((ofOne) => ofOne.slice(-1).map(({ service }) => serviceItem(service))),
      ...usages.flatMap((ofOne) => usageItems(clientId, ofOne)),
      ...uncovered.flatMap(({ puts }) => puts),
    ],
    removes: uncovered.flatMap(({ removes }) => removes),
    also: [...usages.flatMap(runningLowWrites), ...(beside.also ?? [])],
    audit: postings.flatMap(({ audit }) => audit),
  });
}

const serviceItem = (service: Service): ClientItem => ({
  key: serviceKey(service.clientId, service.serviceId),
  kind: "service",
  fields: service,
});

/** The items after successive changes of usage. */
function usageItems(clientId: string, changes: readonly UsageChange[]): ClientItem[] {
  const balances = changes.slice(-1).map(({ authorization, balance }) => {
    const balanceAt = authorization.discontinued === undefined ? balanceKey : discontinuedBalanceKey;
    return { key: balanceAt(clientId, balance.authorizationId), kind: "balance", fields: balance };
  });
  const days = new Map(changes.flatMap((change) => change.days.map((day) => [day.serviceDate, day])));
  return [
    ...balances,
    ...[...days.values()].map((day) => ({
      key: dayKey(day.authorizationId, day.serviceDate),
      kind: "dayOfService",
      fields: day,
    })),
    ...changes.flatMap(({ balance, movements }) =>
      movements.map((movement) => ({
        key: movementKey(balance.authorizationId, balance.version, movement.movementId),
        kind: "movement",
        fields: movement,
      })),
    ),
  ];
}

function runningLowWrites(changes: readonly UsageChange[]): Write[] {
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined || last.authorization.discontinued !== undefined) return [];
  const { authorization, balance } = last;
  return lowEntryWrites({ authorization, balance: first.before }, { authorization, balance });
}

function movedUncovered(service: Service | undefined, previous: Service | undefined) {
  const is = uncoveredItem(service);
  const was = uncoveredItem(previous);
  const leaves = was !== undefined && was.key.SK !== is?.key.SK;
  const isNew = is !== undefined && JSON.stringify(is) !== JSON.stringify(was);
  return { puts: isNew ? [is] : [], removes: leaves ? [was.key] : [] };
}

function uncoveredItem(service: Service | undefined): ClientItem | undefined {
  if (service === undefined || !isUncovered(service)) return undefined;
  const { clientId, serviceId, serviceDate, activityCode, insuranceId } = service;
  const fields = { serviceId, activityCode, ...(insuranceId !== undefined && { insuranceId }) };
  return { key: uncoveredKey(clientId, serviceDate, serviceId), kind: "uncovered", fields };
}

export const Uncovered = z.strictObject({
  serviceId: z.string(),
  activityCode: z.string(),
  insuranceId: z.exactOptional(z.string()),
});
export type Uncovered = z.infer<typeof Uncovered> & { readonly serviceDate: string };

/** Days of service, both ends included; an end that is left out is open. */
export interface Days {
  readonly first?: string | undefined;
  readonly last?: string | undefined;
}

/** Items of a partition that sort by a day after their prefix. */
function queryDays(table: OpenedTable, partition: string, prefix: string, { first = "", last = "" }: Days) {
  // "~" comes after every character of a day and of an id: the last day with all that is on it.
  return queryAll(table, inPartition(partition, { first: `${prefix}${first}`, last: `${prefix}${last}~` }));
}

/** Services of these days that no authorization covers. */
export async function readUncovered(table: OpenedTable, clientId: string, days: Days): Promise<Uncovered[]> {
  const items = await queryDays(table, servicesPartition(clientId), uncoveredPrefix, days);
  return items.map((stored) => {
    const [, serviceDate = ""] = String(stored[attributes.sortKey]).split("#");
    return { ...fieldsOf(stored, Uncovered), serviceDate };
  });
}

/** The days of service of an authorization. */
export async function readDaysOf(table: OpenedTable, authorizationId: string, days: Days): Promise<DayOfService[]> {
  const items = await queryDays(table, usagePartition(authorizationId), dayPrefix, days);
  return items.map((stored) => fieldsOf(stored, DayOfService));
}

/** Services by their ids; one that is not there is left out. */
export async function readServices(
  table: OpenedTable,
  clientId: string,
  serviceIds: readonly string[],
): Promise<Service[]> {
  const items = await getItems(
    table,
    serviceIds.map((serviceId) => serviceKey(clientId, serviceId)),
  );
  return items.map((stored) => fieldsOf(stored, Service));
}
