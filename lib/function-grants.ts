import type { indexes } from "../store/table.ts";

/**
 * What each function may touch, all of it as one table. Its environment names nothing else. A function without a row is not
 * deployed, and nothing else in lib/ grants a function anything but its own log.
 */

type PartitionKey =
  | "CLIENT#*"
  | "CLIENT#*#AUDIT"
  | "CLIENT#*#ACCESS"
  | "READER#*"
  | "CLIENT#*#SERVICES"
  | "SEARCH#*"
  | "REFERENCE#*"
  | "REFERENCE#PAYER#*"
  | "CATALOG"
  | "CATALOG#AUDIT"
  | "OUTBOX#*"
  | "EVENT#*"
  | "IDEMPOTENCY#*"
  | "AWAITED#*"
  | "DRIFT"
  | "RECONCILE"
  | "COPY#*"
  | "AUTH#*"
  | "EXPIRES#*"
  | "UNCONFIRMED"
  | "RUNNING_LOW#*"
  | "ALERTS#*"
  | "REMIND"
  | "RETENTION"
  | "BACKFILL";

type ItemAction = "GetItem" | "BatchGetItem" | "Query" | "ConditionCheckItem" | "PutItem" | "UpdateItem" | "DeleteItem";

interface ItemGrant {
  /** One action or several of DynamoDB. A transaction needs those of its parts. */
  readonly may: readonly ItemAction[];
  /** The index it is about, of `store/table.ts`; without it the table itself. */
  readonly index?: keyof typeof indexes;
  /** Partition keys of `store/keys.ts`. `CLIENT#*` takes in a client's history and services as well, and entries of its audit to write. */
  readonly on: readonly PartitionKey[];
}

export interface FunctionGrants {
  readonly items: readonly ItemGrant[];
  /** May put events of this product on the agency's bus. */
  readonly putsEvents?: true;
  /** May write who was told of which client: everybody else is denied it. */
  readonly recordsAccesses?: true;
  /** May delete audits, of clients at the end of their retention: everybody else is denied it. */
  readonly deletesAudits?: true;
  /** May write caps: everybody else is denied it. */
  readonly writesCaps?: true;
  /** May read entries of audits: everybody else is denied it. */
  readonly readsAudits?: true;
  /**
   * Grants that no test uses (scripts/check-privileges.ts), and why they are needed. In words of this table: `PutItem OUTBOX#*`,
   * `PutEvents`.
   */
  readonly unmeasured?: { readonly what: readonly string[]; readonly because: string };
  /** May scan the whole table. IAM can't narrow that by keys, so no function that answers or hears anybody outside has it. */
  readonly scansTable?: true;
  /** Adds anchors of audits to their bucket and reads them. */
  readonly anchorsAudits?: true;
  /** Makes search entries out of names, or asks for all of them, and so needs the key of their hashes. */
  readonly readsBlindIndexKey?: true;
}

const read = ["GetItem", "Query"] as const;
/** For functions that store a reference to the setup: the transaction checks that the entry is not deleted meanwhile. */
const naming = [...read, "ConditionCheckItem"] as const;
/** Services of the billing engine are posted as those of users are. */
const posting: readonly ItemGrant[] = [
  { may: ["Query", "GetItem", "BatchGetItem"], on: ["CLIENT#*"] },
  { may: ["BatchGetItem"], on: ["AUTH#*"] },
  { may: read, on: ["CATALOG"] },
  { may: ["PutItem"], on: ["CLIENT#*", "AUTH#*"] },
  // What is no longer uncovered. Nothing of the client's own partition, where its caps are.
  { may: ["DeleteItem"], on: ["CLIENT#*#SERVICES"] },
  { may: ["PutItem", "DeleteItem"], on: ["RUNNING_LOW#*"] },
];

/** Replies stored under an `Idempotency-Key`; DynamoDB deletes them by their time to live. */
const replayed = ["GetItem", "PutItem"] as const;

export const functionGrants: Readonly<Record<string, FunctionGrants>> = {
  tracker: {
    items: [
      // The tracker of a past day also reads days of service, and balances a second time.
      { may: ["Query"], on: ["CLIENT#*", "AUTH#*"] },
      { may: ["BatchGetItem"], on: ["CLIENT#*"] },
      { may: read, on: ["CATALOG"] },
    ],
  },
  clients: {
    items: [
      { may: [...read, "BatchGetItem", "PutItem"], on: ["CLIENT#*"] },
      { may: ["Query", "PutItem", "DeleteItem"], on: ["SEARCH#*"] },
      // A new one must not have the id of one that was deleted.
      { may: ["ConditionCheckItem"], on: ["CLIENT#*"] },
      // A change of a client changes the index entries of its authorizations.
      { may: ["UpdateItem"], on: ["CLIENT#*"] },
    ],
    readsBlindIndexKey: true,
  },
  insurances: {
    items: [
      { may: ["Query"], on: ["CLIENT#*"] },
      { may: naming, on: ["CATALOG"] },
      { may: ["PutItem", "DeleteItem"], on: ["CLIENT#*", "REFERENCE#*"] },
      { may: replayed, on: ["IDEMPOTENCY#*"] },
    ],
  },
  authorizations: {
    items: [
      { may: ["Query", "BatchGetItem"], on: ["CLIENT#*"] },
      { may: ["Query"], on: ["AUTH#*"] },
      { may: naming, on: ["CATALOG"] },
      { may: ["PutItem", "DeleteItem"], on: ["CLIENT#*", "REFERENCE#*"] },
      { may: replayed, on: ["IDEMPOTENCY#*"] },
      // A discontinued authorization tells billing to close its cap; limits say what is left.
      { may: ["PutItem", "DeleteItem"], on: ["OUTBOX#*", "RUNNING_LOW#*"] },
      { may: ["PutItem"], on: ["AWAITED#*"] },
    ],
    putsEvents: true,
  },
  confirm: {
    items: [
      { may: ["Query", "BatchGetItem"], on: ["CLIENT#*"] },
      { may: read, on: ["CATALOG"] },
      { may: ["PutItem"], on: ["CLIENT#*", "AWAITED#*"] },
      { may: ["PutItem", "DeleteItem"], on: ["OUTBOX#*"] },
    ],
    putsEvents: true,
  },
  /** Reads, and nothing else: it shows more than any other function, and no mistake in it can change what it shows. */
  audit: {
    items: [
      { may: ["GetItem", "BatchGetItem"], on: ["CLIENT#*"] },
      { may: ["Query"], on: ["CLIENT#*#AUDIT", "CATALOG#AUDIT"] },
      // The head of the setup's audit.
      { may: ["GetItem"], on: ["CATALOG"] },
    ],
    readsAudits: true,
  },
  /** Shows all that is stored of a client, and writes how it is to be handled. */
  records: {
    items: [
      { may: read, on: ["CLIENT#*"] },
      { may: ["Query"], on: ["AUTH#*", "RETENTION"] },
      { may: ["PutItem"], on: ["CLIENT#*"] },
      { may: replayed, on: ["IDEMPOTENCY#*"] },
    ],
    readsAudits: true,
  },
  services: {
    items: [
      ...posting,
      // Days of service and what a plan has moved.
      { may: ["Query"], on: ["AUTH#*"] },
    ],
  },
  setup: {
    items: [
      { may: [...read, "PutItem"], on: ["CATALOG"] },
      { may: ["PutItem"], on: ["CATALOG#AUDIT"] },
      // Begins the listing of what is unconfirmed when the agency gets a billing engine.
      { may: ["GetItem", "PutItem"], on: ["BACKFILL"] },
      // References to an entry, and services that a change of a group leaves uncovered.
      { may: ["Query"], on: ["REFERENCE#*", "AUTH#*"] },
    ],
  },
  reports: {
    items: [
      { may: ["Query"], index: "byExpiration", on: ["EXPIRES#*"] },
      { may: ["Query"], index: "unconfirmed", on: ["UNCONFIRMED"] },
      { may: ["BatchGetItem"], on: ["CLIENT#*"] },
      { may: ["Query"], on: ["CLIENT#*", "DRIFT", "AWAITED#*"] },
      { may: read, on: ["CATALOG"] },
    ],
  },
  /** Serves the contract's document and answers unknown routes: it is public, so it touches nothing. */
  contract: { items: [] },
  billing: {
    items: [
      ...posting,
      // A first cap: the transaction checks that there is none in the other place. One that is closed leaves the place it had.
      { may: ["ConditionCheckItem", "DeleteItem"], on: ["CLIENT#*"] },
      { may: ["PutItem"], on: ["EVENT#*"] },
      { may: ["PutItem", "DeleteItem"], on: ["OUTBOX#*"] },
      { may: ["GetItem", "DeleteItem"], on: ["AWAITED#*"] },
    ],
    putsEvents: true,
    writesCaps: true,
  },
  reconcile: {
    items: [
      { may: ["Query"], on: ["CLIENT#*", "REFERENCE#PAYER#*", "AWAITED#*"] },
      { may: read, on: ["CATALOG"] },
      { may: ["Query", "PutItem", "DeleteItem"], on: ["DRIFT"] },
      { may: ["GetItem", "PutItem"], on: ["RECONCILE"] },
      // A repair that was asked for: its audit entry with the head of the client's audit, and what billing is told again.
      { may: ["PutItem"], on: ["CLIENT#*"] },
      { may: ["PutItem", "DeleteItem"], on: ["OUTBOX#*"] },
    ],
    putsEvents: true,
  },
  copies: {
    items: [
      { may: ["Query", "BatchGetItem"], on: ["CLIENT#*"] },
      { may: read, on: ["CATALOG"] },
      { may: [...read, "PutItem"], on: ["COPY#*"] },
      { may: replayed, on: ["IDEMPOTENCY#*"] },
      // Adds to the audit of the source's client. The clients' authorizations are added by `copy-targets`.
      { may: ["PutItem"], on: ["CLIENT#*"] },
      { may: ["PutItem", "DeleteItem"], on: ["OUTBOX#*"] },
    ],
    putsEvents: true,
  },
  "copy-targets": {
    items: [
      { may: ["Query"], on: ["CLIENT#*", "REFERENCE#*"] },
      { may: naming, on: ["CATALOG"] },
      { may: [...read, "BatchGetItem", "PutItem"], on: ["COPY#*"] },
      // Adds authorizations as `authorizations` does.
      { may: ["PutItem"], on: ["CLIENT#*", "REFERENCE#*"] },
      { may: ["PutItem", "DeleteItem"], on: ["OUTBOX#*"] },
    ],
    putsEvents: true,
    unmeasured: {
      what: ["PutItem OUTBOX#*", "DeleteItem OUTBOX#*", "PutEvents"],
      because:
        "A copy is handed over to another run when the time of a call is over, which takes more clients than the tests have time for; `npm run test:long` copies to 10,500.",
    },
  },
  accesses: {
    items: [
      { may: ["UpdateItem"], on: ["CLIENT#*#ACCESS", "READER#*"] },
      // How many clients a user was told of on a day.
      { may: ["Query"], on: ["READER#*"] },
    ],
    recordsAccesses: true,
  },
  /** Writes nothing into the table: it compares audits with what it keeps of them where nobody else can write. */
  anchor: {
    items: [
      // All clients, as they are listed for everybody.
      { may: ["Query"], on: ["SEARCH#*", "CLIENT#*#AUDIT", "CATALOG#AUDIT"] },
      // The heads.
      { may: ["GetItem"], on: ["CLIENT#*", "CATALOG"] },
    ],
    readsAudits: true,
    readsBlindIndexKey: true,
    anchorsAudits: true,
  },
  resend: {
    items: [{ may: ["Query", "DeleteItem"], on: ["OUTBOX#*"] }],
    putsEvents: true,
  },
  backfill: {
    items: [
      // The kinds that migrations are about so far. Caps and audits it can't migrate: see the denials in `function-policy.ts`.
      { may: ["GetItem", "UpdateItem"], on: ["CLIENT#*"] },
      { may: [...read, "PutItem"], on: ["BACKFILL"] },
    ],
    scansTable: true,
  },
  /** Deletes clients at the end of their retention, with all that is stored of them but who saw them. */
  retention: {
    items: [
      { may: ["Query", "DeleteItem"], on: ["SEARCH#*"] },
      { may: ["BatchGetItem", "Query", "PutItem", "DeleteItem"], on: ["CLIENT#*"] },
      { may: ["Query", "DeleteItem"], on: ["AUTH#*"] },
      { may: ["DeleteItem"], on: ["REFERENCE#*", "ALERTS#*", "RUNNING_LOW#*", "AWAITED#*", "DRIFT"] },
      // The setup's audit says who was deleted.
      { may: ["GetItem", "PutItem"], on: ["CATALOG"] },
      { may: ["PutItem"], on: ["CATALOG#AUDIT"] },
      { may: [...read, "PutItem", "DeleteItem"], on: ["RETENTION"] },
    ],
    readsAudits: true,
    deletesAudits: true,
    readsBlindIndexKey: true,
  },
  remind: {
    items: [
      { may: ["Query"], index: "byExpiration", on: ["EXPIRES#*"] },
      // Counts them, for the dashboard, where there is a billing engine.
      { may: ["Query"], index: "unconfirmed", on: ["UNCONFIRMED"] },
      { may: read, on: ["CATALOG"] },
      { may: ["BatchGetItem"], on: ["CLIENT#*"] },
      { may: [...read, "DeleteItem"], on: ["RUNNING_LOW#*"] },
      { may: ["GetItem", "PutItem"], on: ["ALERTS#*", "REMIND"] },
      { may: ["PutItem", "DeleteItem"], on: ["OUTBOX#*"] },
    ],
    putsEvents: true,
  },
};
