/**
 * Attribute names of the one table, the only thing the infrastructure needs to know of the store.
 * Keys themselves are made in `keys.ts`.
 */
export const table = {
  partitionKey: "PK",
  sortKey: "SK",
  /** Epoch seconds. DynamoDB deletes late, so every reader that cares compares it as well. */
  timeToLive: "expiresAtEpochSeconds",
} as const;
