import { createHmac } from "node:crypto";

/** Turns a text that may name somebody into a key part that tells nothing without the agency's secret. */
export type BlindIndex = (...parts: readonly string[]) => string;

/**
 * HMAC-SHA-256 over the parts, cut to 128 bits: equal texts give equal hashes, which nobody can read back. `secret` must never
 * change.
 */
export function blindIndexWith(secret: string): BlindIndex {
  return (...parts) =>
    createHmac("sha256", secret).update(JSON.stringify(parts)).digest().subarray(0, 16).toString("base64url");
}
