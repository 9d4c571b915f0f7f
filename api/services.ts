import * as z from "zod/mini";
import { CalendarDate } from "../domain/calendar.ts";
import { ActivityCodeId, AuthorizationId, ClientId, InsuranceId, ServiceId } from "../domain/id.ts";
import { openEnum } from "../domain/open-enum.ts";
import { Applied, CoverageWarning, PostedService, Service as StoredService } from "../domain/service.ts";
import { route } from "./route.ts";

const capability = "services";
const ofClient = z.strictObject({ clientId: ClientId });
const ofService = z.strictObject({ clientId: ClientId, serviceId: ServiceId });

/** A service as shown; what it uses stands beside it. */
const Service = z.omit(StoredService, { applied: true, warnings: true }).register(z.globalRegistry, { id: "Service" });

const body = PostedService.register(z.globalRegistry, { id: "ServiceInput" });
const warnings = z.array(CoverageWarning);

const PostedServiceReply = z
  .strictObject({ service: Service, applied: z.nullable(Applied), warnings })
  .register(z.globalRegistry, { id: "PostedService" });

export const putService = route({
  operationId: "putService",
  method: "PUT",
  path: "/v1/clients/{clientId}/services/{serviceId}",
  capability,
  summary: "Post a service, or replace it by other content; the same again changes nothing",
  description:
    "Repeating the same service changes nothing, other content under the same id replaces it, so billing " +
    "may send it as often as it likes. Without `authorizationId` the service chooses one; `applied` says " +
    "which and why. Going over is accepted with the warning OVERUSE, or refused with 422 CAP_EXCEEDED " +
    "where the agency's policy is BLOCK.",
  permission: "services:write",
  pathParameters: ofService,
  body,
  replies: { 200: PostedServiceReply, 201: PostedServiceReply },
  errors: ["NOT_FOUND", "UNKNOWN_ACTIVITY_CODE", "ALREADY_DISCONTINUED", "CAP_EXCEEDED", "NO_AUTHORIZATION"],
});

export const voidService = route({
  operationId: "voidService",
  method: "DELETE",
  path: "/v1/clients/{clientId}/services/{serviceId}",
  capability,
  summary: "Void a service: it gives back its units, and its visit when no other service is left on that day",
  description: "Answers 204 also when it is void already.",
  permission: "services:write",
  pathParameters: ofService,
  replies: { 204: null },
  errors: ["NOT_FOUND"],
});

const left = z.nullable(z.int());

const ServiceCheck = z
  .strictObject({
    covered: z.boolean(),
    applied: z.nullable(Applied),
    remainingAfter: z
      .nullable(z.strictObject({ units: left, visits: left }))
      .check(z.meta({ description: "Null when no authorization would be used; a quantity is null when not limited." })),
    warnings,
  })
  .register(z.globalRegistry, { id: "ServiceCheck" });

export const checkService = route({
  operationId: "checkService",
  method: "POST",
  path: "/v1/clients/{clientId}/service-checks",
  capability,
  summary: "Would this service be covered, by which authorization, with what left; stores nothing",
  description: "For a warning before a note is signed. Same body as posting the service.",
  pathParameters: ofClient,
  body,
  replies: { 200: ServiceCheck },
  errors: ["NOT_FOUND", "UNKNOWN_ACTIVITY_CODE", "ALREADY_DISCONTINUED", "NO_AUTHORIZATION"],
});

const ClaimAuthorization = z
  .strictObject({
    authorizationNumber: z.nullable(z.string()),
    authorizationId: z.exactOptional(AuthorizationId),
    reason: z.exactOptional(
      openEnum(z.enum(["NO_AUTHORIZATION", "OUTSIDE_DATES", "AUTH_NUMBER_PENDING", "PRIOR_AUTH_NOT_REQUIRED"])),
    ),
  })
  .register(z.globalRegistry, { id: "ClaimAuthorization" });

export const readClaimAuthorization = route({
  operationId: "readClaimAuthorization",
  method: "GET",
  path: "/v1/clients/{clientId}/claim-authorization",
  capability,
  summary: "The authorization number for a claim, or why there is none",
  description: "For whoever prints the claim. `authorizationNumber` is null, with a `reason`, where there is none.",
  pathParameters: ofClient,
  query: z.strictObject({
    serviceDate: CalendarDate,
    activityCode: ActivityCodeId,
    insuranceId: z.exactOptional(InsuranceId),
  }),
  replies: { 200: ClaimAuthorization },
  errors: ["NOT_FOUND"],
});
