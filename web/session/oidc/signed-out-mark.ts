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

  set(): void {
    this.storage.setItem(place, "true");
  }

  get isSet(): boolean {
    return this.storage.getItem(place) !== null;
  }

  clear(): void {
    this.storage.removeItem(place);
  }
}
