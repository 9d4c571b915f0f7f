import type { ActivityCode, AuthorizationGroup, Catalog, CatalogEntryKind, Payer } from "../../domain/catalog.ts";
import { isDeleted } from "../../domain/catalog.ts";
import { DomainError } from "../../domain/domain-error.ts";
import { requireSeen } from "../../domain/repeated-change.ts";
import { nextVersion } from "../../domain/versioned.ts";
import { type CatalogChange, changeCatalog, isReferenced } from "../../store/catalog.ts";
import type { Referenced } from "../../store/keys.ts";
import { auditEntry } from "../runtime/audit-entry.ts";
import { type Call, created, noContent, ok } from "../runtime/handled-route.ts";
import type { HttpServices } from "../runtime/services.ts";

interface Entries {
  readonly payer: Payer;
  readonly activityCode: ActivityCode;
  readonly group: AuthorizationGroup;
}

const entriesIn = (catalog: Catalog) => ({
  payer: catalog.payers,
  activityCode: catalog.activityCodes,
  group: catalog.groups,
});

function entryIn<Kind extends CatalogEntryKind>(catalog: Catalog, kind: Kind, id: string): Entries[Kind] | undefined {
  return entriesIn(catalog)[kind].get(id) as Entries[Kind] | undefined;
}

const nouns: Readonly<Record<CatalogEntryKind, string>> = {
  payer: "payer",
  activityCode: "activity code",
  group: "authorization group",
};

type Caller = Pick<Call, "actor" | "role" | "now" | "ifMatch">;

/**
 * Creates or changes an entry of the catalog, and answers its PUT. The same content again changes nothing. A caller who names the
 * version that was read, 0 for none, changes no other version: all changes of the catalog take turns.
 */
export async function putEntry<Kind extends CatalogEntryKind>(
  call: Caller,
  services: HttpServices,
  put: {
    readonly kind: Kind;
    readonly id: string;
    readonly entry: Omit<Entries[Kind], "version">;
    readonly require?: (catalog: Catalog) => void;
  },
) {
  const { kind, id } = put;
  const change = await changeCatalog(services.table, services.readCatalog, (catalog) => {
    const stored = entryIn(catalog, kind, id);
    const previous = isDeleted(catalog, kind, id) ? undefined : stored;
    requireSeen(`The ${nouns[kind]} ${id}`, call.ifMatch, previous?.version ?? 0);
    put.require?.(catalog);
    const entry = nextVersion<Entries[Kind]>(previous, put.entry, stored?.version);
    const change = { before: previous, after: entry };
    const audit = entry === previous ? null : auditEntry(call, services, [kind, id], change);
    return { kind, entry, audit } as CatalogChange & { entry: Entries[Kind] };
  });
  const { entry, audit } = change;
  return audit?.action === "CREATED" ? created(entry, entry.version) : ok(entry, entry.version);
}

/**
 * Deletes an entry of the catalog unless something refers to it. Looks before and after: a reference that was made in between
 * keeps the entry, and none is made any more, since whoever makes one checks in the same transaction that the entry is not
 * deleted.
 */
export async function deleteEntry(
  call: Caller,
  services: HttpServices,
  {
    kind,
    id,
    referenced,
    require,
  }: {
    readonly kind: CatalogEntryKind;
    readonly id: string;
    readonly referenced: Referenced;
    readonly require?: (catalog: Catalog) => void;
  },
) {
  const { table, readCatalog } = services;
  const isInUse = () => isReferenced(table, referenced);
  const inUse = () => new DomainError("IN_USE", `The ${nouns[kind]} ${id} is in use.`);
  await changeCatalog(table, readCatalog, async (catalog) => {
    const entry = entryIn(catalog, kind, id);
    const isGone = isDeleted(catalog, kind, id);
    // Deleted and still in use: a run ended before its second look, which is below.
    if (entry === undefined || (isGone && !(await isInUse())))
      throw new DomainError("NOT_FOUND", `There is no ${nouns[kind]} ${id}.`);
    if (isGone) return { kind, entry, audit: null } as CatalogChange;
    require?.(catalog);
    if (await isInUse()) throw inUse();
    const audit = auditEntry(call, services, [kind, id], { before: entry });
    return { kind, entry, deleted: true, audit } as CatalogChange;
  });
  if (!(await isInUse())) return noContent();
  await changeCatalog(table, readCatalog, (catalog) => {
    const entry = entryIn(catalog, kind, id);
    const audit = isDeleted(catalog, kind, id) ? auditEntry(call, services, [kind, id], { after: entry }) : null;
    return { kind, entry, audit } as CatalogChange;
  });
  throw inUse();
}
