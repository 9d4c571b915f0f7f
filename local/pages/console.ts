import type { IncomingMessage, ServerResponse } from "node:http";
import { Permission } from "../../domain/permission.ts";
import { readBody } from "../gateway/http.ts";
import { isOfAnotherOrigin } from "../gateway/own-address.ts";
import { type Problem, sendProblem } from "../gateway/problem.ts";
import type { PutEventsEntry } from "../messaging/event-bus.ts";
import { keptEvents } from "../messaging/event-log.ts";
import type { LocalStack } from "../stack-interface.ts";
import { tokenLifetimeSeconds } from "../tokens/token-issuer.ts";
import { homePage } from "./developers-page.ts";

type Answer = { readonly status: number; readonly body: unknown } | { readonly html: string };

/** Enough for any event of the bus and then some. */
const mostBytes = 1024 * 1024;

class ConsoleProblem extends Error {
  override readonly name = "ConsoleProblem";
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.problem = { status, code, detail };
    this.headers = headers;
  }
}

function invalid(detail: string): ConsoleProblem {
  return new ConsoleProblem(400, "VALIDATION_FAILED", detail);
}

/** What only the local server has: tokens, the events that passed, dead letters, jobs on demand, and a page. */
export class Console {
  private readonly stack: LocalStack;

  constructor(stack: LocalStack) {
    this.stack = stack;
  }

  /** Whether the console answers this, and not the API. */
  static answersTo(path: string): boolean {
    return path === "/local" || path.startsWith("/local/");
  }

  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    try {
      // Whatever origins the agency allows: tokens for anybody are for this server's own pages, and for no page at all.
      if (isOfAnotherOrigin(request)) {
        throw new ConsoleProblem(403, "FORBIDDEN", "/local answers no pages of other origins.");
      }
      const answer = await this.route(request, path);
      if ("html" in answer) {
        response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(answer.html);
      } else {
        response.writeHead(answer.status, { "content-type": "application/json" });
        response.end(`${JSON.stringify(answer.body)}\n`);
      }
    } catch (error) {
      if (error instanceof ConsoleProblem) {
        sendProblem(request, response, error.problem, error.headers);
      } else {
        const detail = error instanceof Error ? error.message : String(error);
        sendProblem(request, response, { status: 500, code: "INTERNAL", detail });
      }
    }
  }

  private async route(request: IncomingMessage, path: string): Promise<Answer> {
    const jobName = /^\/local\/jobs\/([^/]+)$/.exec(path)?.[1];
    const deadEvent = /^\/local\/dead-letters\/([^/]+)\/redrive$/.exec(path)?.[1];
    const redrive = () => ({ status: 200, body: { redriven: this.stack.queues.redrive(deadEvent) } });
    const routes: Readonly<Record<string, () => Answer | Promise<Answer>>> = {
      "GET /local": () => ({ html: homePage(this.stack) }),
      "POST /local/token": async () => ({ status: 200, body: await this.token(await jsonBody(request)) }),
      "GET /local/events": () => ({ status: 200, body: this.events(request) }),
      "POST /local/events": async () => ({ status: 202, body: this.putEvent(await jsonBody(request)) }),
      "GET /local/metrics": () => ({ status: 200, body: { items: this.stack.metrics() } }),
      "GET /local/alarms": () => ({ status: 200, body: { items: this.stack.alarms() } }),
      "GET /local/dead-letters": () => ({ status: 200, body: { items: this.stack.queues.deadLetters() } }),
      "GET /local/objects": () => ({ status: 200, body: { items: this.stack.objects() } }),
      "POST /local/dead-letters/redrive": redrive,
      ...(deadEvent && { [`POST ${path}`]: redrive }),
      "GET /local/jobs": () => ({ status: 200, body: { items: this.stack.jobs.map((name) => ({ name })) } }),
      ...(jobName && { [`POST ${path}`]: async () => this.runJob(jobName, await jobInput(request)) }),
    };
    const method = request.method === "HEAD" ? "GET" : request.method;
    const answer = routes[`${method} ${path}`];
    if (answer) {
      return answer();
    }
    const allowed = Object.keys(routes).flatMap((key) => (key.endsWith(` ${path}`) ? (key.split(" ")[0] ?? []) : []));
    if (allowed.length > 0) {
      const detail = `Here it is ${allowed.join(" or ")}, not ${request.method}.`;
      throw new ConsoleProblem(405, "METHOD_NOT_ALLOWED", detail, { allow: allowed.join(", ") });
    }
    const known = Object.keys(routes).filter((key) => key.includes("/local/"));
    const named = "POST /local/dead-letters/{eventId}/redrive, POST /local/jobs/{name}";
    throw new ConsoleProblem(404, "NOT_FOUND", `The console has ${known.join(", ")}, ${named}.`);
  }

  private async token(body: unknown): Promise<object> {
    const { userId, permissions = [], ...others } = objectOf(body);
    const [unknownField] = Object.keys(others);
    if (unknownField !== undefined) {
      throw invalid(`There is no field ${unknownField}: send {"userId": "...", "permissions": ["..."]}.`);
    }
    if (typeof userId !== "string" || userId === "") {
      throw invalid("userId must be a text that is not empty: the id of whoever the token is for.");
    }
    const known: readonly unknown[] = Permission.options;
    const wrong = Array.isArray(permissions) ? permissions.find((one) => !known.includes(one)) : permissions;
    // Another issuer may well put other names there; here they would only be a typing error.
    if (wrong !== undefined) {
      throw invalid(`permissions must be a list of ${known.join(", ")}; ${JSON.stringify(wrong)} is none.`);
    }
    const accessToken = await this.stack.issueToken({ userId, permissions: permissions as string[] });
    return { access_token: accessToken, token_type: "Bearer", expires_in: tokenLifetimeSeconds };
  }

  private events(request: IncomingMessage): object {
    const limit = new URLSearchParams(request.url?.split("?")[1]).get("limit") ?? String(keptEvents);
    if (!/^[1-9]\d{0,4}$/.test(limit) || Number(limit) > keptEvents) {
      throw invalid(`limit must be a whole number from 1 to ${keptEvents}: so many of the newest events.`);
    }
    const { bus } = this.stack;
    return { items: bus.events(Number(limit)), total: bus.count() };
  }

  private putEvent(body: unknown): object {
    const [result] = this.stack.bus.put([entryOf(objectOf(body))]);
    if (!result || "ErrorCode" in result) {
      throw invalid(result?.ErrorMessage ?? "The bus took no event.");
    }
    return { eventId: result.EventId };
  }

  private async runJob(name: string, input: unknown): Promise<Answer> {
    if (!this.stack.jobs.includes(name)) {
      throw new ConsoleProblem(404, "NOT_FOUND", `There is no job ${name}; there are ${this.stack.jobs.join(", ")}.`);
    }
    return { status: 200, body: { job: name, result: await this.stack.runJob(name, input) } };
  }
}

/** An event as EventBridge shows it (`detail-type`), or as `GET /local/events` does (`detailType`). */
function entryOf(body: Readonly<Record<string, unknown>>): PutEventsEntry {
  const { source, detail } = body;
  const detailType = body["detail-type"] ?? body["detailType"];
  if (typeof source !== "string" || typeof detailType !== "string" || detail === undefined) {
    throw invalid('An event is {"source": "...", "detail-type": "...", "detail": {...}}, or one of GET /local/events.');
  }
  return {
    Source: source,
    DetailType: detailType,
    Detail: typeof detail === "string" ? detail : JSON.stringify(detail),
  };
}

/** What a job shall get instead of its schedule's input; undefined for no body or an empty object. */
async function jobInput(request: IncomingMessage): Promise<unknown> {
  const body = await bodyBytes(request);
  if (body.length === 0) {
    return undefined;
  }
  const input = objectOf(parsedJson(body));
  return Object.keys(input).length === 0 ? undefined : input;
}

/** Whatever its content type: curl calls JSON a form unless told otherwise. */
async function jsonBody(request: IncomingMessage): Promise<unknown> {
  return parsedJson(await bodyBytes(request));
}

async function bodyBytes(request: IncomingMessage): Promise<Buffer> {
  const body = await readBody(request, mostBytes);
  if (!body) {
    throw new ConsoleProblem(413, "PAYLOAD_TOO_LARGE", "The body has more than 1 MB.");
  }
  return body;
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw invalid("The body must be JSON.");
  }
}

function objectOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw invalid("The body must be a JSON object.");
  }
  return body as Readonly<Record<string, unknown>>;
}
