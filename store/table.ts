/**
 * Attribute and index names of the one table, the only thing the infrastructure needs to know of the store.
 * Keys themselves are made in `keys.ts`.
 */
export const table = {
  partitionKey: "PK",
  sortKey: "SK",
  /** Epoch seconds. DynamoDB deletes late, so every reader that cares compares it as well. */
  timeToLive: "expiresAtEpochSeconds",
  /** Facts of client and insurance in an authorization, for the indexes. See `listing.ts`. */
  listed: "listed",
} as const;

/**
 * Indexes over authorizations that are not discontinued. `projected` is all that an entry has beside keys: so reading entries
 * costs little, and a posted service, which changes none of it, writes to no index.
 */
export const indexes = {
  /** Every one of them, a partition for each month of expiration. */
  byExpiration: {
    name: "by-expiration",
    partitionKey: "expiringPK",
    sortKey: "expiringSK",
    projected: ["effectiveDate", "createdAt", "expirationDateSince", table.listed],
  },
  /** Those without the C, in the order in which they were entered. */
  unconfirmed: {
    name: "unconfirmed",
    partitionKey: "unconfirmedPK",
    sortKey: "unconfirmedSK",
    projected: ["createdBy", table.listed],
  },
} as const;
export type Index = (typeof indexes)[keyof typeof indexes];
