import type { RequestListener, Server } from "node:http";
import { StartError } from "../start-error.ts";
import { ended, listen } from "./http.ts";
import { answerBrokenRequest } from "./http-gateway.ts";
import { ownServer } from "./own-address.ts";
import { sendProblem } from "./problem.ts";

/** The server's address. It is taken first, so that a busy port shows at once, and answers 503 until the stack is up. */
export class Front {
  private readonly server: Server;
  private answer: RequestListener = (request, response) =>
    sendProblem(
      request,
      response,
      { status: 503, code: "SERVICE_UNAVAILABLE", detail: "The stack is starting." },
      { "retry-after": "1" },
    );

  constructor() {
    this.server = ownServer((request, response) => this.answer(request, response));
    // As long as API Gateway waits for anything.
    this.server.requestTimeout = 30_000;
    this.server.on("clientError", answerBrokenRequest);
  }

  open(answer: RequestListener): void {
    this.answer = answer;
  }

  async start(port: number): Promise<string> {
    try {
      return `http://127.0.0.1:${await listen(this.server, port)}`;
    } catch (cause) {
      const reason = (cause as NodeJS.ErrnoException).code === "EADDRINUSE" ? "is in use" : "can't be used";
      throw new StartError(`Port ${port} ${reason}: end whatever uses it, or choose another with --port.`, { cause });
    }
  }

  stop(): Promise<void> {
    return ended(this.server);
  }
}
