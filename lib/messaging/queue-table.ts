/**
 * What functions take off the agency's bus: a row for each queue. A new queue is a row here; rule, dead letters, grants, alarms and
 * the figures on the dashboard follow.
 */
export interface QueueRow {
  /** The function that takes from it, and puts what it gives up among its dead letters. */
  readonly consumer: "billing" | "copy-targets";
  readonly source: "prior-auth-tracker" | "billing-engine";
  readonly detailTypes: readonly string[];
  readonly batchSize: number;
  /** Batches worked on at the same time: AWS accepts 2 or more. */
  readonly atOnce: number;
  /** Who is hurt by a message that is given up: the first half of its alarm. */
  readonly lost: string;
  /** Who is hurt by messages that wait. */
  readonly late: string;
  readonly lateAfterSeconds: number;
}

/** The event that makes a copy begin or go on, for ourselves alone. */
export const copyContinued = "AuthorizationCopyContinued";

/** Apart, because hundreds of services of a history must not delay the acknowledgement of a confirm, and a copy to thousands neither. */
export const queueTable = {
  caps: {
    consumer: "billing",
    source: "prior-auth-tracker",
    detailTypes: ["AuthorizationConfirmed", "AuthorizationDiscontinued"],
    batchSize: 10,
    // A cap is one small transaction, so this catches up with any backlog.
    atOnce: 3,
    lost: "Confirmed authorizations have no cap in billing, so services may be billed over what the payer approved.",
    late: "Confirmed authorizations wait more than five minutes for their cap.",
    lateAfterSeconds: 300,
  },
  services: {
    consumer: "billing",
    source: "billing-engine",
    detailTypes: ["ServiceRendered", "ServiceVoided"],
    // All may be of one client, and then have to fit into one transaction.
    batchSize: 8,
    // More batches would only contend for a client whose history is sent.
    atOnce: 2,
    lost: "Services of the billing engine are not counted, so trackers show more left than there is.",
    late: "Services of the billing engine wait more than fifteen minutes to be counted.",
    // A history of some thousands may take minutes.
    lateAfterSeconds: 900,
  },
  copies: {
    consumer: "copy-targets",
    source: "prior-auth-tracker",
    detailTypes: [copyContinued],
    // A run takes all of its time for one copy.
    batchSize: 1,
    atOnce: 2,
    lost: "A copy of an authorization has stopped half-way, so some clients still lack theirs.",
    late: "Copies of authorizations wait more than fifteen minutes before anybody works on them.",
    // A lost run is started again after three minutes. Three in a row are bad luck, five end in the dead letters.
    lateAfterSeconds: 900,
  },
} as const satisfies Readonly<Record<string, QueueRow>>;

export type QueueName = keyof typeof queueTable;
export const queueNames = Object.keys(queueTable) as readonly QueueName[];

/** The functions that take from queues. */
export const consumers: readonly string[] = [...new Set(queueNames.map((name) => queueTable[name].consumer))];
export const queuesOf = (consumer: string): readonly QueueName[] =>
  queueNames.filter((name) => queueTable[name].consumer === consumer);

/** In ids of constructs and of alarms: `caps` is `Caps`. */
export const titled = (name: QueueName): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
