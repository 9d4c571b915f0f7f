/** What a function finds in its environment; only the names matter here. */
export const environment = {
  AGENCY_ID: "willow-creek",
  AGENCY_TIME_ZONE: "America/Chicago",
  ANCHOR_BUCKET: "bucket",
  AWS_ACCESS_KEY_ID: "none",
  AWS_REGION: "us-east-1",
  AWS_SECRET_ACCESS_KEY: "none",
  BILLING_ENGINE: "true",
  BLIND_INDEX_KEY: "0".repeat(64),
  CURSOR_KEY: "0".repeat(64),
  DEAD_LETTERS: "{}",
  EVENT_BUS_NAME: "bus",
  MOST_ATTEMPTS: "5",
  PERMISSIONS_CLAIM: "permissions",
  READ_PERMISSION: "REQUIRED",
  TABLE_NAME: "table",
};
