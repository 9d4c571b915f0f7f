import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** The function whose endpoint it is: each calls these services under an address of its own, with its name as the path. */
export function callerOf({ url = "" }: IncomingMessage): string {
  return url.split("?")[0]?.split("/")[1] ?? "";
}

/**
 * Answers an SDK, unless it has gone away.
 * @param protocol the version of the JSON protocol that the service speaks
 */
export function replyToSdk(response: ServerResponse, protocol: "1.0" | "1.1", status: number, body: object): void {
  if (response.destroyed || response.headersSent) {
    return;
  }
  response.writeHead(status, {
    "content-type": `application/x-amz-json-${protocol}`,
    "x-amzn-requestid": randomUUID(),
  });
  response.end(JSON.stringify(body));
}
