import type { IncomingMessage, Server } from "node:http";

/**
 * Lets a server listen on this machine only.
 * @param port 0 takes any free one
 * @returns the port
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

/** Ends a server, and whatever is still open to it. */
export function ended(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * The body of a request; undefined when it has more than `mostBytes`.
 * @throws when the client goes away in the middle
 */
export async function readBody(request: IncomingMessage, mostBytes: number): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > mostBytes) {
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= mostBytes) {
      chunks.push(chunk);
    } else {
      // The rest is read and dropped: a client that is still sending would not see the answer.
      chunks.length = 0;
    }
  }
  return size > mostBytes ? undefined : Buffer.concat(chunks);
}
