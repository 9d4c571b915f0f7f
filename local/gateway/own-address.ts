import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type Problem, sendProblem } from "./problem.ts";

/** A page of another site may let its own name lead to this machine (DNS rebinding), and then counts as the same site. */
const ownNames = ["127.0.0.1", "localhost", "[::1]"];

/** Whether a request names this machine, and the port to which it came. */
function isForHere({ headers: { host = "" }, socket: { localPort } }: IncomingMessage): boolean {
  const ownHosts = ownNames.flatMap((name) => [`${name}:${localPort}`, ...(localPort === 80 ? [name] : [])]);
  return ownHosts.includes(host.toLowerCase());
}

const elsewhere: Problem = {
  status: 421,
  code: "MISDIRECTED_REQUEST",
  detail: `This server answers to ${ownNames.join(", ")} with its port only.`,
};

/** A server for this machine alone, whatever name leads to it. */
export function ownServer(answer: RequestListener): Server {
  return createServer((request, response) =>
    isForHere(request) ? answer(request, response) : sendProblem(request, response, elsewhere),
  );
}

/**
 * Whether a page of another origin sent a request, as browsers tell it. A link from elsewhere may lead to a page: whoever set it learns
 * nothing, and nothing is changed by it.
 */
export function isOfAnotherOrigin({ method, headers }: IncomingMessage): boolean {
  const { origin, host, "sec-fetch-site": site = "none", "sec-fetch-mode": mode } = headers;
  const isLink = method === "GET" && mode === "navigate";
  return (
    (origin !== undefined && origin !== `http://${host}`) || (!isLink && !["same-origin", "none"].includes(`${site}`))
  );
}
