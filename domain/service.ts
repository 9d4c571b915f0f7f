import * as z from "zod/mini";
import { CalendarDate, Instant } from "./calendar.ts";
import { ActivityCodeId, AuthorizationId, ClientId, InsuranceId, ServiceId, UserId, Version } from "./id.ts";
import { openEnum } from "./open-enum.ts";

/** SCHEDULED services are planned and may still change; RENDERED ones happened. */
export const ServiceStatus = z.enum(["RENDERED", "SCHEDULED"]);
export type ServiceStatus = z.infer<typeof ServiceStatus>;

/** A service as posted: what was done, when, and how many units it takes. */
export const postedFields = {
  activityCode: ActivityCodeId,
  serviceDate: CalendarDate.check(z.meta({ description: "From 2000-01-01 to the end of the year in two years." })),
  units: z
    .int({ error: "must be a whole number" })
    .check(z.minimum(1, { error: "must be at least 1" }), z.maximum(999_999, { error: "must be at most 999999" })),
  status: z._default(ServiceStatus, "RENDERED"),
  insuranceId: z.exactOptional(InsuranceId),
  authorizationId: z.exactOptional(AuthorizationId),
} as const;
export const PostedService = z.strictObject(postedFields);
export type PostedService = z.infer<typeof PostedService>;

/** Which authorization a service uses, and why this one. */
export const Applied = z
  .strictObject({ authorizationId: AuthorizationId, reason: z.string() })
  .register(z.globalRegistry, { id: "Applied" });
export type Applied = z.infer<typeof Applied>;

/**
 * Warnings of a service that is stored all the same. OVERUSE: it goes over the cap. NO_AUTHORIZATION: no authorization covers it.
 * OUTSIDE_DATES: the authorization it uses does not hold on its day, or, if none covers it, one would on another day.
 * PROCEDURE_CHANGED: the authorization it uses no longer takes in its code.
 */
export const CoverageWarning = openEnum(z.enum(["OVERUSE", "NO_AUTHORIZATION", "OUTSIDE_DATES", "PROCEDURE_CHANGED"]));
export type CoverageWarning = z.infer<typeof CoverageWarning>;

/** Why a service needs no authorization: the insurance it is billed to requires none, or none is in force on its day. */
export const NotRequired = openEnum(
  z.enum(["PRIOR_AUTH_NOT_REQUIRED", "NO_INSURANCE"]).check(
    z.meta({
      description:
        "Why it needs no authorization, where none covers it: the insurance it is billed to requires no prior auths, or none " +
        "is in force on its day.",
    }),
  ),
);
export type NotRequired = z.infer<typeof NotRequired>;

/** What a person named when posting a service of this code on this day. */
const Choice = z.strictObject({
  activityCode: ActivityCodeId,
  serviceDate: CalendarDate,
  insuranceId: z.exactOptional(InsuranceId),
  authorizationId: z.exactOptional(AuthorizationId),
});
export type Choice = z.infer<typeof Choice>;

/** A service as stored. A void one stays, so that an event that comes late can be told from a new service. */
export const Service = z.strictObject({
  serviceId: ServiceId,
  clientId: ClientId,
  ...postedFields,
  status: ServiceStatus,
  applied: z.nullable(Applied),
  /** Why it needs no authorization, if it uses none. */
  reason: z.exactOptional(NotRequired),
  warnings: z.array(CoverageWarning),
  void: z.boolean(),
  /** What a person chose. Events of the billing engine do not change it, so that their order does not matter. */
  chosen: z.exactOptional(Choice),
  /** When the last change was made, by whoever made it: a statement from before comes late. */
  changedAt: Instant,
  changedBy: UserId,
  version: Version,
});
export type Service = z.infer<typeof Service>;

/** Whether it is not void, and no authorization covers it although one is required. */
export function isUncovered(service: Service): boolean {
  return !service.void && service.applied === null && service.reason === undefined;
}

/** A service as it was posted. */
export function postedOf({
  activityCode,
  serviceDate,
  units,
  status,
  insuranceId,
  authorizationId,
}: Service): PostedService {
  return {
    activityCode,
    serviceDate,
    units,
    status,
    ...(insuranceId !== undefined && { insuranceId }),
    ...(authorizationId !== undefined && { authorizationId }),
  };
}

/** What a caller chooses; undefined when neither insurance nor authorization is named. */
export function choiceIn({
  activityCode,
  serviceDate,
  insuranceId,
  authorizationId,
}: PostedService): Choice | undefined {
  if (insuranceId === undefined && authorizationId === undefined) return undefined;
  return {
    activityCode,
    serviceDate,
    ...(insuranceId !== undefined && { insuranceId }),
    ...(authorizationId !== undefined && { authorizationId }),
  };
}

/**
 * What an event says, completed by what a person chose: if the event names no authorization, and its code, date and insurance are
 * those of the choice. `insuranceOf` tells the insurance of an authorization.
 */
export function asChosen(
  posted: PostedService,
  choice: Choice | undefined,
  insuranceOf: (authorizationId: string) => string | undefined,
): PostedService {
  if (choice === undefined || posted.authorizationId !== undefined) return posted;
  const { activityCode, serviceDate, ...named } = choice;
  if (posted.activityCode !== activityCode || posted.serviceDate !== serviceDate) return posted;
  const billedTo = insuranceOf(named.authorizationId ?? "") ?? named.insuranceId;
  return posted.insuranceId === undefined || posted.insuranceId === billedTo ? { ...named, ...posted } : posted;
}

/** Whether posting this would change nothing. */
export function saysTheSame(stored: Service, posted: PostedService): boolean {
  return (
    !stored.void &&
    stored.activityCode === posted.activityCode &&
    stored.serviceDate === posted.serviceDate &&
    stored.units === posted.units &&
    stored.status === posted.status &&
    stored.insuranceId === posted.insuranceId &&
    stored.authorizationId === posted.authorizationId
  );
}
