import type { RouteContract } from "../../api/route.ts";
import { Permission } from "../../domain/permission.ts";
import type { SimulatedAgency } from "./agency.ts";

/** The permissions of everybody in a run. */
const claims = { sub: "staff", client_id: "pages", permissions: Permission.options.join(" ") };

export interface Sent {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly ifMatch?: number;
  readonly idempotencyKey?: string;
}

/** An answer that came. */
export class Answer {
  readonly status: number;
  readonly text: string;
  /** Whether an earlier try of the same request may have had its effect without an answer. */
  readonly mayBeRepeated: boolean;

  constructor(status: number, text: string, mayBeRepeated: boolean) {
    this.status = status;
    this.text = text;
    this.mayBeRepeated = mayBeRepeated;
  }

  // biome-ignore lint/suspicious/noExplicitAny: callers read whatever the API answered
  get body(): any {
    return JSON.parse(this.text);
  }
}

interface Reply {
  readonly statusCode: number;
  readonly body?: string;
}

/** So many tries without an answer, and something is wrong. */
const mostTries = 200;

/** Somebody who calls the API, and calls again with the same request as long as no answer comes. */
export class Caller {
  readonly #agency: SimulatedAgency;
  #requests = 0;

  constructor(agency: SimulatedAgency) {
    this.#agency = agency;
  }

  async insist(route: RouteContract, sent: Sent): Promise<Answer> {
    const { time, random } = this.#agency;
    for (let tries = 0; tries < mostTries; tries++) {
      const reply = await this.#ask(route, sent);
      if (reply !== null) return new Answer(reply.statusCode, reply.body ?? "null", tries > 0);
      await time.sleep(random.between(500, 5000));
    }
    throw new Error(`${route.operationId} was not answered in ${mostTries} tries.`);
  }

  /** The reply, if one comes that says what became of the request. */
  async #ask(route: RouteContract, sent: Sent): Promise<Reply | null> {
    const { random, rates, tally } = this.#agency;
    const reply = (await this.#agency.invoke(route.capability, this.#event(route, sent))) as Reply | null;
    if (reply === null || reply.statusCode === 503) return null;
    if (reply.statusCode === 500) throw new Error(`${route.operationId} was answered 500: ${reply.body}`);
    if (reply.statusCode === 409 && reply.body?.includes('"IDEMPOTENCY_IN_PROGRESS"')) return null;
    if (!random.chance(rates.unheardReply)) return reply;
    tally.add("unheardReplies");
    return null;
  }

  /** The request as the HTTP API hands it to a function. */
  #event(route: RouteContract, { path, query, body, ifMatch, idempotencyKey }: Sent): object {
    this.#requests += 1;
    const trace = this.#requests.toString(16).padStart(32, "f");
    return {
      routeKey: `${route.method} ${route.path}`,
      headers: {
        "content-type": "application/json",
        // Given, since a function begins a trace of its own by real chance.
        traceparent: `00-${trace}-00000000000000ff-01`,
        ...(ifMatch !== undefined && { "if-match": `"${ifMatch}"` }),
        ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
      },
      requestContext: { http: { sourceIp: "192.0.2.1" }, authorizer: { jwt: { claims } } },
      isBase64Encoded: false,
      ...(path !== undefined && { pathParameters: path }),
      ...(query !== undefined && { queryStringParameters: query }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
  }
}
