import * as z from "zod/mini";
import { approvedFields, DiscontinuedEffect, discontinuedReason } from "../domain/authorization.ts";
import { Amounts } from "../domain/balance.ts";
import { CalendarDate, Instant } from "../domain/calendar.ts";
import { Procedure } from "../domain/catalog.ts";
import { AuthorizationId, ClientId, InsuranceId, PayerId, Version } from "../domain/id.ts";
import { openEnum } from "../domain/open-enum.ts";
import { Color, Flag, Status } from "../domain/status.ts";
import { Movement } from "../domain/usage.ts";
import { clientsPage, page, pageQuery } from "./paging.ts";
import { route } from "./route.ts";
import { warnings } from "./warnings.ts";

const ofClient = z.strictObject({ clientId: ClientId });
const ofAuthorization = z.strictObject({ clientId: ClientId, authorizationId: AuthorizationId });

export const AuthorizationInput = z
  .strictObject(approvedFields)
  .register(z.globalRegistry, { id: "AuthorizationInput" });
export type AuthorizationInput = z.infer<typeof AuthorizationInput>;

const Confirmation = z
  .strictObject({
    state: z.enum(["NOT_CONFIRMED", "SENT", "ACKNOWLEDGED", "STALE"]),
    confirmedAt: z.exactOptional(Instant),
    confirmedBy: z.exactOptional(z.string()),
    confirmedVersion: z.exactOptional(Version),
  })
  .register(z.globalRegistry, { id: "Confirmation" });

/** An authorization as everybody sees it, everywhere: the tracker row. */
export const Authorization = z
  .strictObject({
    authorizationId: AuthorizationId,
    clientId: ClientId,
    insuranceId: InsuranceId,
    payerId: z.nullable(PayerId),
    payerName: z.nullable(z.string()),
    authorizationNumber: z.string(),
    confirmedMark: z.nullable(z.literal("C")),
    confirmation: Confirmation,
    procedure: Procedure,
    effectiveDate: CalendarDate,
    expirationDate: CalendarDate,
    daysLeft: z.int(),
    units: Amounts,
    visits: Amounts,
    percentUsed: z
      .nullable(z.int())
      .check(z.meta({ description: "Rounded down: 100 only once nothing is left. Null when neither is limited." })),
    status: z.nullable(Status).check(z.meta({ description: "Null once discontinued." })),
    statusColor: z.nullable(Color),
    flags: z.array(Flag),
    notes: z.exactOptional(z.string()),
    allowedActions: z.array(openEnum(z.enum(["edit", "confirm", "discontinue", "copy"]))),
    discontinuedAt: z.exactOptional(Instant),
    discontinuedReason: z.exactOptional(z.string()),
    discontinuedEffect: z.exactOptional(DiscontinuedEffect),
    createdAt: Instant,
    createdBy: z.string(),
    updatedAt: Instant,
    version: Version,
  })
  .register(z.globalRegistry, { id: "Authorization" });

const AuthorizationWithWarnings = z
  .strictObject({
    ...Authorization.shape,
    warnings,
  })
  .register(z.globalRegistry, { id: "AuthorizationWithWarnings" });

const { shape } = AuthorizationInput;

/** Any of the fields; null clears an optional one. */
const AuthorizationChange = z
  .partial(
    z.strictObject({
      ...shape,
      authUnits: z.nullable(shape.authUnits.def.innerType),
      authVisits: z.nullable(shape.authVisits.def.innerType),
      notes: z.nullable(shape.notes.def.innerType),
    }),
  )
  .register(z.globalRegistry, { id: "AuthorizationChange" });

export const addAuthorization = route({
  operationId: "addAuthorization",
  method: "POST",
  path: "/v1/clients/{clientId}/authorizations",
  capability: "authorizations",
  summary: "Add a new authorization",
  description:
    "The reply is the row as the tracker shows it, with `warnings` about what was saved all the same: " +
    "`OVERLAPS:<authorizationId>`, `NO_AUTHORIZATION:<serviceId>` of a service without one that could use it, and " +
    "`RETRO_WINDOW_PASSED:<serviceId>` where the payer authorizes so late no more, of each the first 100, then `:+<n>`; " +
    "`LONG_SPAN` where it holds for more than three years (a form asks before it sends that), `OUTSIDE_INSURANCE_DATES` where its insurance is not in force on all of its days, and `CLIENT_INACTIVE`. Leave " +
    "`authUnits` or `authVisits` out where the payer set no limit. The number may be `Pending` until the payer tells it, or " +
    "what else the settings say is none.",
  permission: "auths:write",
  idempotencyKey: true,
  pathParameters: ofClient,
  body: AuthorizationInput,
  replies: { 201: AuthorizationWithWarnings },
  errors: [
    "NOT_FOUND",
    "PRIOR_AUTH_NOT_REQUIRED",
    "INSURANCE_INACTIVE",
    "UNKNOWN_PROCEDURE",
    "EXPIRATION_BEFORE_EFFECTIVE",
    "DATE_OUT_OF_BOUNDS",
    "DUPLICATE_AUTHORIZATION",
  ],
});

export const readAuthorization = route({
  operationId: "readAuthorization",
  method: "GET",
  path: "/v1/clients/{clientId}/authorizations/{authorizationId}",
  capability: "authorizations",
  summary: "One authorization",
  description: "The same row as in the tracker, also of a discontinued one; `asOf` as there.",
  pathParameters: ofAuthorization,
  query: z.strictObject({ asOf: z.exactOptional(CalendarDate) }),
  replies: { 200: Authorization },
  errors: ["NOT_FOUND"],
});

export const confirmAuthorization = route({
  operationId: "confirmAuthorization",
  method: "POST",
  path: "/v1/clients/{clientId}/authorizations/{authorizationId}/confirm",
  capability: "confirm",
  summary: "Confirm the version last read to billing; confirming it again changes nothing",
  description:
    "No body. Show the C from `confirmedMark`; `confirmation.state` is SENT until billing has stored the " +
    "cap, then ACKNOWLEDGED. With If-Match of the confirmed or of the current version a repeated call " +
    "answers 200 with the same `confirmedAt`. Pending, and what else is no number by the settings, is 422 AUTH_NUMBER_PENDING.",
  permission: "auths:confirm",
  ifMatch: true,
  pathParameters: ofAuthorization,
  replies: { 200: Authorization },
  errors: [
    "NOT_FOUND",
    "ALREADY_DISCONTINUED",
    "BILLING_ENGINE_DISABLED",
    "PRIOR_AUTH_NOT_REQUIRED",
    "INSURANCE_INACTIVE",
    "AUTH_NUMBER_PENDING",
  ],
});

export const changeAuthorization = route({
  operationId: "changeAuthorization",
  method: "PATCH",
  path: "/v1/clients/{clientId}/authorizations/{authorizationId}",
  capability: "authorizations",
  summary: "Change an authorization; a confirmed one loses its C unless only the notes change",
  description:
    "Send only what changes, with the ETag that was read as If-Match; null clears an optional field. " +
    "Usage is never reset: lowering below what is used shows negative remaining. `OUTSIDE_DATES:<serviceId>` and " +
    "`PROCEDURE_CHANGED:<serviceId>` name services that it no longer holds for, which a reallocation can move. After a 412 " +
    "read again and decide anew. Sent again by the same user, since the reply was lost, it answers 200 with what stands.",
  permission: "auths:write",
  ifMatch: true,
  pathParameters: ofAuthorization,
  body: AuthorizationChange,
  replies: { 200: AuthorizationWithWarnings },
  errors: [
    "NOT_FOUND",
    "ALREADY_DISCONTINUED",
    "PRIOR_AUTH_NOT_REQUIRED",
    "INSURANCE_INACTIVE",
    "UNKNOWN_PROCEDURE",
    "EXPIRATION_BEFORE_EFFECTIVE",
    "DATE_OUT_OF_BOUNDS",
    "DUPLICATE_AUTHORIZATION",
  ],
});

export const discontinueAuthorization = route({
  operationId: "discontinueAuthorization",
  method: "POST",
  path: "/v1/clients/{clientId}/authorizations/{authorizationId}/discontinue",
  capability: "authorizations",
  summary: "Move an authorization from the tracker to the history; billing closes the cap of a confirmed one",
  description:
    "It stays readable in the history and is never deleted; it can't be changed any more (409 " +
    "ALREADY_DISCONTINUED). With the effect RELEASE it never was valid: `warnings` name the services that it no longer " +
    "holds for, which a reallocation can move. The body may be left out. Sent again by the same user, since the reply was " +
    "lost, it answers 200 with what stands.",
  permission: "auths:write",
  ifMatch: true,
  pathParameters: ofAuthorization,
  body: z
    .strictObject({ reason: z.exactOptional(discontinuedReason), effect: z.exactOptional(DiscontinuedEffect) })
    .register(z.globalRegistry, { id: "Discontinuation" }),
  bodyOptional: true,
  replies: { 200: AuthorizationWithWarnings },
  errors: ["NOT_FOUND", "ALREADY_DISCONTINUED"],
});

export const listAuthorizationHistory = route({
  operationId: "listAuthorizationHistory",
  method: "GET",
  path: "/v1/clients/{clientId}/authorization-history",
  capability: "authorizations",
  summary: "Discontinued and expired authorizations, newest expiration first",
  description:
    "For the history tab. An expired one that is not discontinued is in the tracker as well. While the tracker is not " +
    "`visible`, the open ones that it hides are here, so that they can be discontinued.",
  pathParameters: ofClient,
  query: z.strictObject(pageQuery),
  replies: { 200: clientsPage(Authorization) },
  errors: ["NOT_FOUND"],
});

const LedgerBalance = z.strictObject({ units: Amounts, visits: Amounts });
const Ledger = z
  .strictObject({
    ...page(Movement).shape,
    balance: LedgerBalance,
    balanceBefore: LedgerBalance.check(
      z.meta({ description: "What all movements add up to that are older than those of this page." }),
    ),
  })
  .register(z.globalRegistry, { id: "Ledger" });

export const readLedger = route({
  operationId: "readLedger",
  method: "GET",
  path: "/v1/clients/{clientId}/authorizations/{authorizationId}/ledger",
  capability: "authorizations",
  summary:
    "The movements of an authorization's balance, newest first; with asOf those of services up to that day, and its balance",
  description:
    "Explains the balance: each movement with the service, who and why, in the order in which they were stored. `asOf` goes " +
    "by the service date, not by when the service was posted. All movements sum to the balance; those of a page sum to what " +
    "is between `balanceBefore` and where the page begins: the `balance`, or `balanceBefore` of the page before.",
  pathParameters: ofAuthorization,
  query: z.strictObject({ asOf: z.exactOptional(CalendarDate), ...pageQuery }),
  replies: { 200: Ledger },
  errors: ["NOT_FOUND"],
});
