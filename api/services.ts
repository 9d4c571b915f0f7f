import * as z from "zod/mini";
import { CalendarDate } from "../domain/calendar.ts";
import { ClaimReason } from "../domain/claim.ts";
import { ActivityCodeId, AuthorizationId, ClientId, InsuranceId, ServiceId } from "../domain/id.ts";
import { Applied, CoverageWarning, NotRequired, PostedService, Service as StoredService } from "../domain/service.ts";
import { route } from "./route.ts";

const capability = "services";
const ofClient = z.strictObject({ clientId: ClientId });
const ofService = z.strictObject({ clientId: ClientId, serviceId: ServiceId });

/** A service as shown. The authorization that it uses is beside it in the reply. */
const Service = z
  .omit(StoredService, { applied: true, reason: true, warnings: true, chosen: true })
  .register(z.globalRegistry, { id: "Service" });

const body = PostedService.register(z.globalRegistry, { id: "ServiceInput" });
const coverage = {
  applied: z.nullable(Applied),
  reason: z.exactOptional(NotRequired),
  warnings: z.array(CoverageWarning),
};

const PostedServiceReply = z
  .strictObject({ service: Service, ...coverage })
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
    "which and why, and it stays that one while code and date are unchanged. Where none covers it and none is " +
    "required, `reason` says why. Going over is accepted with the warning OVERUSE, or refused with 422 " +
    "CAP_EXCEEDED where the agency's policy is BLOCK; a correction that takes no more than what stands never is.",
  permission: "services:write",
  pathParameters: ofService,
  body,
  replies: { 200: PostedServiceReply, 201: PostedServiceReply },
  errors: [
    "NOT_FOUND",
    "UNKNOWN_ACTIVITY_CODE",
    "DATE_OUT_OF_BOUNDS",
    "ALREADY_DISCONTINUED",
    "CAP_EXCEEDED",
    "NO_AUTHORIZATION",
  ],
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
    ...coverage,
    remainingAfter: z
      .nullable(z.strictObject({ units: left, visits: left }))
      .check(z.meta({ description: "Null when no authorization would be used; a quantity is null when not limited." })),
  })
  .register(z.globalRegistry, { id: "ServiceCheck" });

export const checkService = route({
  operationId: "checkService",
  method: "POST",
  path: "/v1/clients/{clientId}/service-checks",
  capability,
  summary: "Would this service be covered, by which authorization, with what left; stores nothing",
  description:
    "For a warning before a note is signed. Same body as posting the service; with `serviceId` it is the " +
    "correction of that service, which does not count against itself.",
  pathParameters: ofClient,
  body: z
    .strictObject({ ...PostedService.shape, serviceId: z.exactOptional(ServiceId) })
    .register(z.globalRegistry, { id: "ServiceCheckInput" }),
  replies: { 200: ServiceCheck },
  errors: ["NOT_FOUND", "UNKNOWN_ACTIVITY_CODE", "DATE_OUT_OF_BOUNDS", "ALREADY_DISCONTINUED", "NO_AUTHORIZATION"],
});

const ClaimAuthorization = z
  .strictObject({
    authorizationNumber: z.nullable(z.string()),
    authorizationId: z.exactOptional(AuthorizationId),
    confirmed: z.exactOptional(
      z.boolean().check(z.meta({ description: "Whether billing was told of the authorization as it is now." })),
    ),
    confirmedAuthorizationNumber: z.exactOptional(
      z.string().check(z.meta({ description: "The number that billing has, where that is another one." })),
    ),
    reason: z.exactOptional(ClaimReason),
    authorizationIds: z.exactOptional(
      z.array(AuthorizationId).check(z.meta({ description: "With SEVERAL_AUTHORIZATIONS: those that are used." })),
    ),
  })
  .register(z.globalRegistry, { id: "ClaimAuthorization" });

export const readClaimAuthorization = route({
  operationId: "readClaimAuthorization",
  method: "GET",
  path: "/v1/clients/{clientId}/claim-authorization",
  capability,
  summary: "The authorization number for a claim, or why there is none",
  description:
    "For whoever prints the claim. By `serviceId` that of one posted service; by `serviceDate` and `activityCode` that " +
    "of the day's services of this code, of the insurance that is named or of the one with the best priority, or, " +
    "before any was posted, what posting one would use. `authorizationNumber` is null, with a `reason`, where there is none: an " +
    "authorization gives its number only for services that it holds for.",
  pathParameters: ofClient,
  query: z.strictObject({
    serviceId: z.exactOptional(ServiceId),
    serviceDate: z.exactOptional(CalendarDate),
    activityCode: z.exactOptional(ActivityCodeId),
    insuranceId: z.exactOptional(InsuranceId),
  }),
  replies: { 200: ClaimAuthorization },
  errors: ["NOT_FOUND"],
});
