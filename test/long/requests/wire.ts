import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import type { WireRequest } from "./mutations.ts";

export interface WireAnswer {
  readonly status: number;
  readonly millis: number;
}

/** Sends requests as they are, each answer read to its end. */
export class Wire {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });
  private readonly host: string;
  private readonly port: string;

  constructor(baseUrl: string) {
    ({ hostname: this.host, port: this.port } = new URL(baseUrl));
  }

  async answered({ method, target, headers, body }: WireRequest): Promise<WireAnswer> {
    const begun = performance.now();
    const { agent, host, port } = this;
    const length = body && method !== "GET" && method !== "HEAD" ? { "content-length": String(body.length) } : {};
    const asked = request({ agent, host, port, method, path: target, headers: { ...headers, ...length } });
    asked.end("content-length" in length ? body : undefined);
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    // What comes after the answer to a HEAD that was no HTTP is not read.
    asked.on("error", () => {});
    answer.resume();
    await once(answer, "close");
    return { status: answer.statusCode ?? 0, millis: performance.now() - begun };
  }

  close(): void {
    this.agent.destroy();
  }
}
