import * as z from "zod/mini";
import { AuthorizationCopy, CopyFailure, CopyResult, CopyTargetType } from "../domain/authorization-copy.ts";
import { Instant } from "../domain/calendar.ts";
import { AuthorizationId, ClientId, CopyId, PayerId, UserId } from "../domain/id.ts";
import { atLeast, atMost } from "../domain/text.ts";
import { leftOut, pageQuery } from "./paging.ts";
import { route } from "./route.ts";

const described = <Schema extends z.ZodMiniType>(schema: Schema, description: string) =>
  schema.check(z.meta({ description }));

const ofPayer = z.strictObject({ type: z.enum(["ALL", "ACTIVE"]) });
const chosen = z.strictObject({
  type: z.literal("CLIENTS"),
  clientIds: z.array(ClientId).check(
    atLeast(1, "must name at least one client"),
    atMost(1000, "must name at most 1000 clients"),
    z.refine((clientIds) => new Set(clientIds).size === clientIds.length, { error: "must not name a client twice" }),
    z.meta({ uniqueItems: true }),
  ),
});

/** Clients that have an insurance of the payer: all, or those that are active; or chosen ones. */
const CopyTargets = z
  .discriminatedUnion("type", [ofPayer, chosen], {
    error: `must be an object whose type is ${CopyTargetType.options.join(", ")}`,
  })
  .register(z.globalRegistry, { id: "CopyTargets" });

const AuthorizationCopyInput = z
  .strictObject({
    sourceClientId: ClientId,
    sourceAuthorizationId: AuthorizationId,
    payerId: described(PayerId, "Under whose insurances the copies are made."),
    target: CopyTargets,
  })
  .register(z.globalRegistry, { id: "AuthorizationCopyInput" });

const { shape } = AuthorizationCopy;

const CopyProgress = z
  .strictObject({
    copyId: CopyId,
    sourceClientId: ClientId,
    sourceAuthorizationId: AuthorizationId,
    payerId: PayerId,
    targetType: CopyTargetType,
    state: shape.state,
    failureReason: z.exactOptional(
      described(
        CopyFailure,
        "Only of a FAILED one: what was deleted from the setup. What was created until then stays.",
      ),
    ),
    created: described(z.int(), "Counted in portions of up to 100 targets; never falls, exact once DONE."),
    skipped: described(z.int(), "Counted like `created`."),
    total: described(
      z.nullable(z.int()),
      "Created and skipped ones in the end; null until the payer's clients are listed.",
    ),
    createdAt: Instant,
    createdBy: UserId,
    items: described(z.array(CopyResult), "Of the targets that are counted, in the order of client ids."),
    nextCursor: z.nullable(z.string()),
    ...leftOut,
  })
  .register(z.globalRegistry, { id: "AuthorizationCopy" });

export const copyAuthorization = route({
  operationId: "copyAuthorization",
  method: "POST",
  path: "/v1/authorization-copies",
  capability: "copies",
  summary:
    "Copy an authorization to all, active or chosen clients of a payer, unconfirmed and with the number Pending; its notes are not copied",
  description:
    "Answers 202 at once; follow the Location until `state` is DONE or FAILED. A client without a fitting " +
    "insurance, or that has it already, is skipped with a reason.",
  permission: "auths:copy",
  idempotencyKey: true,
  body: AuthorizationCopyInput,
  replies: {
    202: z.strictObject({ copyId: CopyId }).register(z.globalRegistry, { id: "StartedAuthorizationCopy" }),
  },
  errors: ["NOT_FOUND", "ALREADY_DISCONTINUED", "UNKNOWN_PAYER"],
});

export const readAuthorizationCopy = route({
  operationId: "readAuthorizationCopy",
  method: "GET",
  path: "/v1/authorization-copies/{copyId}",
  capability: "copies",
  summary: "How far a copy has come, and what became of each client; kept for 90 days",
  description:
    "Ask again every second or so while `state` is RUNNING. `total` is null until the payer's clients are " + "listed.",
  permission: "auths:copy",
  pathParameters: z.strictObject({ copyId: CopyId }),
  query: z.strictObject(pageQuery),
  replies: { 200: CopyProgress },
  errors: ["NOT_FOUND"],
});
