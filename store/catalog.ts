import * as z from "zod/mini";
import type { AuditEntry } from "../domain/audit.ts";
import {
  ActivityCode,
  AuthorizationGroup,
  type Catalog,
  type CatalogEntryKind,
  emptyCatalog,
  Payer,
} from "../domain/catalog.ts";
import { UserId } from "../domain/id.ts";
import { TrackerSettings } from "../domain/status.ts";
import { auditOfCatalog, readCatalogHead } from "./audit.ts";
import { ChangedMeanwhile } from "./failures.ts";
import { fieldsOf } from "./items.ts";
import {
  activityCodeKey,
  catalogPartition,
  catalogVersionKey,
  groupKey,
  keyOfReferenced,
  payerKey,
  type Referenced,
  referencePartition,
  settingsKey,
} from "./keys.ts";
import { commit, getItem, type OpenedTable, queryAll, queryPage, untilStored, type Write } from "./opened-table.ts";
import { inPartition } from "./partition.ts";
import { put, requireNotDeleted } from "./writes.ts";

const CatalogVersion = z.object({ version: z.int() });
const deleted = { deleted: z.exactOptional(z.literal(true)) };
export const StoredPayer = z.strictObject({ ...Payer.shape, ...deleted });
export const StoredActivityCode = z.strictObject({ ...ActivityCode.shape, ...deleted });
export const StoredSettings = z.strictObject({
  ...TrackerSettings.shape,
  numbersThatAreNone: z.exactOptional(TrackerSettings.shape.numbersThatAreNone),
  updatedBy: z.exactOptional(UserId),
  version: z.int(),
});
export const StoredGroup = z.strictObject({ ...AuthorizationGroup.shape, ...deleted });

/** Reads the agency's catalog as it is now. */
export type ReadCatalog = () => Promise<Catalog>;

/**
 * Keeps the catalog in memory and reads its version each time: one small read while nothing changed, and never an old catalog.
 * The version is read before the entries, so that they are at least as new.
 */
export function catalogReader(table: OpenedTable, defaults: TrackerSettings): ReadCatalog {
  let known = emptyCatalog(defaults);
  return async () => {
    const stored = await getItem(table, catalogVersionKey);
    const version = stored === undefined ? 0 : fieldsOf(stored, CatalogVersion).version;
    if (version !== known.version) known = await readEntries(table, version, defaults);
    return known;
  };
}

async function readEntries(table: OpenedTable, version: number, settings: TrackerSettings): Promise<Catalog> {
  const catalog = {
    ...emptyCatalog(settings),
    version,
    payers: new Map<string, Payer>(),
    activityCodes: new Map<string, ActivityCode>(),
    groups: new Map<string, AuthorizationGroup>(),
    deleted: new Set<string>(),
  };
  const items = await queryAll(table, inPartition(catalogPartition));
  const keep = <Entry>(
    kind: CatalogEntryKind,
    id: string,
    stored: Entry & { deleted?: true },
    into: Map<string, Entry>,
  ) => {
    const { deleted: isDeleted, ...entry } = stored;
    into.set(id, entry as Entry);
    if (isDeleted) catalog.deleted.add(`${kind}:${id}`);
  };
  for (const stored of items) {
    switch (stored.kind) {
      case "payer": {
        const payer = fieldsOf(stored, StoredPayer);
        keep<Payer>("payer", payer.payerId, payer, catalog.payers);
        break;
      }
      case "activityCode": {
        const code = fieldsOf(stored, StoredActivityCode);
        keep<ActivityCode>("activityCode", code.activityCode, code, catalog.activityCodes);
        break;
      }
      case "group": {
        const group = fieldsOf(stored, StoredGroup);
        keep<AuthorizationGroup>("group", group.groupId, group, catalog.groups);
        break;
      }
      case "settings": {
        const { version: settingsVersion, updatedBy: settingsUpdatedBy, ...changed } = fieldsOf(stored, StoredSettings);
        // A setting that was added after this was stored has its default.
        Object.assign(catalog, { settings: { ...settings, ...changed }, settingsVersion, settingsUpdatedBy });
        break;
      }
      case "catalogVersion":
        break;
      default:
        throw new Error(`The catalog has an item of unknown kind ${stored.kind}.`);
    }
  }
  return catalog;
}

/**
 * A changed entry; without an audit entry nothing is changed. A deleted entry stays, marked, so that nothing new can refer to it.
 */
export type CatalogChange = (
  | { readonly kind: "payer"; readonly entry: Payer }
  | { readonly kind: "activityCode"; readonly entry: ActivityCode }
  | { readonly kind: "group"; readonly entry: AuthorizationGroup }
  | { readonly kind: "settings"; readonly entry: z.infer<typeof StoredSettings> }
) & {
  readonly deleted?: true;
  readonly audit: AuditEntry | null;
  /** What is stored with it. */
  readonly also?: readonly Write[];
};

function keyOf(change: CatalogChange) {
  switch (change.kind) {
    case "payer":
      return payerKey(change.entry.payerId);
    case "activityCode":
      return activityCodeKey(change.entry.activityCode);
    case "group":
      return groupKey(change.entry.groupId);
    case "settings":
      return settingsKey;
  }
}

/**
 * Changes the catalog by a decision over the whole of it. All changes take turns by the catalog's version, so that what `decide`
 * saw (names in use, codes that exist) still holds when its change is stored.
 */
export function changeCatalog<Change extends CatalogChange>(
  table: OpenedTable,
  readCatalog: ReadCatalog,
  decide: (catalog: Catalog) => Promise<Change> | Change,
): Promise<Change> {
  return untilStored(table, async () => {
    const [head, catalog] = await Promise.all([readCatalogHead(table), readCatalog()]);
    if (head.version !== catalog.version) throw new ChangedMeanwhile();
    const change = await decide(catalog);
    if (change.audit === null) return change;
    await commit(table, [
      ...auditOfCatalog(head, change.audit),
      put(keyOf(change), change.kind, { ...change.entry, ...(change.deleted && { deleted: true }) }),
      ...(change.also ?? []),
    ]);
    return change;
  });
}

/** The entry to refer to was deleted meanwhile. */
export class EntryDeleted extends ChangedMeanwhile {}

/**
 * Belongs in the transaction that refers to an entry of the catalog. A deletion looks for references before and after it marks
 * the entry: from then on this check refuses new ones.
 */
export const requireEntry = (referenced: Referenced): Write =>
  requireNotDeleted(keyOfReferenced(referenced), () => new EntryDeleted());

const AuthorizationReference = z.object({ authorizationId: z.string() });

/** Ids of authorizations that name a procedure, discontinued ones included: the first so many by id. */
export async function readAuthorizationReferences(
  table: OpenedTable,
  procedure: Referenced,
  limit: number,
): Promise<string[]> {
  const { items } = await queryPage(table, {
    ...inPartition(referencePartition(procedure)),
    Limit: limit,
  });
  return items.map((stored) => fieldsOf(stored, AuthorizationReference).authorizationId);
}

/** Whether any client's item names this entry of the catalog. */
export async function isReferenced(table: OpenedTable, referenced: Referenced): Promise<boolean> {
  const { items } = await queryPage(table, {
    ...inPartition(referencePartition(referenced)),
    Limit: 1,
  });
  return items.length > 0;
}
