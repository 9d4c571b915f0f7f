import * as z from "zod/mini";
import type { AuditEntry } from "../domain/audit.ts";
import type { AuditHead } from "../domain/audit-chain.ts";
import type { UsageChange } from "../domain/posting.ts";
import { isUncovered, Service } from "../domain/service.ts";
import { balanceOf, DayOfService, difference } from "../domain/usage.ts";
import { auditOfClient } from "./audit.ts";
import { ChangedMeanwhile } from "./failures.ts";
import { fieldsOf } from "./items.ts";
import {
  authorizationKey,
  balanceKey,
  dayKey,
  dayPrefix,
  discontinuedBalanceKey,
  discontinuedKey,
  movementKey,
  serviceKey,
  servicesPartition,
  uncoveredKey,
  uncoveredPrefix,
  usagePartition,
} from "./keys.ts";
import { commit, getItem, getItems, type OpenedTable, queryAll, type Write } from "./opened-table.ts";
import { movedRunningLow } from "./running-low.ts";
import { table as attributes } from "./table.ts";
import { create, createOrReplace, put, remove, replace, requireVersion } from "./writes.ts";

const outrun = () => new ChangedMeanwhile();

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

/** Service, days, balances, movements and audit of one posting: all or nothing. `seen` marks the event that it came by. */
export async function storePosting(
  table: OpenedTable,
  posting: {
    service: Service;
    previous: Service | undefined;
    usage: readonly UsageChange[];
    audit: AuditEntry;
    auditHead: AuditHead;
    seen: Write | null;
  },
): Promise<void> {
  const { service, previous } = posting;
  const { clientId, serviceId } = service;
  const writes: Write[] = [
    createOrReplace(serviceKey(clientId, serviceId), "service", service, previous?.version ?? 0, outrun),
    ...auditOfClient(clientId, posting.auditHead, posting.audit),
    ...posting.usage.flatMap((change) => usageWrites(clientId, change)),
    ...uncoveredWrites(service, previous),
    ...(posting.seen === null ? [] : [posting.seen]),
  ];
  await commit(table, writes);
}

/** Keeps when a service was said last, although it says the same as before. */
export async function storeSaidAgain(
  table: OpenedTable,
  { service, previous, seen }: { service: Service; previous: Service; seen: Write | null },
): Promise<void> {
  const at = serviceKey(service.clientId, service.serviceId);
  await commit(table, [replace(at, "service", service, previous.version, outrun), ...(seen === null ? [] : [seen])]);
}

function usageWrites(clientId: string, { authorization, balance, days, movements }: UsageChange): Write[] {
  const { authorizationId, discontinued } = authorization;
  const next = { ...balance, version: balance.version + 1 };
  const before = { ...balance, ...difference(balance, balanceOf(movements)) };
  const [at, balanceAt] =
    discontinued === undefined ? [authorizationKey, balanceKey] : [discontinuedKey, discontinuedBalanceKey];
  return [
    // The authorization is as it was read: not discontinued or changed while its usage was worked out.
    requireVersion(at(clientId, authorizationId), authorization.version, outrun),
    createOrReplace(balanceAt(clientId, authorizationId), "balance", next, balance.version, outrun),
    ...(discontinued === undefined
      ? movedRunningLow({ authorization, balance: before }, { authorization, balance: next })
      : []),
    ...days.map((day) =>
      createOrReplace(
        dayKey(authorizationId, day.serviceDate),
        "dayOfService",
        { ...day, version: day.version + 1 },
        day.version,
        outrun,
      ),
    ),
    ...movements.map((movement) =>
      create(movementKey(authorizationId, next.version, movement.movementId), "movement", movement, outrun),
    ),
  ];
}

function uncoveredWrites(service: Service, previous: Service | undefined): Write[] {
  const { clientId, serviceId } = service;
  const wasOn = previous !== undefined && isUncovered(previous) ? previous.serviceDate : undefined;
  const staysThere = isUncovered(service) && service.serviceDate === wasOn;
  return [
    ...(wasOn !== undefined && !staysThere ? [remove(uncoveredKey(clientId, wasOn, serviceId))] : []),
    ...(isUncovered(service)
      ? [
          put(uncoveredKey(clientId, service.serviceDate, serviceId), "uncovered", {
            serviceId,
            activityCode: service.activityCode,
            ...(service.insuranceId !== undefined && { insuranceId: service.insuranceId }),
          }),
        ]
      : []),
  ];
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
  return queryAll(table, {
    KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :first AND :last",
    ExpressionAttributeNames: { "#pk": attributes.partitionKey, "#sk": attributes.sortKey },
    ExpressionAttributeValues: {
      ":pk": partition,
      ":first": `${prefix}${first}`,
      // "~" comes after every character of a day and of an id: the last day with all that is on it.
      ":last": `${prefix}${last}~`,
    },
  });
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
