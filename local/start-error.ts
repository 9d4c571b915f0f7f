/**
 * What keeps the local server from starting. The message is one sentence for the person at the keyboard and says what to
 * do about it, so it is shown without a stack trace.
 */
export class StartError extends Error {
  override readonly name = "StartError";
}
