import { ConnectionError } from "./errors.ts";

/** Waits; rejects with the signal's reason when that comes first. */
export function pause(millis: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, millis);
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted) end();
  });
}

/**
 * Does something that a signal can end, for at most so long. Failure is a result; only the caller's own signal throws.
 * @throws the signal's reason
 */
export async function within<Result>(
  millis: number,
  signal: AbortSignal | undefined,
  work: (ending: AbortSignal) => Promise<Result>,
): Promise<Result | ConnectionError> {
  signal?.throwIfAborted();
  // Not AbortSignal.any: browsers of 2023 lack it.
  const ending = new AbortController();
  let late = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => ending.abort();
  // A caller's own `fetch` may ignore signals: then nobody waits for it.
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener("abort", () => reject(ending.signal.reason), { once: true });
    timer = setTimeout(() => {
      late = true;
      end();
    }, millis);
    signal?.addEventListener("abort", end, { once: true });
  });
  try {
    return await Promise.race([work(ending.signal), ended]);
  } catch (cause) {
    signal?.throwIfAborted();
    return new ConnectionError(late ? "timeout" : "network", cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}
