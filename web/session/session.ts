import type { Permission } from "../../clients/typescript/src/index.ts";

export type SignOutReason = "user" | "idle";

/** The user of the pages and their tokens. Dispatches `change` when it is another user. */
export interface Session extends EventTarget {
  readonly user: { readonly userId: string; readonly name: string };
  /** What the user may do. Only for what pages offer at all: the API decides by itself. */
  readonly permissions: ReadonlySet<Permission>;
  /**
   * A token for the API, kept in memory alone.
   * @param refused true when the API did not take the last one
   */
  token(refused?: boolean): Promise<string>;
  /**
   * Ends the session and leaves the page.
   * @param why `idle`: nobody has used it; what is typed is lost then, and nothing asks
   */
  signOut(why?: SignOutReason): Promise<void>;
}
