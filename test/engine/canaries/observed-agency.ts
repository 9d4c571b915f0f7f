import { expect } from "vitest";
import { routes } from "../../../api/routes.ts";
import type { LocalStack } from "../../../local/local-stack.ts";
import type { Reply, User } from "../../e2e/agency.ts";
import { answered, startAgency } from "../agency-on-engine.ts";
import { Canaries } from "./canaries.ts";

const byId = new Map(routes.map((route) => [route.operationId, route]));

export function routeOf(operationId: string) {
  const route = byId.get(operationId);
  if (route === undefined) throw new Error(`There is no route ${operationId}.`);
  return route;
}

interface Sent {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly ifMatch?: number;
  readonly headers?: Record<string, string>;
}

/** An agency, and what it shows of its clients to others than who may see them. */
export class ObservedAgency {
  readonly canaries = new Canaries();
  readonly logs: string[] = [];
  readonly problems: string[] = [];
  /** What replies give to be called or kept: locations, links, cursors, names of files. */
  readonly addresses: string[] = [];
  /** The routes that have answered with success. */
  readonly answeredBy = new Set<string>();
  private started: { readonly stack: LocalStack; readonly staff: User } | undefined;

  async start(): Promise<void> {
    this.started = await startAgency({ log: (line) => this.logs.push(line) });
  }

  get stack(): LocalStack {
    if (this.started === undefined) throw new Error("The agency has not started.");
    return this.started.stack;
  }

  async call(operationId: string, sent: Sent = {}): Promise<Reply> {
    const { path = {}, query = "", body, ifMatch, headers = {} } = sent;
    const route = routeOf(operationId);
    const url = `${route.path.replace(/\{(\w+)\}/g, (_, name) => path[name] ?? "")}${query}`;
    const content = typeof body === "string" ? { text: body } : body !== undefined && { body };
    const options = { headers, ...(ifMatch !== undefined && { ifMatch }), ...content };
    const reply = (await this.started?.staff.call(route.method, url, options)) as Reply;
    this.note(reply);
    if (reply.status < 400) this.answeredBy.add(operationId);
    return reply;
  }

  /** The same, which has to succeed; answers the body. */
  async made(operationId: string, sent: Sent = {}) {
    return answered(await this.call(operationId, sent));
  }

  /** The same, which has to be refused. */
  async refused(operationId: string, status: number, sent: Sent = {}): Promise<void> {
    const reply = await this.call(operationId, sent);
    expect([operationId, sent, reply.status]).toEqual([operationId, sent, status]);
  }

  /** Sends what a route's schema describes, with a canary in each free text: in ways that are refused, and then as it should be. */
  async write(operationId: string, given: Record<string, unknown>, sent: Sent = {}, without: readonly string[] = []) {
    const body = () => this.canaries.body(routeOf(operationId), given, without);
    const each = (changed: (value: unknown) => unknown) =>
      Object.fromEntries(Object.entries(body()).map(([field, value]) => [field, changed(value)]));
    const faulty = [
      { ...body(), unknown: this.canaries.text("an unknown field") },
      each((value) => [value]),
      each((value) => JSON.stringify(value).repeat(250).slice(0, 3000)),
      JSON.stringify(body()).slice(0, -1),
      JSON.stringify(this.canaries.text("a body that is a text")),
    ];
    for (const one of faulty) await this.refused(operationId, 400, { ...sent, body: one });
    const headers = { ...sent.headers, "content-type": this.canaries.text("a content type") };
    await this.refused(operationId, 415, { ...sent, headers, body: body() });
    return this.made(operationId, { ...sent, body: body() });
  }

  private note({ status, headers, body }: Reply): void {
    const told = ["location", "link", "x-next-cursor", "content-disposition", "etag"].map((name) => headers.get(name));
    for (const address of [...told, body?.nextCursor]) if (address) this.addresses.push(address);
    if (status >= 400) this.problems.push(JSON.stringify(body));
  }
}
