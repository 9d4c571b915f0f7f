import { Issuer } from "./issuer.ts";
import type { OidcLogin } from "./oidc-login.ts";
import { OidcSession } from "./oidc-session.ts";
import { isAnswer, isOfAnotherWindow, KeptAttempt, newAttempt } from "./sign-in-attempt.ts";
import { signInFault } from "./sign-in-fault.ts";
import { SignedOutMark } from "./signed-out-mark.ts";
import { gone, type Surroundings } from "./surroundings.ts";

/**
 * The session of the user who is signed in with the issuer. Every page begins with it: without tokens it leaves for the issuer,
 * which sends a user whom it knows back at once. The issuer knows the address `/` alone; from there its answer is handed on to
 * the page where the user was, which asks for the tokens.
 */
export async function openOidcSession(login: OidcLogin, surroundings: Surroundings): Promise<OidcSession> {
  const { address, storage, screen } = surroundings;
  const kept = new KeptAttempt(storage);
  const signedOut = new SignedOutMark(storage);
  if (isAnswer(address.searchParams)) await handOn(surroundings, kept);
  const attempt = kept.get();
  const answer = attempt?.answer;
  if (attempt === undefined || answer === undefined) {
    if (signedOut.notice) await screen.ask(signedOut.notice);
    return signIn(login, surroundings);
  }
  // Used once, whatever becomes of it.
  kept.forget();
  signedOut.clear();
  try {
    const issuer = await Issuer.discover(login, address.origin);
    const tokens = await issuer.tokensFor(new URLSearchParams(answer), attempt);
    return new OidcSession({ login, issuer, surroundings, tokens });
  } catch (error) {
    return signIn(login, surroundings, signInFault(error));
  }
}

/** Asks the user first if something failed: the issuer might send the user back at once, with the same failure, for ever. */
async function signIn(login: OidcLogin, surroundings: Surroundings, fault?: string): Promise<never> {
  const { address, storage, screen } = surroundings;
  for (let reason = fault; ; ) {
    if (reason !== undefined) await screen.ask({ kind: "failed", reason });
    try {
      const issuer = await Issuer.discover(login, address.origin);
      const attempt = newAttempt(`${address.pathname}${address.search}`);
      const signInAddress = await issuer.addressFor(attempt);
      new KeptAttempt(storage).keep(attempt);
      surroundings.leaveFor(signInAddress);
      return await gone;
    } catch (error) {
      reason = signInFault(error);
    }
  }
}

/** Gives the issuer's answer to the page that it is for. */
async function handOn(surroundings: Surroundings, kept: KeptAttempt): Promise<never> {
  const { address, screen } = surroundings;
  if (isOfAnotherWindow(address.searchParams)) {
    surroundings.tell({ type: "answer", query: address.search });
    surroundings.closeWindow();
    await screen.ask({ kind: "done" });
    return gone;
  }
  const attempt = kept.get();
  if (attempt?.state === address.searchParams.get("state")) {
    kept.keep({ ...attempt, answer: address.search });
    surroundings.leaveFor(attempt.returnTo);
  } else {
    // Asks the user first: in a browser that keeps nothing between pages this would go on for ever.
    await screen.ask({ kind: "failed", reason: "This answer is to a question that was not asked here, or is over." });
    surroundings.leaveFor("/");
  }
  return gone;
}
