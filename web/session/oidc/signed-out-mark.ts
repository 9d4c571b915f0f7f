import type { SignOutReason } from "../session.ts";

const place = "prior-auth-tracker.signed-out";

/**
 * A user who signs out comes back to this site and must not be sent to the issuer at once: some issuers would sign the user in
 * again.
 */
export class SignedOutMark {
  private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;

  constructor(storage: Pick<Storage, "getItem" | "setItem" | "removeItem">) {
    this.storage = storage;
  }

  set(why: SignOutReason): void {
    this.storage.setItem(place, why);
  }

  /** What the user is told; undefined: nobody has signed out. */
  get notice(): { readonly kind: "signed-out" | "signed-off" } | undefined {
    const why = this.storage.getItem(place);
    return why === null ? undefined : { kind: why === "idle" ? "signed-off" : "signed-out" };
  }

  clear(): void {
    this.storage.removeItem(place);
  }
}
