import type { SignOutReason } from "../session.ts";

/** What users are told when somebody has to sign in. */
export type SignInNotice =
  /** Nobody is signed in, by the user's own will. */
  | { readonly kind: "signed-out" }
  /** Nobody is signed in, since nobody used the page. */
  | { readonly kind: "signed-off" }
  /** The page is about to be left. */
  | { readonly kind: "leaving" }
  /** Signing in did not work; `reason` is a sentence. */
  | { readonly kind: "failed"; readonly reason: string }
  /** The sign-in has ended while the page is in use. `reason`: why the last attempt to go on failed. */
  | { readonly kind: "ended"; readonly reason?: string }
  /** Another window is open for it. */
  | { readonly kind: "elsewhere" }
  /** This window was open for it, and is of no further use. */
  | { readonly kind: "done" };

/** Tells users about their sign-in, over everything else. */
export interface SignInScreen {
  /** Resolves when the user wants to sign in. */
  ask(notice: SignInNotice): Promise<void>;
  hide(): void;
}

/** What passes between the tabs and windows of this site. Never a token. */
export type SignInMessage =
  | { readonly type: "answer"; readonly query: string }
  | { readonly type: "signed-out"; readonly why: SignOutReason };

/** What a session needs of the browser. */
export interface Surroundings {
  /** This page's address. */
  readonly address: URL;
  /** What a tab keeps from page to page. */
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  readonly screen: SignInScreen;
  /** Takes off the page all that is shown and typed, and with it whatever would ask before the page is left. The screen stays. */
  clearPage(): void;
  /** Leaves this page, as if it had never been there. */
  leaveFor(address: string): void;
  /** False when the browser keeps windows from opening. */
  openWindow(address: string): boolean;
  closeWindow(): void;
  tell(message: SignInMessage): void;
  /** Every message of other tabs and windows. */
  listen(hear: (message: SignInMessage) => void): void;
}

/** What comes after this page is left: nothing. */
export const gone = new Promise<never>(() => {});
