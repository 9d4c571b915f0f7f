import { Agent, type IncomingMessage, request as requestTo, type ServerResponse } from "node:http";
import { ended, listen, readBody } from "../gateway/http.ts";
import { ownServer } from "../gateway/own-address.ts";
import { callerOf, replyToSdk } from "../gateway/sdk-requests.ts";
import type { Grants } from "../roles/grants.ts";
import { accessesOf, type TableKeys } from "./item-access.ts";

/** More than DynamoDB takes in one request. */
const mostBytes = 17 * 1024 * 1024;

export interface DatabaseEndpointParts {
  /** The engine's address. */
  readonly engine: string;
  readonly grants: Grants;
  readonly table: TableKeys;
  readonly log: (line: string) => void;
}

/**
 * The address that functions know as DynamoDB, with a function's name as its path. It asks the function's role about each
 * request, and hands on to the engine what the role allows.
 */
export class DatabaseEndpoint {
  private readonly parts: DatabaseEndpointParts;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server = ownServer((request, response) => {
    // The caller has gone away in the middle: there is nobody to answer.
    this.answer(request, response).catch(() => response.destroy());
  });

  constructor(parts: DatabaseEndpointParts) {
    this.parts = parts;
  }

  /** @returns the endpoint's address */
  async start(): Promise<string> {
    return `http://127.0.0.1:${await listen(this.server, 0)}`;
  }

  async stop(): Promise<void> {
    await ended(this.server);
    this.agent.destroy();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, mostBytes);
    if (!body) {
      fail(response, "ValidationException", "The request is larger than DynamoDB takes.");
      return;
    }
    const refusal = this.refusal(callerOf(request), operationOf(request), body.toString("utf8"));
    if (refusal !== undefined) {
      this.parts.log(`[grants] ${refusal}`);
      fail(response, "AccessDeniedException", refusal);
      return;
    }
    this.handOn(request, body, response);
  }

  /** A request that can't be understood is refused as if the role did not allow it. */
  private refusal(caller: string, operation: string, text: string): string | undefined {
    try {
      return this.parts.grants.refusal(caller, accessesOf(operation, JSON.parse(text), this.parts.table));
    } catch (error) {
      return `${operation}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  private handOn(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { method = "POST", headers } = request;
    const handedOn = requestTo(
      this.parts.engine,
      { method, agent: this.agent, headers: { ...headers, host: new URL(this.parts.engine).host } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    handedOn.on("error", () => response.destroy());
    handedOn.end(body);
  }
}

function operationOf({ headers }: IncomingMessage): string {
  return String(headers["x-amz-target"]).split(".")[1] ?? "";
}

function fail(response: ServerResponse, type: string, message: string): void {
  replyToSdk(response, "1.0", 400, { __type: `com.amazon.coral.service#${type}`, message });
}
