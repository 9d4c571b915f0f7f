import * as z from "zod/mini";
import type { AuditEntry } from "../domain/audit.ts";
import type { ClientRecord, Revision } from "../domain/client-record.ts";
import type { UsageChange } from "../domain/posting.ts";
import { isUncovered, Service } from "../domain/service.ts";
import { balanceOf, DayOfService, difference } from "../domain/usage.ts";
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
import { movedRunningLow } from "./running-low.ts";
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

/** Days of service; one that no service was ever posted on is empty, with version 0. */
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
  readonly audit: AuditEntry;
}

/** Stores the service with the days, balances and movements that follow from it. Answers the revision of the client that it makes. */
export function storePosting(
  table: OpenedTable,
  record: Pick<ClientRecord, "revision">,
  { service, previous, usage, audit }: Posting,
  beside: Pick<ClientChange, "once" | "also">,
): Promise<Revision> {
  const { clientId } = service;
  const usages = usage.map((change) => usageItems(clientId, change));
  const uncovered = movedUncovered(service, previous);
  return changeClient(table, record, {
    once: beside.once,
    puts: [serviceItem(service), ...usages.flatMap(({ puts }) => puts), ...uncovered.puts],
    removes: uncovered.removes,
    also: [...usages.flatMap(({ also }) => also), ...(beside.also ?? [])],
    audit: [audit],
  });
}

/** Keeps when a service was said last, although it says the same as before. */
export async function storeSaidAgain(
  table: OpenedTable,
  record: Pick<ClientRecord, "revision">,
  service: Service,
  once: readonly Write[],
): Promise<void> {
  await changeClient(table, record, { once, puts: [serviceItem(service)] });
}

const serviceItem = (service: Service): ClientItem => ({
  key: serviceKey(service.clientId, service.serviceId),
  kind: "service",
  fields: service,
});

function usageItems(clientId: string, { authorization, balance, days, movements }: UsageChange) {
  const { authorizationId, discontinued } = authorization;
  const fields = { ...balance, version: balance.version + 1 };
  const before = { ...balance, ...difference(balance, balanceOf(movements)) };
  const balanceAt = discontinued === undefined ? balanceKey : discontinuedBalanceKey;
  return {
    puts: [
      { key: balanceAt(clientId, authorizationId), kind: "balance", fields },
      ...days.map((day) => ({
        key: dayKey(authorizationId, day.serviceDate),
        kind: "dayOfService",
        fields: { ...day, version: day.version + 1 },
      })),
      ...movements.map((movement) => ({
        key: movementKey(authorizationId, fields.version, movement.movementId),
        kind: "movement",
        fields: movement,
      })),
    ],
    also:
      discontinued === undefined
        ? movedRunningLow({ authorization, balance: before }, { authorization, balance: fields })
        : [],
  };
}

function movedUncovered(service: Service, previous: Service | undefined) {
  const { clientId, serviceId, serviceDate, activityCode, insuranceId } = service;
  const at = (date: string) => uncoveredKey(clientId, date, serviceId);
  const wasOn = previous !== undefined && isUncovered(previous) ? previous.serviceDate : undefined;
  const staysThere = isUncovered(service) && serviceDate === wasOn;
  const fields = { serviceId, activityCode, ...(insuranceId !== undefined && { insuranceId }) };
  return {
    puts: isUncovered(service) ? [{ key: at(serviceDate), kind: "uncovered", fields }] : [],
    removes: wasOn !== undefined && !staysThere ? [at(wasOn)] : [],
  };
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
