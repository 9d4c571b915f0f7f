import { onTestFinished, vi } from "vitest";
import { type ClientOptions, createClient } from "../../clients/typescript/src/index.ts";

/** What the fake answers: a status with a body, a failure of the network, or nothing until the request is ended. */
export type Answer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | Error
  | "never";

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export const problem = (status: number, code: string, more: object = {}): Answer => ({
  status,
  headers: { "content-type": "application/problem+json" },
  body: { type: "about:blank", title: "x", status, code, detail: "The reason.", traceId: "4bf9", ...more },
});

/** A client whose requests go to a fake, which gives these answers one after the other, and keeps what was asked. */
export function clientOf(answers: readonly Answer[], options: Partial<ClientOptions> = {}) {
  const sent: Sent[] = [];
  const left = [...answers];
  const fake: typeof fetch = (input, init = {}) => {
    const { method = "GET", signal, body } = init;
    const headers = Object.fromEntries(new Headers(init.headers));
    sent.push({ method, url: String(input), headers, body: body === undefined ? undefined : String(body) });
    const answer = left.shift();
    if (answer === undefined) throw new Error("Nobody expected another request.");
    if (answer instanceof Error) return Promise.reject(answer);
    if (answer === "never")
      return new Promise((_, reject) =>
        signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError"))),
      );
    const text = answer.body === undefined ? null : JSON.stringify(answer.body);
    return Promise.resolve(new Response(text, { status: answer.status, headers: answer.headers ?? {} }));
  };
  const client = createClient({ baseUrl: "https://api.example.org", fetch: fake, token: () => "token", ...options });
  return { client, sent };
}

/** Waits take no time in a test that calls this: each ends as soon as nothing else is left to do. */
export function quickTimers(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  onTestFinished(() => void vi.useRealTimers());
}

/** What a call comes to, with its waits; a failure is a result. */
export async function outcome(call: Promise<unknown>): Promise<unknown> {
  const settled = call.catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return settled;
}
