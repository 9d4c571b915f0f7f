import type * as z from "zod/mini";
import type { RouteContract } from "../../api/route.ts";
import type { CalendarDate } from "../../domain/calendar.ts";
import type { Actor } from "../../domain/permission.ts";
import type { Write } from "../../store/opened-table.ts";
import type { Representation } from "./representation.ts";
import type { Trace } from "./trace.ts";

type Output<Schema> = Schema extends z.ZodMiniType ? z.output<Schema> : null;

/** A request after everything that its contract says was checked. */
export interface Call<Contract extends RouteContract = RouteContract> {
  readonly path: z.output<Contract["pathParameters"]>;
  readonly query: z.output<Contract["query"]>;
  readonly body: Output<Contract["body"]>;
  readonly actor: Actor;
  /** The permission that the route needs; `signed-in` if any user may call it. */
  readonly role: string;
  /** What the caller accepts; JSON where the route has nothing else. */
  readonly representation: Representation;
  /** The version in `If-Match`: the one that the caller last read; undefined where it was left out and may be. */
  readonly ifMatch: Contract["ifMatch"] extends true ? number : number | undefined;
  readonly trace: Trace;
  readonly now: Date;
  /** The agency's day. */
  readonly today: CalendarDate;
  /**
   * Writes that keep this reply for a request that comes again with its `Idempotency-Key`. They belong first in the transaction
   * of the effect; empty if the request has no key.
   */
  readonly recordOf: (reply: Reply<Contract>) => readonly Write[];
}

/** What a handler answers: one of the contract's replies. `version` becomes the ETag. */
export type Reply<Contract extends RouteContract = RouteContract> = {
  [Status in keyof Contract["replies"]]: {
    readonly status: Status;
    readonly body: Output<Contract["replies"][Status]>;
    readonly version?: number;
    readonly location?: string;
  };
}[keyof Contract["replies"]];

/** A route with its handler. */
export interface HandledRoute<Services> {
  readonly contract: RouteContract;
  readonly answer: (call: Call, services: Services) => Promise<Reply>;
}

/** Binds a handler to its contract; the types of both must agree. */
export function handles<const Contract extends RouteContract, Services>(
  contract: Contract,
  answer: (call: Call<Contract>, services: Services) => Promise<Reply<Contract>>,
): HandledRoute<Services> {
  return { contract, answer: answer as unknown as HandledRoute<Services>["answer"] };
}

/** The replies that handlers give. */
export const ok = <Body>(body: Body, version?: number) => ({
  status: 200 as const,
  body,
  ...(version !== undefined && { version }),
});
export const created = <Body>(body: Body, version: number, location?: string) => ({
  status: 201 as const,
  body,
  version,
  ...(location !== undefined && { location }),
});
export const accepted = <Body>(body: Body, location: string) => ({ status: 202 as const, body, location });
export const noContent = () => ({ status: 204 as const, body: null });
