const place = "prior-auth-tracker.signed-out";

/** Whoever signs out comes back to this site, and must not be sent to the issuer at once: some would sign them in again. */
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
